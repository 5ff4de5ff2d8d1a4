/** Which notices are of no use any more. Pure. */
import { deliveriesOf, type Notice } from '../../model/notice.ts';
import { oldestFirst } from './deliveries.ts';

const HOUR_MS = 60 * 60_000;
/** Longer than what happened may be old to be told: what was told must be known for as long. */
const DELIVERED_KEPT_MS = 24 * HOUR_MS;
const UNDELIVERED_KEPT_MS = 14 * 24 * HOUR_MS;
/** A destination that is away for long must not fill the cluster's database. */
export const MOST_KEPT = 1_000;

/** What is too old, and of what is too much the least useful: delivered ones, then those that were given up, then the rest. */
export function surplusOf(notices: readonly Notice[], now: Date, most: number = MOST_KEPT): readonly Notice[] {
  const old = notices.filter((notice) => isOld(notice, now));
  const rest = notices.filter((notice) => !old.includes(notice)).toSorted(oldestFirst);
  const byUse = [0, 1, 2].flatMap((use) => rest.filter((notice) => useOf(notice) === use));
  return [...old, ...byUse.slice(0, Math.max(0, rest.length - most))];
}

export function hasUndelivered(notice: Notice): boolean {
  return deliveriesOf(notice).some(({ state }) => state === 'undelivered');
}

function isWaiting(notice: Notice): boolean {
  return deliveriesOf(notice).some(({ state }) => state === 'waiting');
}

function useOf(notice: Notice): number {
  if (isWaiting(notice)) return 2;
  return hasUndelivered(notice) ? 1 : 0;
}

function isOld(notice: Notice, now: Date): boolean {
  if (isWaiting(notice)) return false;
  const age = now.getTime() - Date.parse(notice.spec.at);
  return age > (hasUndelivered(notice) ? UNDELIVERED_KEPT_MS : DELIVERED_KEPT_MS);
}
