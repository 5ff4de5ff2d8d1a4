/**
 * A release: one change of a service in one environment, from the request to its end, and what is
 * remembered of it. Stored as a Kubernetes object (`drivers/store`), drawn as a card (`views/card`).
 */

/** Who did something. `unknown` is whoever wrote the object when nothing proves a name. */
export type Actor =
  | { readonly kind: 'user'; readonly id: string }
  | { readonly kind: 'unknown'; readonly claimed: string | null }
  | { readonly kind: 'engine' };

export type ReleasePhase =
  | 'Pending'
  | 'Starting'
  | 'Progressing'
  | 'Paused'
  | 'AwaitingApproval'
  | 'Degraded'
  | 'RollingBack'
  | 'Completed'
  | 'Aborted'
  | 'RolledBack'
  | 'Superseded'
  | 'Refused';

const ENDED: ReadonlySet<ReleasePhase> = new Set(['Completed', 'Aborted', 'RolledBack', 'Superseded', 'Refused']);

/** True when nothing of the release is under way any more. */
export function hasEnded(phase: ReleasePhase): boolean {
  return ENDED.has(phase);
}

/** A version exactly as it ran: enough to bring it back although its ReplicaSet is gone. */
export interface KeptVersion {
  readonly hash: string | null;
  readonly revision: number | null;
  readonly image: string;
  /** The pod template as JSON text, byte for byte: what is put back. */
  readonly template: string;
}

/** A version that the cluster still keeps, by what tells it from others. */
export type Revision = Omit<KeptVersion, 'template'>;

/** What a person saw when they pressed. A press whose basis no longer holds is stale. */
export interface Basis {
  readonly hash: string | null;
  readonly step: number | null;
  readonly pausedSince: string | null;
}

export type Verb = 'promote' | 'promoteFull' | 'pause' | 'resume' | 'abort';

/** What somebody asked for and the engine has not yet seen come true. */
export interface Wish {
  readonly verb: Verb;
  readonly by: Actor;
  /** RFC 3339 */
  readonly at: string;
  readonly basis: Basis;
  readonly reason?: string;
}

export interface Approval {
  readonly by: string;
  /** RFC 3339 */
  readonly at: string;
  readonly basis: Basis;
}

/** When a rollback was pressed, accepted by the API server, off the bad version, and healthy. RFC 3339 with ms. */
export interface RollbackClock {
  readonly pressedAt: string;
  readonly acceptedAt?: string;
  readonly zeroAt?: string;
  readonly healthyAt?: string;
}

export interface Rollback {
  readonly by: Actor;
  readonly reason?: string;
  /** Why it happens: somebody pressed, or an approver said no. */
  readonly cause: 'pressed' | 'rejected';
  readonly from: { readonly hash: string | null; readonly image: string };
  readonly to: KeptVersion;
  /** The mechanism that was chosen, by its stable name. */
  readonly mechanism: string;
  readonly clock: RollbackClock;
}

/** Forward releases wait from a rollback until somebody lifts the hold; a rollback never waits for it. */
export interface Hold {
  /** RFC 3339 */
  readonly since: string;
  readonly reason: string | null;
  readonly lifted: { readonly by: Actor; readonly at: string; readonly reason?: string } | null;
}

/** What was collected about a release that was rolled back or failed. */
export interface Evidence {
  readonly occasion: 'rollback' | 'failure';
  /** `capturing` survives a restart: it is begun again with what is still there. */
  readonly state: 'capturing' | 'saved' | 'failed';
  /** RFC 3339: the state of this moment is what the capture shows. */
  readonly asOf: string;
  /** Name of the folder under the configured directory; null before there is one. */
  readonly folder: string | null;
  readonly files: number;
  /** How much of what was wanted is missing; the manifest in the folder says what and why. */
  readonly missing: number;
  /** Why it failed, in one sentence. */
  readonly why: string | null;
  /** Slack's id of the archive in the thread; null before it was posted. */
  readonly file: string | null;
}

/** So much is missing of a release's evidence for the same reason. */
export interface Gap {
  readonly why: string;
  readonly count: number;
}

