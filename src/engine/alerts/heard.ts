/** What a release remembers of alerts, and which of them are worth a line: pure. */
import { type Alert, alertKey, type HeardAlert } from '../../model/alert.ts';
import type { ReleaseStatus } from '../../model/release.ts';
import type { StoryEvent } from '../../model/story.ts';
import { told } from '../release/changes.ts';
import type { Verdict } from './suspicion.ts';

/** So many are remembered; after that the oldest are forgotten. */
const MOST_HEARD = 1_000;
/** So many lines of a story tell of alerts; after that they are only counted. */
const MOST_LINES = 20;
const NAMES = 3;
const LINES: ReadonlySet<StoryEvent['what']> = new Set(['alertFired', 'alertResolved']);

export function unheard(status: ReleaseStatus, alerts: readonly Alert[]): readonly Alert[] {
  const known = new Set(status.alerts?.map(({ key }) => key));
  return alerts.filter((alert) => !known.has(alertKey(alert)));
}

/** The first names, each once. */
export function namesOf(alerts: readonly Pick<Alert, 'name'>[]): readonly string[] {
  return [...new Set(alerts.map(({ name }) => name))].slice(0, NAMES);
}

/** Null when all of them were heard before. */
export function heard(
  status: ReleaseStatus,
  { alerts, verdict }: { readonly alerts: readonly Alert[]; readonly verdict: Verdict },
  now: Date,
): ReleaseStatus | null {
  const news = unheard(status, alerts);
  if (news.length === 0 || verdict.does === 'nothing') return null;
  const event = eventOf(status, news, verdict);
  const next = remembering(status, news);
  return event === null ? next : told(next, now, event);
}

/** Why a rollback that a rule wants was refused. */
export function refusedFor(
  status: ReleaseStatus,
  { alerts, says }: { readonly alerts: readonly Alert[]; readonly says: string },
  now: Date,
): ReleaseStatus | null {
  const news = unheard(status, alerts);
  if (news.length === 0) return null;
  return told(remembering(status, news), now, { what: 'alertFired', why: 'refused', ...summary(news), says });
}

/** Null when none of them is known to fire. It is told once, when the last one has ended. */
export function resolved(status: ReleaseStatus, keys: ReadonlySet<string>, now: Date): ReleaseStatus | null {
  const before = status.alerts ?? [];
  if (!before.some(({ key, firing }) => firing && keys.has(key))) return null;
  const alerts = before.map((each) => (keys.has(each.key) ? { ...each, firing: false } : each));
  const next = { ...status, alerts };
  if (alerts.some(({ firing }) => firing) || isFull(status)) return next;
  return told(next, now, { what: 'alertResolved', names: namesOf(alerts), count: alerts.length });
}

function eventOf(status: ReleaseStatus, news: readonly Alert[], verdict: Verdict): StoryEvent | null {
  if (verdict.does === 'ask') return { what: 'alertAsks', from: verdict.from, ...summary(news) };
  if (verdict.does !== 'tell' || isFull(status)) return null;
  const firing = new Set(status.alerts?.flatMap(({ name, firing }) => (firing ? [name] : [])));
  // More of what fires already is no news.
  if (news.every(({ name }) => firing.has(name))) return null;
  return { what: 'alertFired', why: verdict.why, ...summary(news) };
}

function summary(news: readonly Alert[]) {
  const says = news.find((alert) => alert.says !== null)?.says ?? null;
  return { names: namesOf(news), count: news.length, ...(says === null ? {} : { says }) };
}

function remembering(status: ReleaseStatus, news: readonly Alert[]): ReleaseStatus {
  const added = news.map((alert): HeardAlert => ({ key: alertKey(alert), name: alert.name, firing: true }));
  return { ...status, alerts: [...(status.alerts ?? []), ...added].slice(-MOST_HEARD) };
}

function isFull({ story }: ReleaseStatus): boolean {
  return story.filter(({ what }) => LINES.has(what)).length >= MOST_LINES;
}
