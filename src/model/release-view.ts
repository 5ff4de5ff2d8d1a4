/** All that a card is drawn from: one release, its target now, and what may be pressed. */
import type { Environment, Target } from './catalog.ts';
import type { Basis } from './decision.ts';
import { bringsNoVersion, isUnderWay, type Release } from './release.ts';
import type { TargetSnapshot } from './snapshot.ts';

/** What can be done to a release; the engine draws and accepts from the same list. */
export type Offer =
  | 'approve'
  | 'reject'
  | 'promote'
  | 'promoteFull'
  | 'pause'
  | 'resume'
  | 'abort'
  | 'rollback'
  | 'retry'
  | 'restart'
  | 'further'
  | 'undo'
  | 'lift'
  | 'acknowledge';

export interface ReleaseView {
  readonly release: Release;
  readonly environment: Environment;
  readonly target: Target;
  readonly snapshot: TargetSnapshot | null;
  readonly offers: readonly Offer[];
  /** What a press on this drawing is bound to. */
  readonly basis: Basis;
  /** The version that a rollback would bring back; null when there is none. */
  readonly wayBack: { readonly image: string } | null;
  /** A good version before the one that its rollback brought back; null when none is known. */
  readonly further: { readonly image: string; readonly hash: string | null } | null;
  /** The release, this one or another, whose rollback holds forward releases of the service here; null when none does. */
  readonly held: Release | null;
}

/** True when a new record follows, should that of this release be deleted: what it has begun is not over. */
export function isTakenUpAgain({ release, snapshot }: Pick<ReleaseView, 'release' | 'snapshot'>): boolean {
  if (bringsNoVersion(release) || !isUnderWay(release)) return false;
  return release.status?.phase === 'RollingBack' || snapshot?.phase !== 'Aborted';
}

/** How a rollback would be done: shown before it is pressed. */
export interface RollbackPlan {
  readonly service: string;
  readonly environment: string;
  readonly release: string | null;
  readonly from: { readonly hash: string | null; readonly image: string };
  readonly to: { readonly hash: string | null; readonly image: string; readonly revision: number | null };
  readonly outlook: Outlook;
}

/** The mechanisms of a rollback, by stable names; the words for them are in `views/words`. */
export type Mechanism =
  | 'abort-canary'
  | 'abort-canary-waits-for-stable'
  | 'abort-canary-as-pods-start'
  | 'restore-before-start'
  | 'restore-with-window'
  | 'restore-and-promote'
  | 'restore-before-switch'
  | 'abort-after-switch'
  | 'restore-after-switch'
  | 'restore-warm'
  | 'finish-restore'
  | 'nothing';

export interface Outlook {
  readonly mechanism: Mechanism;
  /** Expected time until the bad version has no traffic, in ms; null when it depends on how fast pods start. */
  readonly expectedMs: number | null;
  /** What this rollback cannot do or what slows it, as stable codes. */
  readonly caveats: readonly Caveat[];
}

export type Caveat =
  | 'waits-for-pod-start'
  | 'stable-not-fully-available'
  | 'old-version-unready'
  | 'git-will-reapply'
  | 'paused-by-user'
  | 'not-live';
