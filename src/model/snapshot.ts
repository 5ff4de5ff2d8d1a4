/**
 * The one summary between cluster and screen: what a target looks like now, in plain readonly facts.
 * Nothing past a driver knows more of the cluster than this.
 */
import type { Target } from './catalog.ts';

export type Strategy = 'canary' | 'blueGreen';

/** What the target is doing. `Unobserved`: the controller has not yet seen the wanted version. */
export type TargetPhase = 'Unobserved' | 'Progressing' | 'Paused' | 'Aborted' | 'Degraded' | 'Healthy';

export type PauseReason =
  /** a canary pause step */
  | 'step'
  /** a blue-green target before its active Service is switched */
  | 'switch'
  /** an analysis could not tell good from bad */
  | 'inconclusive'
  /** a person halted the rollout (`spec.paused`) */
  | 'user';

export interface Pause {
  readonly reason: PauseReason;
  /** RFC 3339 time at which the pause began; it tells one pause from the next. Null where the cluster keeps no time. */
  readonly since: string | null;
  /** RFC 3339 time at which it ends by itself; null when it waits for a person. */
  readonly until: string | null;
}

/** One version of the service in the target: a ReplicaSet. */
export interface VersionState {
  readonly hash: string;
  readonly revision: number;
  /** Image of the target's container. */
  readonly image: string;
  /**
   * Stands for the whole pod template: equal for two versions exactly when nothing but a restart, or another way of
   * hashing, is between them.
   */
  readonly template: string;
  readonly roles: readonly ('stable' | 'canary' | 'active' | 'preview')[];
  readonly desired: number;
  readonly current: number;
  readonly ready: number;
  readonly available: number;
  /** RFC 3339 time until which an old version is kept up; null when no end is set. */
  readonly scaleDownAt: string | null;
}

/** Share of the service's traffic, read from the Service or router object that carries it. */
export interface TrafficShare {
  readonly hash: string;
  /** 0 to 100 */
  readonly percent: number;
}

export type AnalysisPhase = 'Pending' | 'Running' | 'Successful' | 'Failed' | 'Error' | 'Inconclusive';

export interface MetricState {
  readonly name: string;
  readonly phase: AnalysisPhase;
  /** The condition in the template's own words, for example `result[0] < 0.01`. */
  readonly condition: string | null;
  /** The newest measured values, oldest first. */
  readonly values: readonly string[];
  /** Measurements that count (errors do not). */
  readonly taken: number;
  /** How many are wanted; null when it measures until it is stopped. */
  readonly wanted: number | null;
  readonly failed: number;
  /** The metric fails when `failed` is greater; null when failures never decide. */
  readonly failureLimit: number | null;
  readonly errors: number;
  readonly dryRun: boolean;
  readonly message: string | null;
}

export interface AnalysisState {
  readonly name: string;
  readonly kind: 'step' | 'background' | 'prePromotion' | 'postPromotion';
  readonly phase: AnalysisPhase;
  readonly message: string | null;
  readonly metrics: readonly MetricState[];
}

/** Why a pod does not serve, in the cluster's words. */
export interface PodTrouble {
  readonly pod: string;
  readonly hash: string;
  /** For example `ErrImagePull` or `CrashLoopBackOff`. */
  readonly reason: string;
  readonly message: string | null;
}

export interface Replicas {
  readonly desired: number;
  readonly current: number;
  readonly updated: number;
  readonly ready: number;
  readonly available: number;
}

export interface TargetSnapshot {
  readonly target: Target;
  /** False while a watch is down: what follows may be old. */
  readonly live: boolean;
  readonly strategy: Strategy;
  readonly phase: TargetPhase;
  /** The controller's own words about the phase; may be empty. */
  readonly message: string;
  /** Hash of the wanted version; null before the controller has seen it. */
  readonly desiredHash: string | null;
  /** Hash of the last fully promoted version; null when there never was one. */
  readonly stableHash: string | null;
  /** The wanted image of the target's container. */
  readonly image: string;
  /** A request stands in the object, whoever made it, and the controller has not acted on it: it may have lost it. */
  readonly unheeded: 'abort' | 'promote' | 'retry' | null;
  /** True when the wanted version is the stable one and the traffic really is on it. */
  readonly settled: boolean;
  /** Steps of a canary: `index` of `count` are done. Null for blue-green and for a canary without steps. */
  readonly steps: { readonly index: number; readonly count: number } | null;
  /** Weight of the new version in percent: what the steps want, and what the router or the pods give. */
  readonly weight: { readonly set: number; readonly actual: number } | null;
  readonly pause: Pause | null;
  readonly replicas: Replicas;
  readonly versions: readonly VersionState[];
  readonly traffic: readonly TrafficShare[];
  readonly analyses: readonly AnalysisState[];
  readonly troubles: readonly PodTrouble[];
  /** False when an update of this target runs to its end without ever waiting for a person. */
  readonly waitsForPeople: boolean;
  /** True when an update of this target waits for a person with pods that nobody was brought to: on a preview. */
  readonly waitsUnserved: boolean;
  /** Pods that the Deployment which holds the template wants for itself, beside those of the target; 0 without one. */
  readonly ownPods: number;
  /** The Kubernetes field manager that last changed the pod template (`rollbridge` for this program); null if unknown. */
  readonly manager: string | null;
  /**
   * RFC 3339 times: a restart of all pods that is wanted, and the last that was done. They differ while one runs. `renewed`
   * is how many pods are ready and not older than the wanted one; null when none is, or it is not known.
   */
  readonly restart: { readonly wanted: string | null; readonly done: string | null; readonly renewed: number | null };
  /** The tool that owns the target through Git, if one does. */
  readonly git: { readonly tool: 'Argo CD' | 'Flux'; readonly owner: string | null } | null;
}

/** Percent of the traffic that the version with this hash gets. */
export function trafficOf(snapshot: TargetSnapshot, hash: string): number {
  return snapshot.traffic.reduce((sum, share) => (share.hash === hash ? sum + share.percent : sum), 0);
}

export function versionOf(snapshot: TargetSnapshot, hash: string | null): VersionState | undefined {
  return snapshot.versions.find((version) => version.hash === hash);
}

/** True for the version that the target wants. As long as it has no hash only its image tells. */
export function isWanted(
  snapshot: Pick<TargetSnapshot, 'desiredHash' | 'image'>,
  version: { readonly hash: string | null; readonly image: string },
): boolean {
  return version.hash === null ? version.image === snapshot.image : version.hash === snapshot.desiredHash;
}
