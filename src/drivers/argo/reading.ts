/** Objects of the cluster, as the facts that are kept of them. Only what they say: what it means is in `facts`. */
import type { K8sObject } from '../../kubernetes/objects.ts';
import type { TrafficShare } from '../../model/snapshot.ts';
import type {
  ImagePlace,
  PodFacts,
  ReplicaSetFacts,
  RolloutFacts,
  RouteFacts,
  Routing,
  SubsetFacts,
  WorkloadFacts,
} from './facts.ts';
import type {
  Deployment,
  DestinationRule,
  Ingress,
  Pod,
  PodTemplate,
  ReplicaSet,
  Rollout,
  Service,
  VirtualService,
} from './objects.ts';
import { DRILL_LABEL, FORMER_WINDOW, HASH_LABEL, REVISION, SCALE_DOWN_DEADLINE } from './objects.ts';
import { templateAuthor, templateId } from './template.ts';

export function rolloutFacts(rollout: Rollout): RolloutFacts {
  const { metadata, spec, status = {} } = rollout;
  const annotations = metadata.annotations ?? {};
  const { canary, blueGreen } = spec.strategy ?? {};
  const invalid = status.conditions?.find((condition) => condition.type === 'InvalidSpec');
  return {
    name: metadata.name,
    uid: metadata.uid ?? '',
    resourceVersion: metadata.resourceVersion ?? '',
    generation: metadata.generation ?? 0,
    generationSeen: isGenerationSeen(rollout),
    images: imagePlaces(spec.template),
    workloadRef: spec.workloadRef ? { kind: spec.workloadRef.kind ?? '', name: spec.workloadRef.name ?? '' } : null,
    workloadSeen: status.workloadObservedGeneration || null,
    drill: drillMark(spec.template),
    paused: spec.paused === true,
    rollbackWindow: spec.rollbackWindow?.revisions ?? null,
    formerWindow: annotations[FORMER_WINDOW] ?? null,
    revision: Number(annotations[REVISION] ?? 0),
    saysReplicas: spec.replicas !== undefined,
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
            router: routingOf(rollout),
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

function imagePlaces(template: PodTemplate | undefined, deployment?: string): ImagePlace[] {
  const places = (list: 'containers' | 'initContainers') =>
    (template?.spec?.[list] ?? []).map(({ name, image }, index) => ({
      ...(deployment === undefined ? {} : { deployment }),
      pointer: `/spec/template/spec/${list}/${index}`,
      container: name,
      image: image ?? '',
    }));
  return [...places('containers'), ...places('initContainers')];
}

function drillMark(template: PodTemplate | undefined): string | null {
  return template?.metadata?.labels?.[DRILL_LABEL] ?? null;
}

export function workloadFacts(deployment: Deployment): WorkloadFacts {
  return {
    generation: deployment.metadata.generation ?? 0,
    images: imagePlaces(deployment.spec?.template, deployment.metadata.name),
    drill: drillMark(deployment.spec?.template),
    replicas: deployment.spec?.replicas ?? 1,
    manager: templateAuthor(deployment),
    git: gitOwner(deployment),
  };
}

function routingOf({ metadata, spec }: Rollout): Routing {
  const { trafficRouting, stableService, canaryService } = spec.strategy?.canary ?? {};
  if (trafficRouting === undefined) return { by: 'pods' };
  const { nginx, istio } = trafficRouting;
  if (nginx !== undefined) {
    return {
      by: 'nginx',
      stableIngresses: nginx.stableIngresses ?? (nginx.stableIngress ? [nginx.stableIngress] : []),
      annotationPrefix: nginx.annotationPrefix ?? 'nginx.ingress.kubernetes.io',
    };
  }
  // Ping-pong Services change roles; which is which only the controller knows.
  if (istio === undefined || (istio.destinationRule === undefined && !(stableService && canaryService))) {
    return { by: 'other' };
  }
  const { destinationRule } = istio;
  const { name = '', canarySubsetName = '', stableSubsetName = '' } = destinationRule ?? {};
  return {
    by: 'istio',
    virtualServices: (istio.virtualServices ?? (istio.virtualService ? [istio.virtualService] : [])).map((each) => {
      const [own = '', namespace = metadata.namespace ?? ''] = (each.name ?? '').split('.');
      return { namespace, name: own, routes: each.routes ?? [] };
    }),
    rule: destinationRule === undefined ? null : { name, canary: canarySubsetName, stable: stableSubsetName },
  };
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
function gitOwner({ metadata }: K8sObject): RolloutFacts['git'] {
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
    drill: drillMark(spec?.template),
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
  const containers = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])].map(
    ({ name, restartCount, state }) => ({ name, restarts: restartCount ?? 0, running: state?.running !== undefined }),
  );
  const facts = { hash, createdAt: pod.metadata.creationTimestamp ?? '', ready, containers };
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

export function routes({ spec = {} }: VirtualService): readonly RouteFacts[] {
  return (['http', 'tls', 'tcp'] as const).flatMap((protocol) =>
    (spec[protocol] ?? []).map(({ name, route = [] }, index) => ({
      pointer: `/spec/${protocol}/${index}`,
      name: name || null,
      destinations: route.map(({ destination, weight }) => ({
        host: destination?.host ?? '',
        subset: destination?.subset ?? null,
        weight: weight ?? null,
      })),
    })),
  );
}

export function subsets({ spec }: DestinationRule): readonly SubsetFacts[] {
  return (spec?.subsets ?? []).map(({ name, labels }) => ({ name, hash: labels?.[HASH_LABEL] ?? null }));
}
