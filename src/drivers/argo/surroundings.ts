/**
 * The objects around a Rollout that carry its traffic or hold its template: which ones it has, and what they say.
 * Where they are looked up, in memory or in the cluster, is for others to know.
 */
import { canaryIngressName, type RolloutFacts, type Surroundings } from './facts.ts';
import { deploymentsPath, ingressesPath, istioPath, servicesPath } from './paths.ts';
import { canaryWeights, routes, serviceSelector, subsets, workloadFacts } from './reading.ts';

/** Every kind of object that may be around a Rollout: where it is, and what is kept of it. */
export const KINDS = {
  services: { path: servicesPath, summarise: serviceSelector },
  ingresses: { path: ingressesPath, summarise: canaryWeights },
  virtualServices: { path: (namespace: string) => istioPath(namespace, 'virtualservices'), summarise: routes },
  destinationRules: { path: (namespace: string) => istioPath(namespace, 'destinationrules'), summarise: subsets },
  deployments: { path: deploymentsPath, summarise: workloadFacts },
} as const;

export type KindName = keyof typeof KINDS;
export type SummaryOf<K extends KindName> = ReturnType<(typeof KINDS)[K]['summarise']>;

export interface Wanted<K extends KindName = KindName> {
  readonly kind: K;
  readonly namespace: string;
  readonly name: string;
}

export type Look = <K extends KindName>(wanted: Wanted<K>) => SummaryOf<K> | undefined;

/** All objects that must be known to know a Rollout of this namespace. */
export function wantedBy(rollout: RolloutFacts, namespace: string): readonly Wanted[] {
  const each = placesOf(rollout, namespace);
  const { rule, deployment } = each;
  return [
    ...each.services,
    ...each.ingresses,
    ...each.virtualServices,
    ...(rule === null ? [] : [rule]),
    ...(deployment === null ? [] : [deployment]),
  ];
}

export function surroundingsOf(rollout: RolloutFacts, namespace: string, look: Look): Surroundings {
  const { services, ingresses, virtualServices, rule, deployment } = placesOf(rollout, namespace);
  const router = rollout.canary?.router;
  const prefix = router?.by === 'nginx' ? router.annotationPrefix : '';
  return {
    selectors: Object.fromEntries(services.map((each) => [each.name, look(each) ?? null])),
    canaryIngresses: found(ingresses.map((each) => [each.name, look(each)?.[prefix]])),
    virtualServices: found(virtualServices.map((each) => [`${each.namespace}/${each.name}`, look(each)])),
    subsets: rule === null ? null : (look(rule) ?? null),
    workload: deployment === null ? null : (look(deployment) ?? null),
  };
}

function placesOf({ name: rollout, canary, blueGreen, workloadRef }: RolloutFacts, namespace: string) {
  const place = <K extends KindName>(kind: K, name: string, elsewhere = namespace): Wanted<K> => ({
    kind,
    namespace: elsewhere,
    name,
  });
  const router = canary?.router;
  const services = [canary?.stableService, canary?.canaryService, blueGreen?.activeService].filter((name) => !!name);
  const ingresses = router?.by === 'nginx' ? router.stableIngresses : [];
  const virtualServices = router?.by === 'istio' ? router.virtualServices : [];
  const rule = router?.by === 'istio' ? router.rule : null;
  return {
    services: services.map((name) => place('services', name ?? '')),
    ingresses: ingresses.map((stable) => place('ingresses', canaryIngressName(rollout, stable))),
    virtualServices: virtualServices.map((each) => place('virtualServices', each.name, each.namespace)),
    rule: rule === null ? null : place('destinationRules', rule.name),
    deployment: workloadRef?.kind === 'Deployment' ? place('deployments', workloadRef.name) : null,
  };
}

function found<T>(entries: readonly (readonly [string, T | undefined])[]): Readonly<Record<string, T>> {
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Record<string, T>;
}
