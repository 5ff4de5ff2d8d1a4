/**
 * A release: one change of a service in one environment, from the request to its end, and what is
 * remembered of it. Stored as a Kubernetes object (`drivers/store`), drawn as a card (`views/card`).
 */
import type { HeardAlert } from './alert.ts';
import type { Actor, Approval, Basis, Wish } from './decision.ts';
import type { Recorded } from './record.ts';
import type { Hold, KeptVersion, Rollback } from './rollback.ts';
import type { Earlier, Told } from './story.ts';

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
 * version again, replaces every pod by one of the same version, rehearses a rollback with the same version, changes the
 * number of pods, or puts a pod for debugging beside them.
 */
export type Action = 'deploy' | 'adopt' | 'retry' | 'restart' | 'drill' | 'scale' | 'debug';

/** How many pods were wanted when it was asked for, and how many are to be. */
export interface Scaling {
  readonly from: number;
  readonly to: number;
}

export interface ReleaseSpec {
  readonly service: string;
  readonly environment: string;
  /** `deploy` when left out. */
  readonly action?: Action;
  /** A tag or a digest (`sha256:…`), or a revision to go back to. */
  readonly version: string;
  /** Of `debug`: the image that is debugged with. */
  readonly debug?: { readonly image: string };
  /** Of `scale`. */
  readonly pods?: Scaling;
  readonly reason?: string;
  /** Free words; proves nothing about who asked. */
  readonly requestedBy?: string;
}

/** True from the moment it is asked for until it has ended. */
export function isUnderWay({ status }: Pick<Release, 'status'>): boolean {
  return status === null || !hasEnded(status.phase);
}

const VERSIONLESS: ReadonlySet<Action | undefined> = new Set(['restart', 'scale', 'debug']);

/** True for what is never promoted, rolled back or gone back to. */
export function bringsNoVersion({ spec }: Pick<Release, 'spec'>): boolean {
  return VERSIONLESS.has(spec.action);
}

export function isRestart({ spec }: Pick<Release, 'spec'>): boolean {
  return spec.action === 'restart';
}

export function isScaling({ spec }: Pick<Release, 'spec'>): boolean {
  return spec.action === 'scale';
}

export function isDebugging({ spec }: Pick<Release, 'spec'>): boolean {
  return spec.action === 'debug';
}

/** A rehearsal of a rollback: what it brings is what runs already, marked, and is taken back by itself. */
export function isDrill({ spec }: Pick<Release, 'spec'>): boolean {
  return spec.action === 'drill';
}

/** Once a drill is over, all is as if it had not been. */
export function isPastDrill(release: Pick<Release, 'spec' | 'status'>): boolean {
  return isDrill(release) && !isUnderWay(release);
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

/** Evidence that somebody asked for, and that is not there yet: begun again after a restart. */
export interface AskedCapture {
  readonly by: string;
  readonly reason?: string;
  /** RFC 3339 */
  readonly asOf: string;
}

/** A pod beside those that serve, that goes by itself. */
export interface DebugPod {
  readonly pod: string;
  /** Container in it that has the image. */
  readonly container: string;
  /** RFC 3339 */
  readonly until: string;
  /** How it is, in the cluster's words, for example `Running`; null as long as it is not known. */
  readonly state: string | null;
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
  /** Alerts that were heard while it was suspected. Left out before the first. */
  readonly alerts?: readonly HeardAlert[];
  readonly asked?: AskedCapture;
  /** Of `debug`. */
  readonly debug?: DebugPod;
  readonly story: readonly Told[];
  readonly card: CardPlace | null;
}

export type Release = Recorded<ReleaseSpec, ReleaseStatus>;
