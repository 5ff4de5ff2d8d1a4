/** What happened to a release, as it is told in its thread and kept with it. */
import type { AlertTold } from './alert.ts';
import type { Actor, Basis, Verb } from './decision.ts';
import type { MetricState } from './snapshot.ts';
import type { Finding, Verification } from './verification.ts';

/** A release that brought what was adopted: its record was deleted, or the catalog had another name for its target. */
export interface Earlier {
  readonly release: string;
  readonly service: string;
  readonly environment: string;
}

/** So much is missing of a release's evidence for the same reason. */
export interface Gap {
  readonly why: string;
  readonly count: number;
}

/** Who wanted evidence of what ran; left out where a rollback or a failure was the occasion. */
export interface AskedFor {
  readonly by: Actor;
  readonly reason?: string;
}

/** Alerts that are told of together. */
interface AlertsTold {
  /** The first names of them. */
  readonly names: readonly string[];
  /** How many alerts they are. */
  readonly count: number;
  /** What the first one says. */
  readonly says?: string;
}

export type StoryEvent =
  | { readonly what: 'requested'; readonly by: Actor; readonly reason?: string }
  /** A change that no release explains; `by` is the field manager, null when unknown. `earlier` when it was a release of ours. */
  | { readonly what: 'adopted'; readonly by: string | null; readonly earlier?: Earlier }
  /** The record of its rollback, `release`, was deleted while it went on: this is the one that follows it. */
  | { readonly what: 'recordReplaced'; readonly release: string }
  | { readonly what: 'started'; readonly from: string; readonly to: string }
  | { readonly what: 'step'; readonly step: number; readonly count: number; readonly weight: number }
  | { readonly what: 'approvalNeeded'; readonly basis: Basis; readonly approvals: number }
  | { readonly what: 'paused'; readonly reason: 'step' | 'switch' | 'inconclusive' | 'user' }
  | { readonly what: 'approved'; readonly by: Actor; readonly given: number; readonly needed: number }
  | { readonly what: 'rejected'; readonly by: Actor; readonly reason?: string }
  | { readonly what: 'asked'; readonly verb: Verb; readonly by: Actor; readonly reason?: string }
  | { readonly what: 'carriedOut'; readonly verb: Verb }
  | { readonly what: 'notCarriedOut'; readonly verb: Verb; readonly why: string }
  | { readonly what: 'promotedElsewhere' }
  /** `metrics`: those that decided it. */
  | {
      readonly what: 'analysisFailed';
      readonly analysis: string;
      readonly message: string;
      readonly metrics?: readonly MetricState[];
    }
  | { readonly what: 'aborted'; readonly message: string }
  | { readonly what: 'degraded'; readonly message: string }
  /** `says`: why the controller does nothing with the target, in its own words. */
  | { readonly what: 'notReconciling'; readonly says?: string }
  /** The catalog does not know its service or environment any more, or names another object there. */
  | { readonly what: 'leftAlone' }
  /** `cause` is given when nobody asked for it as such: an alert did, and `reason` is its name, or it ends a drill. */
  | {
      readonly what: 'rollbackAsked';
      readonly by: Actor;
      readonly to: string;
      readonly reason?: string;
      readonly cause?: 'alert' | 'drill';
    }
  /** What a drill brought is up, `ms` after its beginning, and has `percent` of the traffic: its rollback is pressed. */
  | { readonly what: 'drillReady'; readonly ms: number; readonly percent: number }
  /** It never came so far; it is taken back all the same. */
  | { readonly what: 'drillFailed'; readonly why: string }
  /** Nobody has rehearsed the rollback of this service since then; null where nobody ever has. */
  | { readonly what: 'drillDue'; readonly since: string | null; readonly everyMs: number }
  /** Alerts fire, and whoever may roll back is asked whether to leave the version with the hash `from`. */
  | ({ readonly what: 'alertAsks'; readonly from: string } & AlertsTold)
  /** Alerts fire, and nothing is done about them. */
  | ({ readonly what: 'alertFired'; readonly why: AlertTold } & AlertsTold)
  /** None of the alerts fires any more. */
  | ({ readonly what: 'alertResolved' } & Omit<AlertsTold, 'says'>)
  /** A second person is to look at the rollback that `by` has asked for. */
  | { readonly what: 'acknowledgementWanted'; readonly by: Actor; readonly isReminder: boolean }
  | { readonly what: 'acknowledged'; readonly by: Actor; readonly reason?: string }
  | { readonly what: 'trafficBack'; readonly ms: number }
  | { readonly what: 'rolledBack'; readonly to: string; readonly ms: number | null }
  | { readonly what: 'rolledBackElsewhere'; readonly to: string }
  /** Whether the rollback has put things right. */
  | {
      readonly what: 'verified';
      readonly state: Exclude<Verification['state'], 'looking'>;
      readonly findings: readonly Finding[];
    }
  /** The cluster refuses the next write; `by` is who asked for the rollback. It is tried again and again. */
  | { readonly what: 'rollbackHindered'; readonly by: Actor; readonly why: string; readonly hint: string }
  | { readonly what: 'rollbackGoesOn' }
  | { readonly what: 'rollbackGivenUp'; readonly why: string }
  | { readonly what: 'held'; readonly reason?: string }
  | { readonly what: 'lifted'; readonly by: Actor; readonly reason?: string }
  | {
      readonly what: 'evidenceSaved';
      readonly files: number;
      readonly missing: number;
      readonly folder: string;
      readonly gaps?: readonly Gap[];
      readonly asked?: AskedFor;
    }
  | { readonly what: 'evidenceFailed'; readonly why: string; readonly hint?: string; readonly asked?: AskedFor }
  /** The archive could not be put into the thread; the folder is there. */
  | { readonly what: 'evidenceNotShared'; readonly folder: string; readonly why: string; readonly hint?: string }
  /** The bucket did not take it; the folder is there. */
  | { readonly what: 'evidenceNotStored'; readonly folder: string; readonly why: string; readonly hint: string }
  /** `channel` is where people meet; null where Slack gave the incident none of its own. */
  | { readonly what: 'incidentOpened'; readonly incident: string; readonly by: Actor; readonly channel: string | null }
  | { readonly what: 'incidentResolved'; readonly incident: string; readonly by: Actor; readonly cause: string }
  /** A destination outside was not told of it; said once for each. */
  | { readonly what: 'notDelivered'; readonly to: string; readonly why: string; readonly hint: string }
  | { readonly what: 'superseded'; readonly by: string }
  | { readonly what: 'refused'; readonly why: string }
  /** Before anything of it was in the cluster. */
  | { readonly what: 'calledOff'; readonly by: Actor; readonly reason?: string }
  | { readonly what: 'completed'; readonly ms: number }
  /** A pod with this image stands beside the others, until then (RFC 3339). */
  | { readonly what: 'debugging'; readonly pod: string; readonly image: string; readonly until: string }
  | { readonly what: 'debugOver'; readonly why: 'taken' | 'time' | 'gone' }
  /** So many pods are wanted now, and there. */
  | { readonly what: 'scaled'; readonly from: number; readonly to: number; readonly ms: number };

export type Told = StoryEvent & {
  /** RFC 3339 */
  readonly at: string;
};
