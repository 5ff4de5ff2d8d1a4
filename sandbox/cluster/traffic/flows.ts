/** Who gets how many requests at this moment. Pure, over the objects of a cluster. */
import type { Pod, Service } from '../controllers/kinds.ts';
import { isReady } from '../controllers/pods/readiness.ts';
import { selectedPods } from '../controllers/services.ts';
import { hasAll } from '../store/labels.ts';
import type { Demand } from './demand.ts';
import { type Backend, type Objects, type Route, routesOf } from './routes.ts';

export interface Flow {
  readonly service: string;
  /** Requests per second. Those to a Service without a ready pod reach nobody. */
  readonly rate: number;
  /** Its ready pods; each gets as much as the others. */
  readonly pods: readonly Pod[];
}

export interface HostFlow {
  readonly namespace: string;
  readonly host: string;
  /** Requests per second. */
  readonly rate: number;
  readonly flows: readonly Flow[];
}

/** What comes to each host and where it goes, by the weights in force. */
export function hostFlows(objects: Objects, perHost: number): readonly HostFlow[] {
  const namespaces = new Set(objects.list<Service>('Service').map(({ metadata }) => metadata.namespace ?? 'default'));
  return [...namespaces].flatMap((namespace) =>
    routesOf(objects, namespace).map((route) => {
      const rate = perHost * route.share;
      return { namespace, host: route.host, rate, flows: flowsOf(objects, route, rate) };
    }),
  );
}

function flowsOf(objects: Objects, { namespace, backends }: Route, rate: number): readonly Flow[] {
  const reached = backends.map((backend) => ({ backend, pods: podsBehind(objects, namespace, backend) }));
  const taking = reached.filter(({ backend, pods }) => pods.length > 0 || !backend.yields);
  const total = taking.reduce((sum, { backend }) => sum + backend.share, 0);
  const isYielded = taking.length < reached.length && total > 0;
  return reached.map(({ backend, pods }) => {
    const share = !taking.some((each) => each.backend === backend) ? 0 : backend.share / (isYielded ? total : 1);
    return { service: backend.service, rate: rate * share, pods };
  });
}

function podsBehind(objects: Objects, namespace: string, { service, labels }: Backend): readonly Pod[] {
  const found = objects.get<Service>('Service', namespace, service);
  if (found === null) return [];
  const matches = hasAll(labels);
  return selectedPods(objects, found).filter((pod) => isTaking(pod) && matches(pod.metadata.labels ?? {}));
}

function isTaking(pod: Pod): boolean {
  return isReady(pod) && pod.metadata.deletionTimestamp === undefined;
}

/** Requests per second of each pod, by its uid; a pod that gets none is not named. */
export function podRates(objects: Objects, demand: Demand): ReadonlyMap<string, number> {
  const rates = new Map<string, number>();
  const add = ({ metadata: { uid = '' } }: Pod, rate: number) => {
    if (rate > 0) rates.set(uid, (rates.get(uid) ?? 0) + rate);
  };
  if (demand.by === 'ready-pods') {
    for (const pod of objects.list<Pod>('Pod').filter(isReady)) add(pod, demand.perPod);
    return rates;
  }
  for (const { flows } of hostFlows(objects, demand.perHost)) {
    for (const { rate, pods } of flows) {
      for (const pod of pods) add(pod, rate / pods.length);
    }
  }
  return rates;
}
