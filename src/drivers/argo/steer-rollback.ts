/**
 * The fastest correct way back, chosen from the state the Rollout is in at each moment.
 *
 * Two things are brought about, in this order: no traffic on the bad version, and the kept template back in the
 * spec. The letters are the rows of docs/rollback.md, where each way is explained with what was measured.
 */
import type { Goal } from '../../engine/ports.ts';
import type { Mechanism } from '../../model/release-view.ts';
import { imageOf, isPickedUp, noPlace, setOf, specImage, type TargetFacts } from './facts.ts';
import { awaitOrForce } from './force.ts';
import type { WindowChange } from './moves.ts';
import { abortWouldStrand, steerAfterAbort } from './steer-abort.ts';
import { awaitPodsOrEffect, isStableShort, scalesStable } from './steer-pods.ts';
import { DONE, impossible, move, type Situation, type Steer } from './steering.ts';
import { isFree, isSettled } from './traffic.ts';

type RollbackGoal = Goal & { verb: 'rollback' };

/** A scale-down deadline that is nearer than this may pass before the patch is carried out. */
const DEADLINE_MARGIN_MS = 2_000;

export function steerRollback(goal: RollbackGoal, situation: Situation): Steer {
  const { facts, now } = situation;
  const { rollout } = facts;
  const mechanism = mechanismOf(goal, facts, now);
  switch (mechanism) {
    case 'nothing':
      return impossible('the wanted version is neither the one to leave nor the one to go back to');
    case 'abort-canary':
    case 'abort-canary-waits-for-stable':
    case 'abort-canary-as-pods-start':
    case 'abort-after-switch':
      return steerByAbort(goal, situation);
    case 'finish-restore':
      return steerAfterRestore(goal, situation);
    case 'restore-with-window':
      return restore(goal, facts, widened(facts, windowFor(goal, facts)));
    case 'restore-and-promote':
      // A window would send traffic to a half-scaled version; it is put back when all is done.
      return restore(goal, facts, rollout.rollbackWindow === null ? null : changed(facts, null));
    case 'restore-before-start':
    case 'restore-before-switch':
    case 'restore-after-switch':
    case 'restore-warm':
      return restore(goal, facts, null);
  }
}

/** Which way fits the state now. Also what a person is shown before they press. */
export function mechanismOf(goal: RollbackGoal, facts: TargetFacts, now: number): Mechanism {
  const { rollout } = facts;
  if (isRestored(goal, facts)) return 'finish-restore';
  if (!isBadWanted(goal, facts)) return 'nothing';
  if (!isPickedUp(facts) && rollout.current !== goal.from.hash) return 'restore-before-start';
  if (rollout.current !== rollout.stable) {
    if (rollout.blueGreen !== null) return beforeOrAfterSwitch(facts);
    if (!isStableShort(facts)) return 'abort-canary';
    return scalesStable(facts) ? 'abort-canary-as-pods-start' : 'abort-canary-waits-for-stable';
  }
  if (rollout.blueGreen !== null) return isUp(goal, facts, now) ? 'restore-warm' : 'restore-and-promote';
  const skipsSteps = rollout.canary?.router.by !== 'pods' && isUp(goal, facts, now) && windowFor(goal, facts) !== null;
  return skipsSteps ? 'restore-with-window' : 'restore-and-promote';
}

function beforeOrAfterSwitch(facts: TargetFacts): Mechanism {
  const { rollout } = facts;
  const active = facts.selectors[rollout.blueGreen?.activeService ?? ''];
  if (active !== rollout.current) return 'restore-before-switch';
  if (rollout.abort) return 'abort-after-switch';
  return abortWouldStrand(facts) ? 'restore-after-switch' : 'abort-after-switch';
}

/** The version to leave stands in the spec. Before the controller has seen it, its image is all that is known. */
function isBadWanted(goal: RollbackGoal, facts: TargetFacts): boolean {
  const { rollout } = facts;
  if (isPickedUp(facts) && goal.from.hash !== null) return rollout.current === goal.from.hash;
  return specImage(facts)?.image === goal.from.image;
}

/** The kept version stands in the spec again, seen by the controller or not. */
function isRestored(goal: RollbackGoal, facts: TargetFacts): boolean {
  const { rollout } = facts;
  if (!isPickedUp(facts)) return goal.to.image !== goal.from.image && specImage(facts)?.image === goal.to.image;
  if (rollout.current === goal.to.hash) return true;
  if (rollout.current === goal.from.hash) return false;
  return goal.from.image !== goal.to.image && imageOf(facts, rollout.current) === goal.to.image;
}

