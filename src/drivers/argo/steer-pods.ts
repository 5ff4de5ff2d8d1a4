/** Waiting for pods, which take their time, as told from waiting for the controller, which does not. */
import { setOf, type TargetFacts } from './facts.ts';
import { type Situation, type Steer, wait } from './steering.ts';

/** Waits for the effect of a write; no nudge helps while pods of the version `good` are on their way. */
export function awaitPodsOrEffect({ facts, trail, now }: Situation, good: string | null): Steer {
  return arePodsMoving(facts, good) ? wait('pods') : trail.awaitEffect(now);
}

/**
 * Pods that the controller has asked for are not there yet, or, where pods are the traffic, some that it gave up are
 * not gone. Measured by each ReplicaSet's own wish: where the controller has not asked for all pods yet, it is its turn.
 */
function arePodsMoving(facts: TargetFacts, good: string | null): boolean {
  const coming = setOf(facts, good);
  if (coming !== undefined && coming.available < coming.desired) return true;
  return facts.rollout.canary?.router.by === 'pods' && facts.replicaSets.some((set) => set.current > set.desired);
}

/** Argo moves traffic back only when the stable version is fully available (since 1.8.1). */
export function isStableShort(facts: TargetFacts): boolean {
  return (setOf(facts, facts.rollout.stable)?.available ?? 0) < facts.rollout.replicas.desired;
}

/** The stable version runs with fewer pods while another one is on its way, and gets traffic only as it has pods. */
export function scalesStable({ rollout: { canary } }: TargetFacts): boolean {
  return canary !== null && (canary.dynamicStableScale || canary.router.by === 'pods');
}
