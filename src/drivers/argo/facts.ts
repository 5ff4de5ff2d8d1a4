/**
 * What is kept in memory of each object, and the facts about one target that decisions are made from.
 * Rules of Argo that only concern reading are here; what to do about them is in `steer*`.
 */
import type { Target } from '../../model/catalog.ts';
import type { AnalysisState, PauseReason, PodTrouble, TargetSnapshot, TrafficShare } from '../../model/snapshot.ts';
import type { CanaryStep, Ingress, Pod, ReplicaSet, Rollout, Service } from './objects.ts';
import { FORMER_WINDOW, HASH_LABEL, REVISION, SCALE_DOWN_DEADLINE } from './objects.ts';
import { templateAuthor, templateId } from './template.ts';

/** Where the container's image stands in the Rollout, as a JSON pointer to the container. */
export interface ImagePlace {
  readonly pointer: string;
  readonly container: string;
  readonly image: string;
}

export interface RolloutFacts {
  readonly name: string;
  readonly uid: string;
  readonly generation: number;
  /**
   * The controller has seen this generation (`Number(observedGeneration) >= generation`). That alone does not mean
   * that it has acted on it: see `isPickedUp`.
   */
  readonly generationSeen: boolean;
  readonly images: readonly ImagePlace[];
  readonly workloadRef: boolean;
  readonly paused: boolean;
  readonly rollbackWindow: number | null;
  /** JSON of the window that a rollback of ours replaced; null when none did. */
  readonly formerWindow: string | null;
  readonly revision: number;
  readonly replicas: Readonly<Record<'desired' | 'current' | 'updated' | 'ready' | 'available', number>>;
  readonly canary: {
    readonly steps: readonly CanaryStep[];
    readonly stableService: string | null;
    readonly canaryService: string | null;
    readonly router: 'none' | 'nginx' | 'other';
    readonly stableIngresses: readonly string[];
    readonly annotationPrefix: string;
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
  /** The field manager that last changed the pod template. */
  readonly manager: string | null;
  readonly restart: { readonly wanted: string | null; readonly done: string | null };
  readonly git: { readonly tool: 'Argo CD' | 'Flux'; readonly owner: string | null } | null;
}

export interface ReplicaSetFacts {
  readonly owner: string | null;
  readonly hash: string;
  readonly revision: number;
  readonly createdAt: string;
  readonly images: Readonly<Record<string, string>>;
  /** What the version is, whatever its hash: see `templateId`. */
  readonly template: string;
  readonly desired: number;
  readonly current: number;
  readonly ready: number;
  readonly available: number;
  readonly scaleDownAt: string | null;
}

export interface PodFacts {
  readonly hash: string;
  readonly createdAt: string;
  readonly ready: boolean;
  readonly trouble: PodTrouble | null;
}

export interface TargetFacts {
  readonly target: Target;
  readonly live: boolean;
  readonly rollout: RolloutFacts;
  readonly replicaSets: readonly ReplicaSetFacts[];
  readonly troubles: readonly PodTrouble[];
  /** Pods that are ready and not older than the restart that is wanted; null when none is, or they are not known. */
  readonly renewed: number | null;
  readonly analyses: readonly AnalysisState[];
  /** Hash in the selector of each Service that the Rollout names. */
  readonly selectors: Readonly<Record<string, string | null>>;
  /** Weight on each canary Ingress; missing ones are left out. */
  readonly canaryIngresses: Readonly<Record<string, number>>;
  /** ms since the epoch at which the Rollout last changed under our eyes. */
  readonly changedAt: number;
}

export function rolloutFacts(rollout: Rollout): RolloutFacts {
  const { metadata, spec, status = {} } = rollout;
  const annotations = metadata.annotations ?? {};
  const { canary, blueGreen } = spec.strategy ?? {};
  const nginx = canary?.trafficRouting?.nginx;
  const invalid = status.conditions?.find((condition) => condition.type === 'InvalidSpec');
  return {
    name: metadata.name,
    uid: metadata.uid ?? '',
    generation: metadata.generation ?? 0,
    generationSeen: isGenerationSeen(rollout),
    images: imagePlaces(rollout),
    workloadRef: spec.workloadRef !== undefined,
    paused: spec.paused === true,
    rollbackWindow: spec.rollbackWindow?.revisions ?? null,
    formerWindow: annotations[FORMER_WINDOW] ?? null,
    revision: Number(annotations[REVISION] ?? 0),
    replicas: {
      desired: spec.replicas ?? 1,
      current: status.replicas ?? 0,
      updated: status.updatedReplicas ?? 0,
      ready: status.readyReplicas ?? 0,
      available: status.availableReplicas ?? 0,
    },
    canary:
      canary === undefined
        ? null
        : {
            steps: canary.steps ?? [],
            stableService: canary.stableService ?? null,
            canaryService: canary.canaryService ?? null,
            router: nginx ? 'nginx' : canary.trafficRouting ? 'other' : 'none',
            stableIngresses: nginx?.stableIngresses ?? (nginx?.stableIngress ? [nginx.stableIngress] : []),
            annotationPrefix: nginx?.annotationPrefix ?? 'nginx.ingress.kubernetes.io',
            dynamicStableScale: canary.dynamicStableScale === true,
            statusWeights: statusWeights(status),
          },
    blueGreen:
      blueGreen === undefined
        ? null
        : {
            activeService: blueGreen.activeService ?? '',
            autoPromotion: blueGreen.autoPromotionEnabled !== false,
            autoPromotionSeconds: blueGreen.autoPromotionSeconds ?? 0,
            previewSelector: status.blueGreen?.previewSelector ?? null,
          },
    current: status.currentPodHash ?? null,
    stable: status.stableRS || null,
    stepIndex: status.currentStepIndex ?? null,
    pause: status.pauseConditions?.[0] ?? null,
    controllerPause: status.controllerPause === true,
    abort: status.abort === true,
    abortSeen: status.abortedAt !== undefined && status.abortedAt !== null,
    promoteFull: status.promoteFull === true,
    phase: status.phase ?? '',
    message: status.message ?? '',
    invalidSpec: invalid?.message ?? null,
    manager: templateAuthor(rollout),
    restart: { wanted: spec.restartAt ?? null, done: status.restartedAt ?? null },
    git: gitOwner(rollout),
  };
}

/** `observedGeneration` is a number in a string; controllers before 0.10 wrote a hash, which counts as observed. */
function isGenerationSeen({ metadata, status }: Rollout): boolean {
  if (status?.observedGeneration === undefined) return false;
  const seen = Number(status.observedGeneration);
  return Number.isNaN(seen) || seen >= (metadata.generation ?? 0);
}

function imagePlaces({ spec }: Rollout): ImagePlace[] {
  const places = (list: 'containers' | 'initContainers') =>
    (spec.template?.spec?.[list] ?? []).map(({ name, image }, index) => ({
      pointer: `/spec/template/spec/${list}/${index}`,
      container: name,
      image: image ?? '',
    }));
  return [...places('containers'), ...places('initContainers')];
}

function statusWeights(status: NonNullable<Rollout['status']>): TrafficShare[] | null {
  const weights = status.canary?.weights;
  if (weights === undefined) return null;
  return [weights.stable, weights.canary].map((share) => ({
    hash: share?.podTemplateHash ?? '',
    percent: share?.weight ?? 0,
  }));
}

/** Argo CD marks what it owns by its tracking id, Flux by its labels. */
function gitOwner({ metadata }: Rollout): RolloutFacts['git'] {
  const argo =
    metadata.annotations?.['argocd.argoproj.io/tracking-id'] ?? metadata.labels?.['argocd.argoproj.io/instance'];
  if (argo !== undefined) return { tool: 'Argo CD', owner: argo.split(':')[0] ?? null };
  const flux =
    metadata.labels?.['kustomize.toolkit.fluxcd.io/name'] ?? metadata.labels?.['helm.toolkit.fluxcd.io/name'];
  if (flux !== undefined) return { tool: 'Flux', owner: flux };
  return null;
}

export function replicaSetFacts(replicaSet: ReplicaSet): ReplicaSetFacts {
  const { metadata, spec, status } = replicaSet;
  const containers = [...(spec?.template?.spec?.containers ?? []), ...(spec?.template?.spec?.initContainers ?? [])];
  return {
    owner: metadata.ownerReferences?.find((owner) => owner.controller)?.uid ?? null,
    hash: metadata.labels?.[HASH_LABEL] ?? '',
    revision: Number(metadata.annotations?.[REVISION] ?? 0),
    createdAt: metadata.creationTimestamp ?? '',
    images: Object.fromEntries(containers.map(({ name, image }) => [name, image ?? ''])),
    template: templateId(replicaSet),
    desired: spec?.replicas ?? 0,
    current: status?.replicas ?? 0,
    ready: status?.readyReplicas ?? 0,
    available: status?.availableReplicas ?? 0,
    scaleDownAt: metadata.annotations?.[SCALE_DOWN_DEADLINE] || null,
  };
}

/** Waiting reasons that are no trouble but the ordinary way of a pod. */
const ORDINARY = new Set(['ContainerCreating', 'PodInitializing']);

export function podFacts(pod: Pod): PodFacts {
  const hash = pod.metadata.labels?.[HASH_LABEL] ?? '';
  const ready = pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
  const facts = { hash, createdAt: pod.metadata.creationTimestamp ?? '', ready };
  const waiting = pod.status?.containerStatuses?.map((container) => container.state?.waiting).find((state) => state);
  const unscheduled = pod.status?.conditions?.find(
    (condition) => condition.type === 'PodScheduled' && condition.status === 'False',
  );
  const trouble = waiting && !ORDINARY.has(waiting.reason ?? '') ? waiting : unscheduled;
  if (trouble?.reason === undefined) return { ...facts, trouble: null };
  return {
    ...facts,
    trouble: { pod: pod.metadata.name, hash, reason: trouble.reason, message: trouble.message ?? null },
  };
}

export function serviceSelector(service: Service): string | null {
  return service.spec?.selector?.[HASH_LABEL] ?? null;
}

/** The weights of a canary Ingress by annotation prefix, which a Rollout may choose. */
export function canaryWeights(ingress: Ingress): Readonly<Record<string, number>> {
  const weights: Record<string, number> = {};
  for (const [key, value] of Object.entries(ingress.metadata.annotations ?? {})) {
    if (key.endsWith('/canary-weight')) weights[key.slice(0, -'/canary-weight'.length)] = Number(value);
  }
  return weights;
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
 * patch and its scale-only sync store `observedGeneration` beside the former `currentPodHash`).
 */
export function isPickedUp(facts: Pick<TargetFacts, 'rollout' | 'replicaSets'>): boolean {
  const { rollout, replicaSets } = facts;
  if (!rollout.generationSeen) return false;
  const current = replicaSets.find((set) => set.hash === rollout.current);
  // A ReplicaSet that is not known yet is a new one, whose watch is behind that of the Rollout.
  return current === undefined || rollout.images.every((place) => current.images[place.container] === place.image);
}

/** Image of the target's container in the version with this hash. */
export function imageOf(facts: TargetFacts, hash: string | null): string | null {
  return setOf(facts, hash)?.images[facts.target.container] ?? null;
}

/** Image of the target's container in the spec; null when there is no such container. */
export function specImage(facts: TargetFacts): ImagePlace | null {
  return facts.rollout.images.find((place) => place.container === facts.target.container) ?? null;
}
