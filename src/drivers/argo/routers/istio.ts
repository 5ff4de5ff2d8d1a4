/**
 * Weights in the routes of VirtualServices, between two Services (hosts) or two subsets of a DestinationRule. Which
 * routes and destinations are meant is found as Argo's controller finds it (`getHttpRouteIndexesToPatch`,
 * `processRoutes`); of TLS and TCP routes all count that name both versions.
 */
import type { RouteFacts, Routing, TargetFacts } from '../facts.ts';
import type { ForcedRoute, Move } from '../moves.ts';
import { forceSelector, type Router, split } from './router.ts';

type Istio = Routing & { by: 'istio' };
type Destination = RouteFacts['destinations'][number];
/** A route between the two versions, with the places of its destinations. */
interface Split {
  readonly route: RouteFacts;
  readonly stable: number;
  readonly canary: number;
}

export const istio: Router = {
  shares(facts: TargetFacts) {
    const { canary } = facts.rollout;
    if (canary?.router.by !== 'istio') return null;
    const splits = canary.router.virtualServices.map((ref) => splitsOf(facts, canary.router as Istio, ref));
    const known = splits.flatMap((each) => each ?? []);
    if (known.length === 0 || splits.includes(null)) return null;
    const weight = Math.max(...known.map(canaryPercent));
    // Like a canary Service, a canary subset at weight 0 carries nothing.
    return split(hashOf(facts, 'stable'), weight > 0 ? hashOf(facts, 'canary') : null, weight);
  },

  force(facts: TargetFacts, good: string): Move | null {
    const { canary } = facts.rollout;
    if (canary?.router.by !== 'istio') return null;
    // What the stable destination stands for comes first: the weights are sent there afterwards.
    const stable =
      canary.router.rule === null ? forceSelector(facts, canary.stableService, good) : forceSubset(facts, good);
    if (stable !== null) return stable;
    for (const ref of canary.router.virtualServices) {
      const carrying = (splitsOf(facts, canary.router, ref) ?? []).filter((each) => canaryPercent(each) > 0);
      if (carrying.length > 0) {
        const { namespace, name: virtualService } = ref;
        return { name: 'force-routes', namespace, virtualService, routes: carrying.map(forced) };
      }
    }
    return null;
  },
};

function forceSubset({ rollout: { canary }, subsets }: TargetFacts, good: string): Move | null {
  if (canary?.router.by !== 'istio' || canary.router.rule === null) return null;
  const { name: rule, stable: subset } = canary.router.rule;
  const index = subsets?.findIndex(({ name }) => name === subset) ?? -1;
  const from = subsets?.[index]?.hash ?? null;
  return from === null || from === good ? null : { name: 'force-subset', rule, index, subset, from, to: good };
}

/** The routes of one VirtualService that the controller weighs; null when they are not known. */
function splitsOf(facts: TargetFacts, istio: Istio, ref: Istio['virtualServices'][number]): readonly Split[] | null {
  const all = facts.virtualServices[`${ref.namespace}/${ref.name}`];
  if (all === undefined) return null;
  const http = all.filter(({ pointer }) => pointer.startsWith('/spec/http/'));
  const meant =
    ref.routes.length > 0 ? ref.routes.map((name) => http.find((route) => route.name === name)) : [sole(http)];
  const others = all.filter((route) => !http.includes(route));
  const splits = [...meant, ...others].map((route) => (route === undefined ? null : splitOf(facts, istio, route)));
  return splits.filter((each) => each !== null);
}

/** Without names Argo takes the only route, or the first without a name. */
function sole(http: readonly RouteFacts[]): RouteFacts | undefined {
  return http.length === 1 ? http[0] : http.find(({ name }) => name === null);
}

function splitOf({ rollout: { canary } }: TargetFacts, { rule }: Istio, route: RouteFacts): Split | null {
  // A host may be written out, as in `shop-canary.shop.svc.cluster.local`.
  const isFor = (service: string | null | undefined, subset: string | undefined) => (destination: Destination) =>
    destination.host.split('.')[0] === service || (destination.subset !== null && destination.subset === subset);
  const fresh = route.destinations.findIndex(isFor(canary?.canaryService, rule?.canary));
  const stable = route.destinations.findIndex(isFor(canary?.stableService, rule?.stable));
  return fresh < 0 || stable < 0 ? null : { route, canary: fresh, stable };
}

/** Istio divides by the sum of the weights. Rounded up: the smallest share is not none. */
function canaryPercent({ route, canary }: Split): number {
  const total = route.destinations.reduce((sum, { weight }) => sum + (weight ?? 0), 0);
  return total === 0 ? 0 : Math.ceil((100 * (route.destinations[canary]?.weight ?? 0)) / total);
}

function hashOf({ rollout: { canary }, selectors, subsets }: TargetFacts, role: 'canary' | 'stable'): string | null {
  if (canary?.router.by !== 'istio') return null;
  const { rule } = canary.router;
  if (rule !== null) return subsets?.find(({ name }) => name === rule[role])?.hash ?? null;
  return selectors[(role === 'canary' ? canary.canaryService : canary.stableService) ?? ''] ?? null;
}

/** All that the canary gets goes to the stable destination; what others get stays theirs. */
function forced({ route, stable, canary }: Split): ForcedRoute {
  const at = (index: number) => ({ index, host: '', subset: null, weight: null, ...route.destinations[index] });
  return { pointer: route.pointer, name: route.name, stable: at(stable), canary: at(canary) };
}
