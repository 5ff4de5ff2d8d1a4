/** When a rollback is to be rehearsed again, and when people are reminded of it: pure. */
import type { DrillRules } from '../../model/catalog.ts';
import { drillOutcome } from '../../model/drill.ts';
import { isDrill, type Release } from '../../model/release.ts';

/** For each drill that is missed people are reminded so often at most; then it stays in the list. */
const MOST_REMINDERS = 3;

export interface Due {
  /** RFC 3339: when it was rehearsed last with success; null when it never was. */
  readonly since: string | null;
  readonly at: Date;
  /** When people are to be reminded next; null when they were often enough. */
  readonly remindAt: Date | null;
}

/** `releases` of one place, newest first. Null where the catalog wants no drills, and where nothing was ever released. */
export function dueOf(releases: readonly Release[], { everyMs }: Pick<DrillRules, 'everyMs'>): Due | null {
  const oldest = releases.at(-1);
  if (everyMs === null || oldest === undefined) return null;
  const passed = releases.find((each) => isDrill(each) && drillOutcome(each).came === 'passed');
  const since = passed?.status?.endedAt ?? null;
  const from = Date.parse(since ?? oldest.createdAt);
  const reminders = releases
    .flatMap(({ status }) => status?.story ?? [])
    .flatMap(({ what, at }) => (what === 'drillDue' && Date.parse(at) > from ? [Date.parse(at)] : []));
  // After the last one: those that were missed do not come all at once.
  const remindAt = reminders.length < MOST_REMINDERS ? new Date(Math.max(from, ...reminders) + everyMs) : null;
  return { since, at: new Date(from + everyMs), remindAt };
}
