/** Taking all traffic off the new version of an update that is under way, by Argo's abort. */
import { isPickedUp, setOf, type TargetFacts } from './facts.ts';
import { awaitOrForce } from './force.ts';
import { awaitPodsOrEffect } from './steer-pods.ts';
import { DONE, impossible, move, type Situation, type Steer, wait } from './steering.ts';
import { isFree } from './traffic.ts';

/**
 * True when an abort would leave the active Service on pods that are about to go: Argo moves the active Service
 * back only if the new version is fully available and the rollout is not paused, but scales it down all the same.
 */
export function abortWouldStrand(facts: TargetFacts): boolean {
  const { rollout } = facts;
  if (rollout.blueGreen === null || facts.selectors[rollout.blueGreen.activeService] !== rollout.current) return false;
  const fresh = setOf(facts, rollout.current);
  const saturated = (fresh?.available ?? 0) >= rollout.replicas.desired;
  return !saturated || rollout.paused;
}

export function steerAbort(hash: string, situation: Situation): Steer {
  const { facts } = situation;
  const { rollout } = facts;
  if (rollout.current !== hash) return impossible('another version is wanted now');
  if (rollout.stable === null || rollout.current === rollout.stable) return impossible('no update is under way');
  if (!rollout.abort) {
    if (!isPickedUp(facts)) return wait('controller', 100); // an abort that comes before the pick-up is erased by it
    if (abortWouldStrand(facts)) {
      return impossible('aborting now would leave the active Service on pods that are about to be removed');
    }
    return move({ name: 'abort', current: hash, stable: rollout.stable });
  }
  if (rollout.abortSeen && isFree(facts, (other) => other === hash)) return DONE;
  return steerAfterAbort(situation);
}

/** The abort stands in the object; its effect does not show yet. */
export function steerAfterAbort(situation: Situation): Steer {
  const { rollout } = situation.facts;
  // A user pause stops the scaling of a canary without router and the switching of a blue-green one.
  if (rollout.paused) return move({ name: 'set-paused', paused: false });
  if (!rollout.abortSeen) return awaitOrForce(situation, rollout.stable);
  return awaitPodsOrEffect(situation, rollout.stable);
}
