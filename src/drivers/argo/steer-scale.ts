/** Another number of pods. A template in a Deployment (`workloadRef`) changes nothing: the Rollout has the number. */
import type { Goal } from '../../engine/ports.ts';
import { setOf } from './facts.ts';
import { DONE, impossible, move, type Situation, type Steer, wait } from './steering.ts';

export function steerScale({ from, to }: Goal & { verb: 'scale' }, { facts, trail, now }: Situation): Steer {
  const { rollout } = facts;
  const { desired } = rollout.replicas;
  if (desired === to) {
    if (!rollout.generationSeen) return trail.awaitEffect(now);
    return (setOf(facts, rollout.stable)?.available ?? 0) >= to ? DONE : wait('pods');
  }
  // Once it was written, another number is somebody else's decision.
  if (desired !== from || trail.wrote('scale')) return impossible(`${desired} pods are wanted by somebody else`);
  const basis = rollout.saysReplicas ? { replicas: from } : { resourceVersion: rollout.resourceVersion };
  return move({ name: 'scale', basis, to });
}
