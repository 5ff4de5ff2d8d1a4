/**
 * What is kept in memory of each object, and the facts about one target that decisions are made from.
 * Rules of Argo that only concern reading are here; what to do about them is in `steer*`.
 */
import type { Target } from '../../model/catalog.ts';
import type { AnalysisState, PauseReason, PodTrouble, TargetSnapshot, TrafficShare } from '../../model/snapshot.ts';
import type { CanaryStep } from './objects.ts';

/** Where the container's image stands: in which object, and the JSON pointer to the container there. */
export interface ImagePlace {
  /** The Deployment to which `workloadRef` points; without it the Rollout itself. */
  readonly deployment?: string;
  readonly pointer: string;
  readonly container: string;
  readonly image: string;
}

export interface RolloutFacts {
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation: number;
  /**
   * The controller has seen this generation (`Number(observedGeneration) >= generation`). That alone does not mean
   * that it has acted on it: see `isPickedUp`.
   */
  readonly generationSeen: boolean;
  /** Of its own template; empty with a `workloadRef`. */
  readonly images: readonly ImagePlace[];
  /** The object that holds the template instead of the Rollout. */
  readonly workloadRef: { readonly kind: string; readonly name: string } | null;
  /** Generation of that object, as text, which the controller has acted on. */
  readonly workloadSeen: string | null;
  /** Mark of a drill in its own template. */
  readonly drill: string | null;
  readonly paused: boolean;
  readonly rollbackWindow: number | null;
  /** JSON of the window that a rollback of ours replaced; null when none did. */
  readonly formerWindow: string | null;
  readonly revision: number;
  /** False where `spec.replicas` is left out and its default counts. */
  readonly saysReplicas: boolean;
  readonly replicas: Readonly<Record<'desired' | 'current' | 'updated' | 'ready' | 'available', number>>;
  readonly canary: {
    readonly steps: readonly CanaryStep[];
    readonly stableService: string | null;
    readonly canaryService: string | null;
    readonly router: Routing;
    readonly dynamicStableScale: boolean;
    readonly statusWeights: readonly TrafficShare[] | null;
  } | null;
  readonly blueGreen: {
    readonly activeService: string;
    readonly autoPromotion: boolean;
    readonly autoPromotionSeconds: number;
    readonly previewSelector: string | null;
  } | null;
  readonly current: string | null;
  readonly stable: string | null;
  readonly stepIndex: number | null;
  readonly pause: { readonly reason: string; readonly startTime: string } | null;
  readonly controllerPause: boolean;
  readonly abort: boolean;
  readonly abortSeen: boolean;
  readonly promoteFull: boolean;
  readonly phase: string;
  readonly message: string;
  readonly invalidSpec: string | null;
  /** The field manager that last changed the pod template in the Rollout. */
  readonly manager: string | null;
  readonly restart: { readonly wanted: string | null; readonly done: string | null };
  readonly git: { readonly tool: 'Argo CD' | 'Flux'; readonly owner: string | null } | null;
}

/** What splits the traffic of a canary. `other`: known only from what the controller records. */
export type Routing =
  | { readonly by: 'pods' }
  | { readonly by: 'nginx'; readonly stableIngresses: readonly string[]; readonly annotationPrefix: string }
  | {
      readonly by: 'istio';
      readonly virtualServices: readonly {
        readonly namespace: string;
        readonly name: string;
        readonly routes: readonly string[];
      }[];
      /** The DestinationRule whose subsets are the two versions; null when two Services are. */
      readonly rule: { readonly name: string; readonly canary: string; readonly stable: string } | null;
    }
  | { readonly by: 'other' };

export interface ReplicaSetFacts {
  readonly owner: string | null;
  readonly hash: string;
  readonly revision: number;
  readonly createdAt: string;
  readonly images: Readonly<Record<string, string>>;
  /** Mark of the drill that brought it. */
  readonly drill: string | null;
  /** What the version is, whatever its hash: see `templateId`. */
  readonly template: string;
  readonly desired: number;
  readonly current: number;
  readonly ready: number;
  readonly available: number;
  readonly scaleDownAt: string | null;
}

export interface ContainerFacts {
  readonly name: string;
  readonly restarts: number;
  /** False before its first run and after its last one, and between two. */
  readonly running: boolean;
}

export interface PodFacts {
  readonly hash: string;
  readonly createdAt: string;
  readonly ready: boolean;
  /** Init containers first; none before the node has taken the pod. */
  readonly containers: readonly ContainerFacts[];
  readonly trouble: PodTrouble | null;
}

/** One route of a VirtualService. */
export interface RouteFacts {
  /** JSON pointer to the route. */
  readonly pointer: string;
  readonly name: string | null;
  readonly destinations: readonly {
    readonly host: string;
    readonly subset: string | null;
    readonly weight: number | null;
  }[];
}

/** One subset of a DestinationRule, and the hash of the version it selects. */
export interface SubsetFacts {
  readonly name: string;
  readonly hash: string | null;
}

/** The Deployment that holds a Rollout's template. */
export interface WorkloadFacts {
  readonly generation: number;
  readonly images: readonly ImagePlace[];
  readonly drill: string | null;
  /** Pods that it wants for itself: the Rollout has others of its own. */
  readonly replicas: number;
  readonly manager: string | null;
  readonly git: RolloutFacts['git'];
}

