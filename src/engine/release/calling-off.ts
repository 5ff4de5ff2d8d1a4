/**
 * Calling off what has not begun in the cluster: an abort that has nothing to take back. Whether the first write came
 * through is never guessed: as long as the cluster does not answer, the release is neither begun nor called off. Pure.
 */
import type { Actor } from '../../model/decision.ts';
import type { Release, ReleaseStatus } from '../../model/release.ts';
import type { TargetSnapshot } from '../../model/snapshot.ts';
import { ended, told } from './changes.ts';

/** Only what brings a version waits so long that anybody could. */
const ACTIONS: ReadonlySet<Release['spec']['action']> = new Set([undefined, 'deploy', 'retry']);

/** True until the first write is seen in the cluster, as far as memory goes; null for a target that is not known. */
export function canBeCalledOff({ spec, status }: Release, snapshot: TargetSnapshot | null): boolean {
  if (status === null || status.wish !== null || !ACTIONS.has(spec.action)) return false;
  if (status.phase === 'Pending') return true;
  return status.phase === 'Starting' && (snapshot === null || !isWritten({ spec, status }, snapshot));
}

/** True when the target has what the first write of this release brings. */
export function isWritten({ spec, status }: Pick<Release, 'spec' | 'status'>, snapshot: TargetSnapshot): boolean {
  if (spec.action === 'retry') return snapshot.phase !== 'Aborted';
  return snapshot.image === status?.targets[0]?.image;
}

export function calledOff(status: ReleaseStatus, by: Actor, reason: string | undefined, now: Date): ReleaseStatus {
  const why = reason === undefined ? {} : { reason };
  return told(ended(status, 'Refused', 'Called off before anything was changed', now), now, {
    what: 'calledOff',
    by,
    ...why,
  });
}
