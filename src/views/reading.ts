/** What several parts of a card read out of a view. */

import { sameBasis } from '../model/decision.ts';
import { bringsNoVersion, isDrill, type TargetRecord } from '../model/release.ts';
import type { ReleaseView } from '../model/release-view.ts';
import { trafficOf } from '../model/snapshot.ts';
import type { StoryEvent, Told } from '../model/story.ts';

/** What the release remembers of the target that the view is about. */
export function recordOf({ release, target }: ReleaseView): TargetRecord | null {
  return release.status?.targets.find((record) => record.region === target.region) ?? null;
}

/** Hash of the new version; null as long as the controller has not seen it. */
export function newHashOf(view: ReleaseView): string | null {
  const record = recordOf(view);
  if (record === null || view.snapshot === null) return null;
  return record.hash ?? (view.snapshot.image === record.image ? view.snapshot.desiredHash : null);
}

export interface Images {
  /** What ran before; null when nothing did or it is not known yet. */
  readonly from: string | null;
  readonly to: string;
}

/** A drill changes no version: nothing ran before it that it would not be. */
export function imagesOf(view: ReleaseView): Images {
  const record = recordOf(view);
  if (isDrill(view.release)) return { from: null, to: record?.image ?? view.release.spec.version };
  return { from: record?.replaced?.image ?? null, to: record?.image ?? view.release.spec.version };
}

/** Which way it went: the way back for a release that was or is being rolled back. */
export function directionOf(view: ReleaseView): Images {
  const { rollback = null, phase } = view.release.status ?? {};
  if (isDrill(view.release)) return imagesOf(view);
  if (rollback !== null) return { from: rollback.from.image, to: rollback.to.image };
  const { from, to } = imagesOf(view);
  return phase === 'RolledBack' && from !== null ? { from: to, to: from } : { from, to };
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

/** Null for a restart, which brings no version. */
export function newVersionTraffic(view: ReleaseView): NewVersionTraffic | null {
  const { snapshot } = view;
  const hash = newHashOf(view);
  if (snapshot === null || hash === null || bringsNoVersion(view.release)) return null;
  if (hash === snapshot.desiredHash && snapshot.weight !== null) return snapshot.weight;
  return { actual: trafficOf(snapshot, hash), set: null };
}

/** The newest event of one kind. */
export function lastTold<W extends StoryEvent['what']>(
  { release }: ReleaseView,
  what: W,
): Extract<Told, { what: W }> | null {
  return release.status?.story.findLast((event): event is Extract<Told, { what: W }> => event.what === what) ?? null;
}

/** What somebody asked for last, unless it could not be carried out. */
export function lastAsked({ release }: ReleaseView): Extract<Told, { what: 'asked' }> | null {
  const last = release.status?.story.findLast(({ what }) => what === 'asked' || what === 'notCarriedOut');
  return last?.what === 'asked' ? last : null;
}
