/** What would come of a request: everything is checked and asked, and nothing is changed. */
import type { Environment } from './catalog.ts';
import type { UserProblem } from './problem.ts';
import type { RollbackPlan } from './release-view.ts';
import type { Strategy } from './snapshot.ts';

/** What is looked at before something begins, in the order in which it is asked. */
export type CheckName =
  | 'right'
  | 'target'
  | 'version'
  | 'wayBack'
  | 'noReleaseRuns'
  | 'nothingHolds'
  | 'specIsValid'
  | 'gitDoesNotOwn'
  | 'noUpdateUnderWay'
  | 'versionIsNew'
  | 'versionIsThere'
  | 'isAborted'
  | 'isNotAborted'
  | 'approvalCanBeKept'
  | 'isWell'
  | 'drillIsSafe'
  | 'podsAreThere';

export interface Checked {
  readonly name: CheckName;
  /** What stands in the way; null when nothing does. */
  readonly problem: UserProblem | null;
}

/** One step of an update. */
export type CourseStep =
  | { readonly kind: 'weight'; readonly percent: number }
  /** `for` is the time in the Rollout's own words, for example `10m`; null is until a person decides. */
  | { readonly kind: 'pause'; readonly for: string | null }
  | { readonly kind: 'analysis' }
  | { readonly kind: 'preview' }
  | { readonly kind: 'switch' }
  /** A step that Rollbridge has no word for, by its name in the Rollout. */
  | { readonly kind: 'other'; readonly name: string };

export interface Course {
  readonly strategy: Strategy;
  readonly steps: readonly CourseStep[];
}

/** A write that the API server was asked to check (admission webhooks included) and not to carry out. */
export interface RehearsedWrite {
  /** For example `patch rollouts/status shop`. */
  readonly what: string;
  readonly accepted: boolean;
  /** The API server's words when it refused. */
  readonly said: string | null;
}

/** Something that the bot itself must be permitted to do. */
export interface BotRight {
  readonly cluster: string;
  readonly namespace: string;
  readonly verb: string;
  /** With its subresource, for example `rollouts/status`. */
  readonly resource: string;
  /** Null when the API server did not say. */
  readonly allowed: boolean | null;
}

export interface Rehearsal {
  readonly course: Course;
  /** The first write; null when there would be none now. */
  readonly write: RehearsedWrite | null;
  /** Why there would be none now, in a few words. */
  readonly why: string | null;
  readonly rights: readonly BotRight[];
}

export interface RehearsedRecord {
  /** The Release object; null when none would be made. */
  readonly write: RehearsedWrite | null;
  readonly rights: readonly BotRight[];
}

export interface DryRun {
  readonly asked: 'deploy' | 'rollback';
  readonly service: string;
  readonly environment: Environment;
  /** The image that is wanted now; null when it could not be read. */
  readonly from: string | null;
  /** The image that would be wanted then; null when that could not be told. */
  readonly to: string | null;
  readonly checks: readonly Checked[];
  /** Somebody has halted the target (`spec.paused`): a deployment would stand still at once. A rollback resumes it. */
  readonly isHalted: boolean;
  /** No version has been healthy yet: Argo Rollouts takes no steps on the way to the first one. */
  readonly isFirst: boolean;
  /** How the rollback would be done; null for a deployment, and where there is no way back. */
  readonly plan: RollbackPlan | null;
  /** What came of it at the target; null when a check failed before it could be asked. */
  readonly rehearsal: Rehearsal | null;
  /** The Release object; null when none would be made, or it could not be asked. */
  readonly record: RehearsedWrite | null;
  /** Rights of the bot in its home. */
  readonly rights: readonly BotRight[];
}
