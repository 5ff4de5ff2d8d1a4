/** Rehearsals of a rollback, as they are remembered. */
import { hasEnded, type Release } from './release.ts';
import type { ReleaseView } from './release-view.ts';

/**
 * What became of a drill. `passed`: what it brought was up, was taken back, and all was healthy again. `broken-off`: it ended
 * before that, and `why` says how far it came.
 */
export type DrillOutcome =
  | { readonly came: 'running' }
  | { readonly came: 'passed'; readonly percent: number }
  | { readonly came: 'broken-off'; readonly why: string };

/** One service in one environment. */
export interface DrillEntry {
  readonly service: string;
  readonly environment: string;
  /** The newest first; none when nobody has ever rehearsed it, or nobody remembers. */
  readonly drills: readonly { readonly view: ReleaseView; readonly outcome: DrillOutcome }[];
  /** RFC 3339: when the next one is due; null where the catalog wants none. */
  readonly dueAt: string | null;
}

export function drillOutcome({ status }: Release): DrillOutcome {
  if (status === null || !hasEnded(status.phase)) return { came: 'running' };
  const failed = status.story.find((event) => event.what === 'drillFailed');
  const ready = status.story.find((event) => event.what === 'drillReady');
  if (status.phase === 'RolledBack' && failed?.what === 'drillFailed') return brokenOff(failed.why);
  // It is taken back from there as well.
  if (status.phase === 'Completed' || status.phase === 'Aborted') return { came: 'running' };
  if (status.phase !== 'RolledBack') return brokenOff(status.message);
  if (status.rollback === null) return brokenOff('somebody else took it back');
  if (ready?.what !== 'drillReady') return brokenOff('somebody took it back before it was up');
  return { came: 'passed', percent: ready.percent };
}

function brokenOff(why: string): DrillOutcome {
  return { came: 'broken-off', why };
}