/** Rows A and E: abort moves the traffic in one reconcile; the template is put back afterwards. */
function steerByAbort(goal: RollbackGoal, situation: Situation): Steer {
  const { facts } = situation;
  const { rollout } = facts;
  const { current, stable } = rollout;
  if (current === null || stable === null) return impossible('the controller has not recorded any stable version');
  if (!rollout.abort) return move({ name: 'abort', current, stable });
  if (isFree(facts, (hash) => hash === current) && rollout.abortSeen) return restore(goal, facts, null);
  if (rollout.blueGreen !== null && abortWouldStrand(facts)) return restore(goal, facts, null);
  return steerAfterAbort(situation);
}

/** The template is back: see it picked up, push it through every step and pause, and tidy up. */
function steerAfterRestore(goal: RollbackGoal, situation: Situation): Steer {
  const { facts } = situation;
  const { rollout } = facts;
  if (!isPickedUp(facts)) return awaitOrForce(situation, goal.to.hash);
  if (isSettled(facts) && isServing(facts)) {
    if (rollout.formerWindow === null) return DONE;
    return move({ name: 'restore-window', former: rollout.formerWindow, present: rollout.rollbackWindow !== null });
  }
  if (rollout.paused) return move({ name: 'set-paused', paused: false });
  const current = rollout.current;
  if (current === null || rollout.promoteFull || !needsPush(facts)) {
    return awaitPodsOrEffect(situation, current);
  }
  return move({ name: 'promote-full', current });
}

/** The restored version would walk steps or wait at a pause, or the active Service was not moved. */
function needsPush({ rollout, selectors }: TargetFacts): boolean {
  const skipsSteps = rollout.canary !== null && (rollout.stepIndex ?? 0) >= rollout.canary.steps.length;
  if (rollout.current !== rollout.stable) return !skipsSteps;
  return rollout.blueGreen !== null && selectors[rollout.blueGreen.activeService] !== rollout.current;
}

/** All wanted pods of the stable version are available. */
function isServing(facts: TargetFacts): boolean {
  return (setOf(facts, facts.rollout.stable)?.available ?? 0) >= facts.rollout.replicas.desired;
}

function restore(goal: RollbackGoal, facts: TargetFacts, window: WindowChange | null): Steer {
  const place = specImage(facts);
  if (place === null) return impossible(noPlace(facts));
  const { template } = goal.to;
  if (place.deployment === undefined) {
    return move({ name: 'restore', place, template, window, unpause: facts.rollout.paused });
  }
  // Template and window are in two objects: the window must be there when the template comes.
  if (window !== null) return move({ name: 'set-window', window });
  return move({ name: 'restore', place, template, window: null, unpause: false });
}

/** The old version still runs whole, with time left. */
function isUp(goal: RollbackGoal, facts: TargetFacts, now: number): boolean {
  const old = setOf(facts, goal.to.hash);
  if (old === undefined || old.desired === 0 || old.available < facts.rollout.replicas.desired) return false;
  return old.scaleDownAt === null || Date.parse(old.scaleDownAt) - now > DEADLINE_MARGIN_MS;
}

/**
 * The `rollbackWindow.revisions` with which Argo skips the steps: the old ReplicaSet must have been created before
 * the stable one, with fewer than that many between them. Null when no window would do.
 */
function windowFor(goal: RollbackGoal, facts: TargetFacts): number | null {
  const old = setOf(facts, goal.to.hash);
  const stable = setOf(facts, facts.rollout.stable);
  if (old === undefined || stable === undefined || old.createdAt >= stable.createdAt) return null;
  const between = facts.replicaSets.filter((set) => set.createdAt > old.createdAt && set.createdAt < stable.createdAt);
  return between.length + 1;
}

function widened(facts: TargetFacts, needed: number | null): WindowChange | null {
  const present = facts.rollout.rollbackWindow;
  return needed === null || (present !== null && present >= needed) ? null : changed(facts, needed);
}

/** What a rollback of ours noted before stays noted: the window that is there now may be ours. */
function changed({ rollout }: TargetFacts, next: number | null): WindowChange {
  const { rollbackWindow, formerWindow } = rollout;
  return { present: rollbackWindow !== null, next, note: formerWindow ?? JSON.stringify(rollbackWindow) };
}
