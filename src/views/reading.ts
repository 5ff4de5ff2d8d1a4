/** What several parts of a card read out of a view. */
import { type StoryEvent, sameBasis, type TargetRecord, type Told } from '../model/release.ts';
import type { ReleaseView } from '../model/release-view.ts';
import { trafficOf } from '../model/snapshot.ts';

/** What the release remembers of the target that the view is about. */
export function recordOf({ release, target }: ReleaseView): TargetRecord | null {
  return release.status?.targets.find((record) => record.region === target.region) ?? null;
}

export interface Images {
  /** What ran before; null when nothing did or it is not known yet. */
  readonly from: string | null;
  readonly to: string;
}

export function imagesOf(view: ReleaseView): Images {
  const record = recordOf(view);
  return { from: record?.replaced?.image ?? null, to: record?.image ?? view.release.spec.version };
}

/** Ids of those who approved what the card shows now. */
export function approvers({ release, basis }: ReleaseView): readonly string[] {
  const given = release.status?.approvals.filter((approval) => sameBasis(approval.basis, basis)) ?? [];
  return [...new Set(given.map((approval) => approval.by))];
}

/** How many approvals the gate still needs, this press included; at least one. */
export function approvalsMissing(view: ReleaseView): number {
  return Math.max(1, view.environment.access.approvals - approvers(view).length);
}

/** Where the new version stands: what carries traffic now and what the steps want, in percent. */
export interface NewVersionTraffic {
  readonly actual: number;
  /** Null when no step says anything, or when the target wants another version by now. */
  readonly set: number | null;
}

export function newVersionTraffic(view: ReleaseView): NewVersionTraffic | null {
  const { snapshot } = view;
  if (snapshot === null) return null;
  const hash = recordOf(view)?.hash ?? null;
  if (hash !== null && hash !== snapshot.desiredHash) return { actual: trafficOf(snapshot, hash), set: null };
  if (snapshot.weight !== null) return snapshot.weight;
  return snapshot.desiredHash === null ? null : { actual: trafficOf(snapshot, snapshot.desiredHash), set: null };
}

/** The newest event of one kind. */
export function lastTold<W extends StoryEvent['what']>(
  { release }: ReleaseView,
  what: W,
): Extract<Told, { what: W }> | null {
  return release.status?.story.findLast((event): event is Extract<Told, { what: W }> => event.what === what) ?? null;
}
