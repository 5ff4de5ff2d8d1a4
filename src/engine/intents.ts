/**
 * What people can ask of the engine, and what it answers. `commands/` turns words and presses into these;
 * nothing here knows where they came from.
 *
 * Every method throws UserProblem when it refuses; anything else thrown is a defect or an outage.
 */
import type { KnownVersion, ServiceChoice } from '../model/choices.ts';
import type { Basis } from '../model/decision.ts';
import type { DrillEntry } from '../model/drill.ts';
import type { DryRun } from '../model/dry-run.ts';
import type { History, ReleasePage } from '../model/history.ts';
import type { Release } from '../model/release.ts';
import type { Offer, ReleaseView, RollbackPlan } from '../model/release-view.ts';

/** A person whose identity was verified by the caller. */
export interface Person {
  readonly id: string;
}

export interface DeployIntent {
  readonly by: Person;
  /** As typed: case and near misses are handled here. */
  readonly service: string;
  readonly environment: string | null;
  /** Tag (with or without `v`), digest, or full image reference of the service's own repository. */
  readonly version: string;
  readonly reason: string | null;
}

/** The wanted version once more: an aborted one from its first step, all pods new, or to rehearse its rollback. */
export interface RepeatIntent {
  readonly by: Person;
  readonly action: 'retry' | 'restart' | 'drill';
  readonly service: string;
  readonly environment: string | null;
  /** Hash of the version that the press saw; null for a command: whatever is wanted now. */
  readonly from: string | null;
  readonly reason: string | null;
}

/** Another number of pods of what runs. */
export interface ScaleIntent {
  readonly by: Person;
  readonly service: string;
  readonly environment: string | null;
  readonly pods: number;
  readonly reason: string | null;
}

/** A pod for debugging beside those that serve. */
export interface DebugIntent {
  readonly by: Person;
  readonly service: string;
  readonly environment: string | null;
  /** A version of the service, or an image that the catalog allows. */
  readonly image: string;
  readonly reason: string | null;
}

/** One of the things a card offers, or the same by command. */
export interface PressIntent {
  readonly by: Person;
  readonly offer: Exclude<Offer, 'rollback' | 'further'>;
  readonly release: string;
  /** What the card showed; null for a command, which means "as it is now". */
  readonly basis: Basis | null;
  readonly reason: string | null;
  /** When the press was received, before anything was checked: the clock of a rejection starts here. */
  readonly pressedAt: Date;
}

export interface RollbackIntent {
  readonly by: Person;
  readonly service: string;
  readonly environment: string | null;
  /** A revision number or a version; null is the version that ran before. */
  readonly to: string | null;
  /** Hash of the version that the press wants gone; null for a command: whatever is wanted now. */
  readonly from: string | null;
  /** The release whose card was pressed: it stands for the bad version as long as that has no hash. */
  readonly release?: string | null;
  readonly reason: string | null;
  /** When the press was received, before anything was checked. */
  readonly pressedAt: Date;
}

/** Evidence of what runs, for whoever wants to have it. */
export interface CaptureIntent {
  readonly by: Person;
  readonly service: string;
  readonly environment: string | null;
  readonly reason: string | null;
}

export interface CaptureBegun {
  readonly service: string;
  readonly environment: string;
  /** In whose thread the archive will be; null where there is no release. */
  readonly release: string | null;
}

export interface Captures {
  /** Resolves when it has begun; what comes of it is seen in the thread. Nothing in the cluster is changed. */
  capture(intent: CaptureIntent): Promise<CaptureBegun>;
}

export interface Pressed {
  readonly release: Release;
  /** False when the press was counted but more approvals are needed. */
  readonly carriedOut: boolean;
  readonly given: number;
  readonly needed: number;
}

export interface RolledBack {
  readonly plan: RollbackPlan;
  /** The release that records it; null while the record could not be written yet. */
  readonly release: Release | null;
}

export interface Intents {
  /** Checks, then creates the Release object: resolved once it is stored. */
  deploy(intent: DeployIntent): Promise<Release>;
  /** The same for a retry, a restart or a drill. */
  repeat(intent: RepeatIntent): Promise<Release>;
  /** More pods of what runs; refused where an autoscaler has the say. */
  scale(intent: ScaleIntent): Promise<Release>;
  /** It serves nobody, and goes by itself. */
  debug(intent: DebugIntent): Promise<Release>;
  press(intent: PressIntent): Promise<Pressed>;
  /** What a rollback would do now. Reads memory only. */
  plan(intent: Omit<RollbackIntent, 'pressedAt'>): Promise<RollbackPlan>;
  /** The first traffic-moving write has been accepted when this resolves; records and card follow. */
  rollback(intent: RollbackIntent): Promise<RolledBack>;
}

/** The same questions, and nothing is changed. Both throw UserProblem only when service or environment are not known. */
export interface Rehearsals {
  rehearseDeploy(intent: DeployIntent): Promise<DryRun>;
  rehearseRollback(intent: Omit<RollbackIntent, 'pressedAt'>): Promise<DryRun>;
}

export interface Overview {
  /** The newest release of each service and environment, or of the one service that is named. */
  views(service: string | null): readonly ReleaseView[];
  /** The running release, else the newest one, of a service. Throws UserProblem when there is none. */
  current(service: string, environment: string | null): ReleaseView;
  view(release: string): ReleaseView | null;
}

/**
 * What was released, newest first. From memory alone. `after` is the release at which the page before ended, null for
 * the first page; both throw UserProblem `stale` when it is not there any more.
 */
export interface Histories {
  /** Of every service that the catalog knows. */
  lately(after: string | null): ReleasePage;
  /** Of one service in one environment, with the revisions that the cluster keeps. */
  history(service: string, environment: string | null, after: string | null): History;
  /** Of every place at which a rollback was rehearsed, or is to be; who was waited for longest stands first. */
  drills(): readonly DrillEntry[];
}

/** What forms offer to choose from. From memory alone: a list must be there at once. */
export interface Choices {
  services(): readonly ServiceChoice[];
  /** Known versions, what runs first, then the newest; none for a place that there is not. */
  versions(service: string, environment: string): readonly KnownVersion[];
  /**
   * What a rollback would do now wherever there is a way back and this person may go it; `named` are words of the
   * service or environment, and no more than `most` are looked for.
   */
  ways(by: Person, named: string, most: number): Promise<readonly RollbackPlan[]>;
}
