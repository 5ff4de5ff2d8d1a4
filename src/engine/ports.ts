/**
 * What the engine needs from the world. Ports belong to the engine and are implemented by `drivers/` and
 * `slack/`; each has one to four methods.
 */
import type { Target } from '../model/catalog.ts';
import type { Basis } from '../model/decision.ts';
import type { Rehearsal, RehearsedRecord } from '../model/dry-run.ts';
import type { Recorded } from '../model/record.ts';
import type { Release, ReleaseSpec } from '../model/release.ts';
import type { Outlook, ReleaseView } from '../model/release-view.ts';
import type { KeptVersion, Revision } from '../model/rollback.ts';
import type { TargetSnapshot } from '../model/snapshot.ts';

/** What a target is to be brought to. Every goal can be pursued again from any point without harm. */
export type Goal =
  /** `found` is the image that stood in the target when the release was taken up. */
  | { readonly verb: 'start'; readonly image: string; readonly found: string }
  | { readonly verb: 'promote'; readonly basis: Basis }
  | { readonly verb: 'promoteFull'; readonly hash: string }
  | { readonly verb: 'pause' }
  | { readonly verb: 'resume' }
  | { readonly verb: 'abort'; readonly hash: string }
  /** Begin the aborted update anew, with every step, pause and analysis. */
  | { readonly verb: 'retry'; readonly hash: string }
  /** Replace all pods that are older than `at` (RFC 3339) by new ones of the same version. */
  | { readonly verb: 'restart'; readonly hash: string; readonly at: string }
  /** Bring the version that is there once more, as another one that differs by this mark alone. */
  | { readonly verb: 'drill'; readonly image: string; readonly mark: string }
  /** Have so many pods wanted; `from` is how many were when it was asked for. */
  | { readonly verb: 'scale'; readonly from: number; readonly to: number }
  /** Have the controller act on what stands in the object already. */
  | { readonly verb: 'heed' }
  | {
      readonly verb: 'rollback';
      readonly from: { readonly hash: string | null; readonly image: string };
      readonly to: KeptVersion;
    };

export type WaitReason = 'effect' | 'pods' | 'controller' | 'quiet' | 'live';

/** What one pass towards a goal came to. */
export type Pass =
  | { readonly came: 'done' }
  /** A write was accepted by the cluster; its effect is still to be seen. `move` is the write's stable name. */
  | { readonly came: 'acted'; readonly move: string }
  /** Nothing to write now: call again on the next change, or in `againMs` at the latest. */
  | {
      readonly came: 'waiting';
      readonly for: WaitReason;
      readonly againMs: number;
      /** Why the controller does nothing with the target, in its own words. */
      readonly says?: string;
    }
  /** The goal cannot be reached any more, and why, in one sentence. */
  | { readonly came: 'impossible'; readonly why: string };

/** One goal on its way. It remembers when it wrote what, so that a write without effect is noticed and repeated. */
export interface Pursuit {
  /** At most one write. Throws when the cluster does not answer or refuses; the caller calls again later. */
  pass(): Promise<Pass>;
}

export interface TargetDriver {
  /** Follows a target; `changed` is called after each real change of its snapshot. Returns how to stop. */
  follow(target: Target, changed: () => void): () => void;
  /** The last snapshot from memory; null before the first. */
  latest(target: Target): TargetSnapshot | null;
  /** A snapshot read now from the cluster. Throws UserProblem `target-missing` and the like. */
  read(target: Target): Promise<TargetSnapshot>;
}

export interface TargetActor {
  pursue(target: Target, goal: Goal): Pursuit;
  /** How a rollback would go from what is known now. Pure over the driver's memory. */
  outlook(target: Target, goal: Goal & { verb: 'rollback' }): Outlook;
}

/** Versions that can be brought back. */
export interface TargetHistory {
  /** Every version that still exists, newest first; from memory. */
  revisions(target: Target): readonly Revision[];
  /** Read from the cluster: what runs as stable now, and the image that the spec wants now (another one while an update is under way). */
  keep(target: Target): Promise<{ readonly kept: KeptVersion; readonly found: string }>;
  /** Read from the cluster: the newest version that still exists and for which `match` holds; null when there is none. */
  find(target: Target, match: (version: Revision) => boolean): Promise<KeptVersion | null>;
}

/** What sets the number of a target's pods beside its own spec. */
export interface Autoscaler {
  readonly kind: 'HorizontalPodAutoscaler' | 'ScaledObject';
  readonly name: string;
  readonly min: number;
  readonly max: number;
}

export interface TargetScale {
  /** Read from the cluster; null when nothing does. Throws UserProblem when it cannot be seen. */
  autoscaler(target: Target): Promise<Autoscaler | null>;
}

/** Asks what would come of something, and changes nothing. */
export interface TargetRehearsal {
  /** Throws UserProblem when the cluster does not answer, or has no such target. */
  rehearse(target: Target, goal: Goal): Promise<Rehearsal>;
}

export interface RecordRehearsal {
  /** Asks whether this Release could be made (`null`: none is to be made), and which rights the bot has for all of them. */
  rehearse(spec: ReleaseSpec | null): Promise<RehearsedRecord>;
}

/** Changes a status; null when there is nothing to change. Called again on a fresh read when a write lost a race. */
export type Change<R extends Recorded<object, object>> = (record: R) => R['status'];

/** One kind of records: releases, incidents. */
export interface RecordStore<R extends Recorded<object, object>> {
  /** Every record that is known, newest first; from memory. The same list as long as nothing has changed. */
  all(): readonly R[];
  /** `removed` hears, with the last that was known of it, of a record that is there no more, whoever deleted it. */
  follow(changed: (record: R) => void, removed?: (record: R) => void): () => void;
  create(spec: R['spec'], status: R['status']): Promise<R>;
  /** Test-and-set: reads, changes, writes, and starts over when somebody else was faster. */
  update(name: string, change: Change<R>): Promise<R>;
}

export interface Named<R> {
  readonly record: R;
  /** False when there was one of that name already. */
  readonly isNew: boolean;
}

/** A store in which records can have names that say what they are about: two who make the same at once make one. */
export interface NamedStore<R extends Recorded<object, object>> extends RecordStore<R> {
  createNamed(name: string, spec: R['spec'], status: NonNullable<R['status']>): Promise<Named<R>>;
}

export type ReleaseStore = RecordStore<Release>;
export type StatusChange = Change<Release>;

export interface ReleaseRemoval {
  /**
   * Removes a release as it is known here, and never what somebody has changed since: then it is false. True when it is
   * gone, whoever removed it. Throws UserProblem when the cluster refuses or is away.
   */
  remove(release: Release): Promise<boolean>;
}

/** Who belongs to a user group. */
export interface Directory {
  /** Members of the group with this handle (no `@`). Throws when it cannot be learned. */
  members(handle: string): Promise<ReadonlySet<string>>;
  /** The same from memory only, however old; null when it was never learned. */
  remembered(handle: string): ReadonlySet<string> | null;
}

/** Hears of every release that may look different now. */
export interface Audience {
  changed(view: ReleaseView): void;
  /** The record of this release was deleted; what is offered are presses that need none. */
  removed(view: ReleaseView): void;
}

export interface Clock {
  now(): Date;
}
