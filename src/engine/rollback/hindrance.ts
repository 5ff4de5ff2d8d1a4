/**
 * A rollback that the cluster refuses in the middle is not over: traffic may be back already and the rest is still to
 * be done. It is told once what is missing, and tried until it is there.
 */

import { hindrancesOf } from '../../model/hindrance.ts';
import { type ProblemCode, UserProblem } from '../../model/problem.ts';
import type { ReleaseStatus } from '../../model/release.ts';
import { inPhase, told } from '../release/changes.ts';
import { versionOf } from '../release/versions.ts';

/** Refusals that end when somebody grants a right or changes a policy. */
const PASSING: ReadonlySet<ProblemCode> = new Set(['cluster-forbidden', 'cluster-refused']);

export function isHindrance(error: unknown): error is UserProblem {
  return error instanceof UserProblem && PASSING.has(error.code);
}

/** Null when it is told already. The hint tells hindrances apart: the API server's own words may differ each time. */
export function hindered(status: ReleaseStatus, { message, why, hint }: UserProblem, now: Date): ReleaseStatus | null {
  const { phase, rollback } = status;
  if (phase !== 'RollingBack' || rollback === null) return null;
  if (hindrancesOf(status).some((known) => known.hint === hint)) return null;
  const stuck = `The rollback to ${versionOf(rollback.to.image)} does not get on: ${why} ${hint}`;
  return told(inPhase(status, phase, stuck), now, {
    what: 'rollbackHindered',
    by: rollback.by,
    why: `${message} ${why}`,
    hint,
  });
}

/** Null when nothing kept it up. */
export function goingOn(status: ReleaseStatus, now: Date): ReleaseStatus | null {
  const { phase, rollback } = status;
  if (rollback === null || hindrancesOf(status).length === 0) return null;
  const message = `Going back to ${versionOf(rollback.to.image)}`;
  return told(inPhase(status, phase, message), now, { what: 'rollbackGoesOn' });
}