/** A release that brought what was adopted: its record was deleted, or the catalog had another name for its target. */
export interface Earlier {
  readonly release: string;
  readonly service: string;
  readonly environment: string;
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
  | { readonly what: 'analysisFailed'; readonly analysis: string; readonly message: string }
  | { readonly what: 'aborted'; readonly message: string }
  | { readonly what: 'degraded'; readonly message: string }
  /** `says`: why the controller does nothing with the target, in its own words. */
  | { readonly what: 'notReconciling'; readonly says?: string }
  /** The catalog does not know its service or environment any more, or names another object there. */
  | { readonly what: 'leftAlone' }
  | { readonly what: 'rollbackAsked'; readonly by: Actor; readonly to: string; readonly reason?: string }
  | { readonly what: 'trafficBack'; readonly ms: number }
  | { readonly what: 'rolledBack'; readonly to: string; readonly ms: number | null }
  | { readonly what: 'rolledBackElsewhere'; readonly to: string }
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
    }
  | { readonly what: 'evidenceFailed'; readonly why: string; readonly hint?: string }
  /** The archive could not be put into the thread; the folder is there. */
  | { readonly what: 'evidenceNotShared'; readonly folder: string; readonly why: string; readonly hint?: string }
  | { readonly what: 'superseded'; readonly by: string }
  | { readonly what: 'refused'; readonly why: string }
  | { readonly what: 'completed'; readonly ms: number };

export type Told = StoryEvent & {
  /** RFC 3339 */
  readonly at: string;
};

/** Where the release can be seen by people. Written by whoever draws it, kept here so that a restart finds it. */
export interface CardPlace {
  readonly channel: string;
  /** Null between the decision to post and the first answer: then the history is searched before posting again. */
  readonly ts: string | null;
  /** How many lines of the story stand in the thread. */
  readonly told: number;
  /** The message in the thread that asks for approval, and what it asks about. */
  readonly ask: { readonly ts: string; readonly basis: Basis } | null;
  /** Fingerprint of what was drawn last, so that an ended release is drawn once. */
  readonly drawn: string | null;
}

export interface TargetRecord {
  readonly region: string;
  /** Key of the object that it was (`targetKey`): the catalog may name another one by now. Left out by older versions. */
  readonly object?: string;
  /** What ran before; kept before anything is changed. */
  readonly replaced: KeptVersion | null;
  /** The image that stood in the spec before; it differs from the replaced one after an abort. */
  readonly found: string | null;
  readonly image: string;
  /** Hash of the new version, once the controller has seen it. */
  readonly hash: string | null;
  readonly step: number | null;
}

/**
 * What a release does to its target: sets a version, takes over a change that somebody made elsewhere, tries an aborted
 * version again, or replaces every pod by one of the same version.
 */
export type Action = 'deploy' | 'adopt' | 'retry' | 'restart';

export interface ReleaseSpec {
  readonly service: string;
  readonly environment: string;
  /** `deploy` when left out. */
  readonly action?: Action;
  /** A tag or a digest (`sha256:…`), or a revision to go back to. */
  readonly version: string;
  readonly reason?: string;
  /** Free words; proves nothing about who asked. */
  readonly requestedBy?: string;
}

/** True from the moment it is asked for until it has ended. */
export function isUnderWay({ status }: Pick<Release, 'status'>): boolean {
  return status === null || !hasEnded(status.phase);
}

/** A restart brings no version: it is never what is promoted, rolled back or gone back to. */
export function isRestart({ spec }: Pick<Release, 'spec'>): boolean {
  return spec.action === 'restart';
}

/** True while the rollback of this release keeps forward releases of its service from beginning. */
export function isHolding(status: ReleaseStatus | null): boolean {
  return status !== null && status.hold !== null && status.hold.lifted === null;
}

/** The release of ours that an adopted one goes on with; null when it was started elsewhere. */
export function earlierOf(status: ReleaseStatus | null): Earlier | null {
  const [first] = status?.story ?? [];
  return first?.what === 'adopted' ? (first.earlier ?? null) : null;
}

/** True for what somebody or something else than Rollbridge has started. */
export function isFromElsewhere({ spec, status }: Pick<Release, 'spec' | 'status'>): boolean {
  return spec.action === 'adopt' && earlierOf(status) === null;
}

export interface ReleaseStatus {
  readonly phase: ReleasePhase;
  /** One sentence for `kubectl get releases`. */
  readonly message: string;
  readonly requester: Actor;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly targets: readonly TargetRecord[];
  readonly approvals: readonly Approval[];
  readonly wish: Wish | null;
  readonly rollback: Rollback | null;
  readonly hold: Hold | null;
  readonly evidence: Evidence | null;
  readonly story: readonly Told[];
  readonly card: CardPlace | null;
}

export interface Release {
  readonly name: string;
  readonly resourceVersion: string;
  /** RFC 3339 */
  readonly createdAt: string;
  readonly spec: ReleaseSpec;
  /** Null until the engine has taken the release up. */
  readonly status: ReleaseStatus | null;
}

export function sameBasis(a: Basis, b: Basis): boolean {
  return a.hash === b.hash && a.step === b.step && a.pausedSince === b.pausedSince;
}
