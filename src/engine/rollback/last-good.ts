/** Where to go when the version that a rollback brought back is bad as well. Pure. */
import { bringsNoVersion, type Release } from '../../model/release.ts';
import type { Revision } from '../../model/rollback.ts';
import { isWanted, type TargetSnapshot } from '../../model/snapshot.ts';

export interface Known {
  /** Of the target, newest first. */
  readonly releases: readonly Release[];
  readonly snapshot: TargetSnapshot;
  /** What the cluster still keeps; asked for only where it matters, for views are made at every event. */
  readonly revisions: () => readonly Revision[];
}

/**
 * The newest version that was completed and never taken back, other than the wanted one, if the cluster keeps it. Asked
 * for on the release whose rollback was the last thing that happened; null on every other.
 */
export function lastGoodOf({ name, status }: Release, { releases, snapshot, revisions }: Known): Revision | null {
  const { rollback = null, phase } = status ?? {};
  if (rollback === null || rollback.cause === 'drill' || phase !== 'RolledBack' || !isWanted(snapshot, rollback.to))
    return null;
  const begun = releases.filter(
    ({ spec, status: each }) =>
      each !== null && each.phase !== 'Refused' && !bringsNoVersion({ spec }) && spec.action !== 'drill',
  );
  const pressedAt = rollback.clock.pressedAt;
  const isLast = !begun.some((other) => other.name !== name && lastTouched(other) > pressedAt);
  if (!isLast) return null;
  const left = new Set(begun.flatMap((other) => other.status?.rollback?.from.image ?? []));
  const good = begun
    .flatMap((other) => (other.status?.phase === 'Completed' ? other.status.targets : []))
    .find(({ image, hash }) => image !== snapshot.image && hash !== snapshot.desiredHash && !left.has(image));
  if (good === undefined) return null;
  return (
    revisions().find(({ hash, image }) => (good.hash === null ? image === good.image : hash === good.hash)) ?? null
  );
}

function lastTouched({ status }: Release): string {
  return [status?.startedAt ?? '', status?.rollback?.clock.pressedAt ?? ''].reduce((a, b) => (a > b ? a : b));
}