/** What is around a Rollout: the objects that carry its traffic, and the one that holds its template. */
export interface Surroundings {
  /** Hash in the selector of each Service that the Rollout names. */
  readonly selectors: Readonly<Record<string, string | null>>;
  /** Weight on each canary Ingress; missing ones are left out. */
  readonly canaryIngresses: Readonly<Record<string, number>>;
  /** Routes of each VirtualService, by `namespace/name`; missing ones are left out. */
  readonly virtualServices: Readonly<Record<string, readonly RouteFacts[]>>;
  /** Of the DestinationRule; null when there is none. */
  readonly subsets: readonly SubsetFacts[] | null;
  /** Null when there is no such Deployment, and without a `workloadRef`. */
  readonly workload: WorkloadFacts | null;
}

export interface TargetFacts extends Surroundings {
  readonly target: Target;
  readonly live: boolean;
  readonly rollout: RolloutFacts;
  readonly replicaSets: readonly ReplicaSetFacts[];
  readonly troubles: readonly PodTrouble[];
  /** Pods that are ready and not older than the restart that is wanted; null when none is, or they are not known. */
  readonly renewed: number | null;
  readonly analyses: readonly AnalysisState[];
  /** ms since the epoch at which the Rollout last changed under our eyes. */
  readonly changedAt: number;
}

/** Name of the Ingress that the controller makes for the canary of one stable Ingress (at most 253 characters). */
export function canaryIngressName(rollout: string, stableIngress: string): string {
  return `${rollout}-${stableIngress}-canary`.slice(0, 253);
}

/**
 * Argo's signs of a request that its controller has not processed: `abort` without `abortedAt`, the reverse after a
 * retry, and a pause that was cleared while `controllerPause` still stands.
 */
export function unheededOf({ rollout }: Pick<TargetFacts, 'rollout'>): TargetSnapshot['unheeded'] {
  if (rollout.current === rollout.stable) return null;
  if (rollout.abort) return rollout.abortSeen ? null : 'abort';
  if (rollout.abortSeen) return 'retry';
  // Once processed the phase is Progressing, although `controllerPause` may stand a little longer.
  const isCleared = rollout.controllerPause && rollout.pause === null && rollout.phase === 'Paused';
  return isCleared && !rollout.paused ? 'promote' : null;
}

const PAUSE_REASONS: Readonly<Record<string, PauseReason>> = {
  CanaryPauseStep: 'step',
  BlueGreenPause: 'switch',
  InconclusiveAnalysisRun: 'inconclusive',
  InconclusiveExperiment: 'inconclusive',
};

export function pauseReason(reason: string): PauseReason {
  return PAUSE_REASONS[reason] ?? 'step';
}

export function setOf(facts: TargetFacts, hash: string | null): ReplicaSetFacts | undefined {
  return facts.replicaSets.find((set) => set.hash === hash);
}

/**
 * The controller works for what the spec wants: it has seen the generation, and the ReplicaSet that it calls
 * the current one has the images of the spec. The second is needed because Argo may note the new generation before
 * it has looked at the template, when `spec.paused` or `spec.replicas` changed in the same write (its condition
 * patch and its scale-only sync store `observedGeneration` beside the former `currentPodHash`). A template in a
 * Deployment has a generation of its own, which the plugin's check of a Rollout never looks at for a client.
 */
export function isPickedUp(facts: Pick<TargetFacts, 'rollout' | 'workload' | 'replicaSets'>): boolean {
  const { rollout, workload, replicaSets } = facts;
  if (!rollout.generationSeen) return false;
  if (workload !== null && rollout.workloadSeen !== String(workload.generation)) return false;
  const current = replicaSets.find((set) => set.hash === rollout.current);
  // A ReplicaSet that is not known yet is a new one, whose watch is behind that of the Rollout.
  return current === undefined || wantedImages(facts).every((place) => current.images[place.container] === place.image);
}

/** Image of the target's container in the version with this hash. */
export function imageOf(facts: TargetFacts, hash: string | null): string | null {
  return setOf(facts, hash)?.images[facts.target.container] ?? null;
}

/** Why `specImage` finds nothing, as the end of a sentence. */
export function noPlace({ target, rollout: { workloadRef }, workload }: TargetFacts): string {
  if (workloadRef === null || workload !== null) return `the pod template has no container named ${target.container}`;
  const { kind, name } = workloadRef;
  if (kind === 'Deployment') return `there is no Deployment ${name}, from which the Rollout takes its pod template`;
  return `the Rollout takes its pod template from a ${kind}, which Rollbridge does not change`;
}

/** Why the controller does nothing with the Rollout until somebody mends it, as the end of a sentence; null when it works. */
export function standstillOf(facts: TargetFacts): string | null {
  const { rollout, workload } = facts;
  // The controller does not always notice that the Deployment is gone before the next change of the Rollout.
  if (rollout.workloadRef?.kind === 'Deployment' && workload === null) return noPlace(facts);
  return rollout.invalidSpec === null ? null : `the controller does not act on the Rollout: ${rollout.invalidSpec}`;
}

/** The mark of a drill in the template that is wanted now. */
export function drillOf({ rollout, workload }: Pick<TargetFacts, 'rollout' | 'workload'>): string | null {
  return rollout.workloadRef === null ? rollout.drill : (workload?.drill ?? null);
}

/** The tool that owns the target through Git: the Rollout, or the Deployment that holds its template. */
export function gitOf({ rollout, workload }: TargetFacts): RolloutFacts['git'] {
  return rollout.git ?? workload?.git ?? null;
}

/** Where the wanted images stand: in the Rollout, or in the Deployment that it takes its template from. */
function wantedImages({ rollout, workload }: Pick<TargetFacts, 'rollout' | 'workload'>): readonly ImagePlace[] {
  return rollout.workloadRef === null ? rollout.images : (workload?.images ?? []);
}

/** Image of the target's container in the spec; null when there is no such container. */
export function specImage(facts: TargetFacts): ImagePlace | null {
  return wantedImages(facts).find((place) => place.container === facts.target.container) ?? null;
}
