/** Who gets the traffic, read from the object that carries it. Each kind of object is one `Router`. */
import type { TrafficShare } from '../../model/snapshot.ts';
import { isPickedUp, type RolloutFacts, type Routing, type TargetFacts } from './facts.ts';
import { istio } from './routers/istio.ts';
import { nginx } from './routers/nginx.ts';
import { activeService, pods, recorded } from './routers/others.ts';
import type { Router } from './routers/router.ts';

const ROUTERS: Readonly<Record<Routing['by'], Router>> = { pods, nginx, istio, other: recorded };

export function routerOf({ canary }: RolloutFacts): Router {
  return canary === null ? activeService : ROUTERS[canary.router.by];
}

/** Share of traffic by hash, as it is shown. Where the objects that carry it are not known, what the controller recorded. */
export function trafficShares(facts: TargetFacts): readonly TrafficShare[] {
  return routerOf(facts.rollout).shares(facts) ?? recorded.shares(facts) ?? [];
}

/** Percent of the traffic that goes to versions for which `match` holds. */
export function trafficTo(facts: TargetFacts, match: (hash: string) => boolean): number {
  return trafficShares(facts).reduce((sum, share) => (match(share.hash) ? sum + share.percent : sum), 0);
}

/** The objects that carry the traffic are known, and none of it goes to a version for which `match` holds. */
export function isFree(facts: TargetFacts, match: (hash: string) => boolean): boolean {
  return routerOf(facts.rollout).shares(facts) !== null && trafficTo(facts, match) === 0;
}

/** The wanted version is the stable one, the controller says Healthy, and the traffic is on it alone. */
export function isSettled(facts: TargetFacts): boolean {
  const { rollout } = facts;
  if (!isPickedUp(facts) || rollout.current === null || rollout.current !== rollout.stable) return false;
  if (rollout.phase !== 'Healthy') return false;
  if (!isFree(facts, (hash) => hash !== rollout.stable)) return false;
  if (trafficTo(facts, (hash) => hash === rollout.stable) === 0 && rollout.replicas.desired > 0) return false;
  return rollout.canary?.statusWeights?.every((share) => share.hash === rollout.stable) ?? true;
}
