/**
 * What to do next to bring a Rollout to a goal: pure, one decision at a time, from what is seen now. It can be
 * asked again from any point, after a restart too, and never repeats what has had its effect.
 */
import type { Goal } from '../../engine/ports.ts';
import { imageOf, isPickedUp, noPlace, specImage, standstillOf, type TargetFacts, unheededOf } from './facts.ts';
import { steerAbort } from './steer-abort.ts';
import { steerDrill, steerRestart, steerRetry } from './steer-again.ts';
import { awaitPodsOrEffect } from './steer-pods.ts';
import { steerRollback } from './steer-rollback.ts';
import { steerScale } from './steer-scale.ts';
import { DONE, impossible, move, quietIn, type Situation, type Steer, wait } from './steering.ts';
import { isSettled } from './traffic.ts';
import type { Trail } from './trail.ts';

export function steer(goal: Goal, facts: TargetFacts, trail: Trail, now: number): Steer {
  const situation = { facts, trail, now };
  switch (goal.verb) {
    case 'start':
      return steerStart(goal, situation);
    case 'promote':
      return steerPromote(goal.basis, situation);
    case 'promoteFull':
      return steerPromoteFull(goal.hash, situation);
    case 'pause':
      return steerPaused(true, situation);
    case 'resume':
      return steerPaused(false, situation);
    case 'abort':
      return steerAbort(goal.hash, situation);
    case 'heed':
      return unheededOf(facts) === null ? DONE : trail.awaitEffect(now);
    case 'retry':
      return steerRetry(goal.hash, situation);
    case 'restart':
      return steerRestart(goal, situation);
    case 'scale':
      return steerScale(goal, situation);
    case 'drill':
      return steerDrill(goal, situation);
    case 'rollback':
      return steerRollback(goal, situation);
  }
}

function steerStart(goal: Goal & { verb: 'start' }, { facts, trail, now }: Situation): Steer {
  const place = specImage(facts);
  if (place === null) return impossible(noPlace(facts));
  if (place.image === goal.image) {
    const pickedUp = isPickedUp(facts) && imageOf(facts, facts.rollout.current) === goal.image;
    return pickedUp ? DONE : trail.awaitEffect(now);
  }
  if (place.image !== goal.found) return impossible(`the image was changed to ${place.image} meanwhile`);
  return move({ name: 'set-image', place, image: goal.image });
}

function steerPromote(basis: (Goal & { verb: 'promote' })['basis'], { facts, trail, now }: Situation): Steer {
  const { rollout } = facts;
  if (rollout.current !== basis.hash || basis.hash === null) return impossible('another version is wanted now');
  if (rollout.abort) return impossible('the update was aborted');
  if (rollout.current === rollout.stable || (rollout.stepIndex ?? 0) > (basis.step ?? 0)) return DONE;
  const standstill = standstillOf(facts);
  if (rollout.pause === null) {
    const isHeeded = unheededOf(facts) !== 'promote' && !(standstill !== null && rollout.controllerPause);
    return isHeeded ? DONE : trail.awaitEffect(now);
  }
  if (rollout.pause.startTime !== basis.pausedSince) return DONE;
  if (standstill !== null) return impossible(standstill);
  const quiet = quietIn(facts, now);
  if (quiet > 0) return wait('quiet', quiet);
  const pause = { current: basis.hash, startTime: rollout.pause.startTime };
  if (rollout.pause.reason === 'InconclusiveAnalysisRun' && rollout.controllerPause && rollout.stepIndex !== null) {
    return move({ name: 'accept-inconclusive', ...pause, step: rollout.stepIndex });
  }
  return move({ name: 'clear-pause', ...pause, step: rollout.canary === null ? null : rollout.stepIndex });
}

function steerPromoteFull(hash: string, situation: Situation): Steer {
  const { facts, trail, now } = situation;
  const { rollout } = facts;
  if (rollout.current !== hash) return impossible('another version is wanted now');
  if (rollout.current === rollout.stable) return isSettled(facts) ? DONE : awaitPodsOrEffect(situation, hash);
  // On an aborted update Argo's promote-full would bring the aborted version to everybody.
  if (rollout.abort) return impossible('the update was aborted');
  if (rollout.paused) return move({ name: 'set-paused', paused: false });
  if (rollout.promoteFull) return awaitPodsOrEffect(situation, hash);
  const quiet = quietIn(facts, now);
  if (quiet > 0 && !trail.wrote('promote-full')) return wait('quiet', quiet);
  return move({ name: 'promote-full', current: hash });
}

function steerPaused(paused: boolean, { facts, trail, now }: Situation): Steer {
  if (facts.rollout.paused !== paused) return move({ name: 'set-paused', paused });
  return isPickedUp(facts) ? DONE : trail.awaitEffect(now);
}
