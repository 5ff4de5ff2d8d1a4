/** Traffic that no weights of a known router split: a blue-green Service, pods behind one Service, another router. */
import type { TargetFacts } from '../facts.ts';
import { forceSelector, type Router, summed } from './router.ts';

/** The selector of the active Service sends all to one version. */
export const activeService: Router = {
  shares: ({ rollout, selectors }) => summed([[selectors[rollout.blueGreen?.activeService ?? ''], 100]]),
  force: (facts, good) => forceSelector(facts, facts.rollout.blueGreen?.activeService ?? null, good),
};

/** Every available pod gets the same. */
export const pods: Router = {
  shares({ replicaSets }: TargetFacts) {
    const available = replicaSets.reduce((sum, set) => sum + set.available, 0);
    if (available === 0) return [];
    return summed(replicaSets.map((set) => [set.hash, Math.round((100 * set.available) / available)]));
  },
  force: (facts, good) => forceSelector(facts, facts.rollout.canary?.stableService ?? null, good),
};

/** A router that is not read: the controller's own record is all there is. */
export const recorded: Router = {
  shares: ({ rollout }) => summed((rollout.canary?.statusWeights ?? []).map((share) => [share.hash, share.percent])),
  force: (facts, good) => forceSelector(facts, facts.rollout.canary?.stableService ?? null, good),
};
