/** Where the requests to each host go: to which Services, with what share. Pure, over the objects of a cluster. */
import type { Ingress, Service } from '../controllers/kinds.ts';
import type { Strings } from '../objects.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { type Alternative, alternativesOf, entrancesOf } from './ingresses.ts';
import type { RolloutServices, VirtualService } from './kinds.ts';
import { type MeshRoute, meshRouteOf } from './mesh.ts';

export type Objects = Pick<ObjectStore, 'list' | 'get'>;

export interface Backend {
  readonly service: string;
  /** Which pods of it, by labels; all, when there are none. */
  readonly labels: Strings;
  /** From 0 to 1. */
  readonly share: number;
  /** Without a ready pod its share goes to the others, not to nobody: so NGINX treats its canary. */
  readonly yields: boolean;
}

export interface Route {
  readonly namespace: string;
  /** A host with its path, or the name of a Service. */
  readonly host: string;
  /** Of what comes to the host, 0 to 1. */
  readonly share: number;
  readonly backends: readonly Backend[];
}

/**
 * From outside through Ingresses and VirtualServices; a Service that nobody of these sends to is called by its own name,
 * unless it is there for the new version of a Rollout only, which nobody calls before it is promoted.
 */
export function routesOf(objects: Objects, namespace: string): readonly Route[] {
  const ingresses = objects.list<Ingress>('Ingress', { namespace });
  const meshed = objects
    .list<VirtualService>('VirtualService', { namespace })
    .map((each) => meshRouteOf(objects, each));
  const alternatives = alternativesOf(ingresses);
  const entrances = entrancesOf(ingresses).map(({ host, path, service, share }) => {
    const backends = routed(service, { meshed, alternative: alternatives.get(`${host}${path}`) ?? null });
    return { namespace, host: `${host}${path}`, share, backends };
  });
  const direct = meshed.map(({ host, backends }) => ({ namespace, host, share: 1, backends }));
  const reached = [...entrances, ...direct].flatMap(({ backends }) => backends.map(({ service }) => service));
  const entered = new Set(entrancesOf(ingresses).map(({ service }) => service));
  const known = new Set([...reached, ...entered, ...meshed.map(({ host }) => host), ...waiting(objects, namespace)]);
  return [
    ...entrances,
    ...direct.filter(({ host }) => !entered.has(host)),
    ...objects
      .list<Service>('Service', { namespace })
      .filter(({ metadata, spec }) => spec.selector !== undefined && !known.has(metadata.name))
      .map(({ metadata: { name } }) => ({ namespace, host: name, share: 1, backends: [whole(name, 1)] })),
  ];
}

interface Choices {
  readonly meshed: readonly MeshRoute[];
  readonly alternative: Alternative | null;
}

function routed(service: string, { meshed, alternative }: Choices): readonly Backend[] {
  const mesh = meshed.find(({ host }) => host === service);
  const stable = mesh?.backends ?? [whole(service, 1)];
  if (alternative === null) return stable;
  const canary = { ...whole(alternative.service, alternative.share), yields: true };
  return [...stable.map((each) => ({ ...each, share: each.share * (1 - alternative.share) })), canary];
}

function whole(service: string, share: number): Backend {
  return { service, labels: {}, share, yields: false };
}

function waiting(objects: Objects, namespace: string): readonly string[] {
  return objects.list<RolloutServices>('Rollout', { namespace }).flatMap(({ spec: { strategy } }) => {
    const names = [strategy?.canary?.canaryService, strategy?.blueGreen?.previewService];
    return names.filter((name) => name !== undefined);
  });
}
