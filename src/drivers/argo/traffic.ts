/** Who gets the traffic, read from the object that carries it and from nothing else. */
import type { TrafficShare } from '../../model/snapshot.ts';
import { isPickedUp, type TargetFacts } from './facts.ts';

/** Share of traffic by hash, from the objects that carry it; `recorded` facts of other routers come from the status. */
export function trafficShares(facts: Pick<TargetFacts, 'rollout' | 'replicaSets' | 'selectors' | 'canaryIngresses'>) {
  const { rollout } = facts;
  if (rollout.blueGreen !== null) return shares([[facts.selectors[rollout.blueGreen.activeService], 100]]);
  const { canary } = rollout;
  if (canary === null) return [];
  if (canary.router === 'nginx') {
    const weight = Math.max(0, ...Object.values(facts.canaryIngresses));
    // At weight 0 the canary Service carries nothing, and after an abort its selector flaps: it is not looked at.
    return shares([
      [facts.selectors[canary.stableService ?? ''], 100 - weight],
      [weight > 0 ? facts.selectors[canary.canaryService ?? ''] : null, weight],
    ]);
  }
  if (canary.router === 'other') return shares((canary.statusWeights ?? []).map((s) => [s.hash, s.percent]));
  const available = facts.replicaSets.reduce((sum, set) => sum + set.available, 0);
  if (available === 0) return [];
  return shares(facts.replicaSets.map((set) => [set.hash, Math.round((100 * set.available) / available)]));
}

function shares(parts: readonly (readonly [string | null | undefined, number])[]): TrafficShare[] {
  const sums = new Map<string, number>();
  for (const [hash, percent] of parts) if (hash && percent > 0) sums.set(hash, (sums.get(hash) ?? 0) + percent);
  return [...sums].map(([hash, percent]) => ({ hash, percent }));
}

/** Percent of the traffic that goes to versions for which `match` holds. */
export function trafficTo(facts: TargetFacts, match: (hash: string) => boolean): number {
  return trafficShares(facts).reduce((sum, share) => (match(share.hash) ? sum + share.percent : sum), 0);
}

/** The wanted version is the stable one, the controller says Healthy, and the traffic is on it alone. */
export function isSettled(facts: TargetFacts): boolean {
  const { rollout } = facts;
  if (!isPickedUp(facts) || rollout.current === null || rollout.current !== rollout.stable) return false;
  if (rollout.phase !== 'Healthy') return false;
  if (trafficTo(facts, (hash) => hash !== rollout.stable) > 0) return false;
  if (trafficTo(facts, (hash) => hash === rollout.stable) === 0 && rollout.replicas.desired > 0) return false;
  return rollout.canary?.statusWeights?.every((share) => share.hash === rollout.stable) ?? true;
}
