/** A second Ingress beside the stable one, with a weight in its annotations. */
import { canaryIngressName, type TargetFacts } from '../facts.ts';
import type { Move } from '../moves.ts';
import { forceSelector, type Router, split } from './router.ts';

export const nginx: Router = {
  shares({ rollout: { canary }, canaryIngresses, selectors }: TargetFacts) {
    const weight = Math.max(0, ...Object.values(canaryIngresses));
    // At weight 0 the canary Service carries nothing, and after an abort its selector flaps: it is not looked at.
    const fresh = weight > 0 ? (selectors[canary?.canaryService ?? ''] ?? null) : null;
    return split(selectors[canary?.stableService ?? ''] ?? null, fresh, weight);
  },

  force(facts: TargetFacts, good: string): Move | null {
    const { canary, name } = facts.rollout;
    if (canary?.router.by !== 'nginx') return null;
    // What the stable Service stands for comes first: the weights are sent there afterwards.
    const stable = forceSelector(facts, canary.stableService, good);
    if (stable !== null) return stable;
    const { stableIngresses, annotationPrefix: prefix } = canary.router;
    for (const ingress of stableIngresses.map((stable) => canaryIngressName(name, stable))) {
      const weight = facts.canaryIngresses[ingress] ?? 0;
      if (weight > 0) return { name: 'force-weight', ingress, prefix, weight };
    }
    return null;
  },
};
