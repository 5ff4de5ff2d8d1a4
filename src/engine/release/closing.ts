/** What a goal that was reached, or given up, means for its release. */
import type { ReleaseStatus } from '../../model/release.ts';
import type { Goal, Pass } from '../ports.ts';
import {
  refused,
  restarted,
  rolledBack,
  scaled,
  started,
  told,
  undone,
  wishCarriedOut,
  wishFailed,
} from './changes.ts';
import type { Pursue } from './decide.ts';
import { versionOf } from './versions.ts';

export interface Closing {
  readonly purpose: Pursue['purpose'];
  readonly goal: Goal;
  readonly pass: Pass;
  readonly hash: string | null;
}

/** The next status; null when the release has moved on from the goal. */
export function closed(status: ReleaseStatus, { purpose, goal, pass, hash }: Closing, now: Date): ReleaseStatus | null {
  const why = pass.came === 'impossible' ? pass.why : null;
  switch (purpose) {
    case 'start':
      if (status.phase !== 'Starting') return null;
      if (why !== null) return refused(status, why, now);
      if (goal.verb === 'scale') return scaled(status, goal, now);
      return goal.verb === 'restart' ? restarted(status, now) : started(status, hash, now);
    case 'heed':
      return null;
    case 'wish':
      if (status.wish?.verb === 'undo' && goal.verb === 'scale') return undone(status, goal, why, now);
      if (status.wish === null || status.wish.verb !== goal.verb) return null;
      return why === null ? wishCarriedOut(status, now) : wishFailed(status, why, now);
    case 'rollback':
      if (status.phase !== 'RollingBack') return null;
      return why === null ? rolledBack(status, now) : rollbackGivenUp(status, why, now);
  }
}

function rollbackGivenUp(status: ReleaseStatus, why: string, now: Date): ReleaseStatus {
  const message = `The rollback to ${versionOf(status.rollback?.to.image ?? '')} ended early: ${why}`;
  const next = told(status, now, { what: 'rollbackGivenUp', why });
  return { ...next, phase: 'Superseded', message, endedAt: now.toISOString() };
}
