/**
 * How many requests a second each pod gets, by what routes traffic: weights of a canary Ingress or of Istio's routes, the
 * selectors of Services, and who is ready. Pure.
 */
import type { Ingress, Pod, ReplicaSet, Service } from '../controllers/kinds.ts';
import { controllerOf } from '../controllers/owners.ts';
import { isReady } from '../controllers/pods/readiness.ts';
import type { KubeObject, Strings } from '../objects.ts';
import { type DestinationRule, type VirtualService, virtualServices } from '../rollouts/istio.ts';
import type { Canary, Rollout } from '../rollouts/kinds.ts';
import { canaryIngressName, stableIngresses } from '../rollouts/nginx.ts';
import { hasAll } from '../store/labels.ts';

/** Of the users of a service for each pod that it asks for. */
export const PER_POD = 20;
/** Of those who look at a preview. */
const PREVIEW = 2;

/** One namespace. */
export interface Place {
  list<T extends KubeObject>(kind: string): readonly T[];
}

/** By the uid of pods; who gets nothing is not in it. */
export type Shares = ReadonlyMap<string, number>;

export function sharesOf(place: Place): Shares {
  const pods = place.list<Pod>('Pod').filter((pod) => isReady(pod) && pod.metadata.deletionTimestamp === undefined);
  const shares = new Map<string, number>();
  const give = (to: readonly Pod[], requests: number) => {
    for (const { metadata } of to) {
      const uid = metadata.uid ?? '';
      shares.set(uid, (shares.get(uid) ?? 0) + requests / to.length);
    }
  };
  const owned = new Set<string | undefined>();
  for (const rollout of place.list<Rollout>('Rollout')) {
    const own = podsOf(place, rollout, pods);
    for (const { metadata } of own) owned.add(metadata.uid);
    for (const { to, requests } of streams(place, rollout, own)) give(to, requests);
  }
  for (const pod of pods) if (!owned.has(pod.metadata.uid)) give([pod], PER_POD);
  return shares;
}

interface Stream {
  readonly to: readonly Pod[];
  readonly requests: number;
}

function podsOf(place: Place, rollout: Rollout, pods: readonly Pod[]): readonly Pod[] {
  const sets = place.list<ReplicaSet>('ReplicaSet').filter((set) => controllerOf(set)?.uid === rollout.metadata.uid);
  const owners = new Set(sets.map(({ metadata }) => metadata.uid));
  return pods.filter((pod) => owners.has(controllerOf(pod)?.uid));
}

function streams(place: Place, rollout: Rollout, pods: readonly Pod[]): readonly Stream[] {
  const { canary, blueGreen } = rollout.spec.strategy ?? {};
  const all = PER_POD * (rollout.spec.replicas ?? 1);
  const behind = (name: string | undefined) => selected(place, pods, name);
  if (blueGreen !== undefined) {
    const active = behind(blueGreen.activeService);
    const preview = behind(blueGreen.previewService).filter((pod) => !active.includes(pod));
    return [
      { to: active, requests: all },
      { to: preview, requests: PREVIEW * preview.length },
    ];
  }
  const routing = canary?.trafficRouting;
  if (canary === undefined || routing === undefined) return [{ to: pods, requests: all }];
  if (routing.istio !== undefined) return istioStreams(place, rollout, { pods, all });
  const share = ingressShare(place, rollout, canary);
  return [
    { to: behind(canary.stableService), requests: all * (1 - share) },
    { to: behind(canary.canaryService), requests: all * share },
  ].filter(({ requests }) => requests > 0);
}

function selected(place: Place, pods: readonly Pod[], name: string | undefined): readonly Pod[] {
  const service = place.list<Service>('Service').find(({ metadata }) => metadata.name === name);
  return service?.spec.selector === undefined ? [] : labelled(pods, service.spec.selector);
}

function labelled(pods: readonly Pod[], labels: Strings): readonly Pod[] {
  const matches = hasAll(labels);
  return pods.filter(({ metadata }) => matches(metadata.labels ?? {}));
}

/** From 0 to 1: what the canary Ingress takes. */
function ingressShare(place: Place, rollout: Rollout, canary: Canary): number {
  const { nginx } = canary.trafficRouting ?? {};
  const [stable] = nginx === undefined ? [] : stableIngresses(nginx);
  if (stable === undefined) return 0;
  const name = canaryIngressName(rollout.metadata.name, stable);
  const ingress = place.list<Ingress>('Ingress').find(({ metadata }) => metadata.name === name);
  const prefix = nginx?.annotationPrefix ?? 'nginx.ingress.kubernetes.io';
  const annotations = ingress?.metadata.annotations ?? {};
  if (annotations[`${prefix}/canary`] !== 'true') return 0;
  const total = Number(annotations[`${prefix}/canary-weight-total`] ?? 100);
  return Math.min(1, Number(annotations[`${prefix}/canary-weight`] ?? 0) / total);
}

interface Flow {
  readonly pods: readonly Pod[];
  readonly all: number;
}

/** Weights count in relation to their sum. */
function istioStreams(place: Place, rollout: Rollout, { pods, all }: Flow): readonly Stream[] {
  const istio = rollout.spec.strategy?.canary?.trafficRouting?.istio;
  const [ref] = istio === undefined ? [] : virtualServices(istio);
  const found = place.list<VirtualService>('VirtualService').find(({ metadata }) => metadata.name === ref?.name);
  const route = found?.spec.http?.find(({ name }) => ref?.routes === undefined || ref.routes.includes(name ?? ''));
  const destinations = route?.route ?? [];
  const sum = destinations.reduce((total, { weight = 0 }) => total + weight, 0);
  return destinations.map(({ destination, weight = 0 }) => {
    const [service = ''] = (destination.host ?? '').split('.');
    const subset = subsetLabels(place, istio?.destinationRule?.name, destination.subset);
    const to = labelled(selected(place, pods, service), subset);
    const share = destinations.length === 1 && sum === 0 ? 1 : weight / (sum || 1);
    return { to, requests: all * share };
  });
}

function subsetLabels(place: Place, rule: string | undefined, subset: string | undefined): Strings {
  const found = place.list<DestinationRule>('DestinationRule').find(({ metadata }) => metadata.name === rule);
  return found?.spec.subsets?.find(({ name }) => name === subset)?.labels ?? {};
}
