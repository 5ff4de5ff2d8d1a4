/** When evidence is wanted of a release, and what the release says about it. Pure. */
import { bringsNoVersion, type Evidence, type Release, type ReleaseStatus } from '../../model/release.ts';
import type { StoryEvent } from '../../model/story.ts';
import { told } from '../release/changes.ts';
import type { Sealed } from './ports.ts';

/** What happened longer ago is not captured any more: little would be left of it. */
const RECENT_MS = 10 * 60_000;

export interface Due {
  readonly why: Evidence['occasion'];
  /** RFC 3339 */
  readonly asOf: string;
  /** A process that has ended began it. */
  readonly again: boolean;
}

/** From when on there is something to see; null when no release began, or it is not known when. */
export function sinceOf(release: Release | null): Date | null {
  const startedAt = release?.status?.startedAt ?? null;
  return startedAt === null ? null : new Date(startedAt);
}

/** Null when nothing is to be captured, or all of it was. A rollback of a failed release is captured beside the failure. */
export function dueOf(release: Release, now: Date): Due | null {
  const { status } = release;
  if (status === null || bringsNoVersion(release)) return null;
  const { evidence, rollback, endedAt } = status;
  if (evidence?.state === 'capturing') return { why: evidence.occasion, asOf: evidence.asOf, again: true };
  const pressedAt = rollback?.clock.pressedAt ?? null;
  if (pressedAt !== null) {
    const isCaptured = evidence?.occasion === 'rollback';
    return isCaptured || !isRecent(pressedAt, now) ? null : { why: 'rollback', asOf: pressedAt, again: false };
  }
  if (evidence !== null || endedAt === null || !hasFailed(status) || !isRecent(endedAt, now)) return null;
  return { why: 'failure', asOf: endedAt, again: false };
}

function isRecent(at: string, now: Date): boolean {
  return now.getTime() - Date.parse(at) < RECENT_MS;
}

/** Aborted by whomever, taken back elsewhere, or overtaken while it did not get on. */
function hasFailed({ phase, rollback, story }: ReleaseStatus): boolean {
  if (phase === 'Aborted') return true;
  if (phase === 'RolledBack') return rollback === null;
  return phase === 'Superseded' && story.some(({ what }) => what === 'degraded');
}

const NOTHING_YET = { folder: null, files: 0, missing: 0, why: null, file: null } as const;

/** Null when it says so already. */
export function capturing(status: ReleaseStatus, { why, asOf }: Due): ReleaseStatus | null {
  const { evidence } = status;
  const isSaid = evidence?.occasion === why && evidence.asOf === asOf;
  if (isSaid || isOlder(why, evidence)) return null;
  return { ...status, evidence: { occasion: why, state: 'capturing', asOf, ...NOTHING_YET } };
}

/** How a capture ended, as an event. */
export type CaptureTold = Extract<StoryEvent, { readonly what: 'evidenceSaved' | 'evidenceFailed' }>;

export type Captured =
  | ({ readonly state: 'saved' } & Sealed)
  | { readonly state: 'failed'; readonly why: string; readonly hint: string };

/** What came of it is told, and remembered unless the evidence of a rollback is. Null when it was told before. */
export function captured(status: ReleaseStatus, { why, asOf }: Due, came: Captured, now: Date): ReleaseStatus | null {
  const { evidence } = status;
  const isTold = evidence?.occasion === why && evidence.asOf === asOf && evidence.state !== 'capturing';
  if (isTold) return null;
  const next = told(status, now, eventOf(came));
  if (isOlder(why, evidence)) return next;
  return { ...next, evidence: { occasion: why, asOf, ...NOTHING_YET, ...knownOf(came) } };
}

/** As it is told. */
export function eventOf(came: Captured): CaptureTold {
  if (came.state === 'failed') return { what: 'evidenceFailed', why: came.why, hint: came.hint };
  const { files, missing, folder, gaps } = came;
  return { what: 'evidenceSaved', files, missing, folder, gaps };
}

function knownOf(came: Captured): Pick<Evidence, 'state'> & Partial<Evidence> {
  if (came.state === 'failed') return { state: came.state, why: came.why };
  const { state, folder, files, missing } = came;
  return { state, folder, files, missing };
}

/** A rollback says more than the failure before it. */
function isOlder(why: Evidence['occasion'], evidence: Evidence | null): boolean {
  return why === 'failure' && evidence?.occasion === 'rollback';
}

/** The folder whose archive is still to be put into the thread; null when there is none, or Slack would not have it. */
export function unsharedFolder({ evidence, story }: ReleaseStatus): string | null {
  if (evidence?.state !== 'saved' || evidence.folder === null || evidence.file !== null) return null;
  const { folder } = evidence;
  return story.some((event) => event.what === 'evidenceNotShared' && event.folder === folder) ? null : folder;
}
