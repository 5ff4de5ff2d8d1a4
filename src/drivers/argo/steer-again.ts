/** The same version once more: an aborted update that is tried again, pods that are replaced by new ones, and drills. */
import type { Goal } from '../../engine/ports.ts';
import { drillOf, isPickedUp, noPlace, setOf, specImage, type TargetFacts } from './facts.ts';
import { DONE, impossible, move, quietIn, type Situation, type Steer, wait } from './steering.ts';

/** No longer is waited for a quiet Rollout: a write that is lost is nudged. */
const QUIET_AT_MOST_MS = 3_000;
/** How often it is looked whether the pods of the aborted try are gone; a watch tells it sooner. */
const LOOK_AGAIN_MS = 1_000;

export function steerRetry(hash: string, { facts, trail, now }: Situation): Steer {
  const { rollout } = facts;
  if (rollout.current !== hash) return impossible('another version is wanted now');
  if (rollout.current === rollout.stable) return DONE;
  // Argo's sign of a retry that its controller has not processed: `abortedAt` without `abort`.
  if (!rollout.abort) return rollout.abortSeen ? trail.awaitEffect(now) : DONE;
  if (!isPickedUp(facts)) return wait('controller', 100); // the pick-up of another template would end the abort itself
  if (wouldSkipGates(facts)) return wait('pods', LOOK_AGAIN_MS);
  const quiet = quietIn(facts, now);
  if (quiet > 0 && trail.since('retry', now) < QUIET_AT_MOST_MS) return wait('quiet', quiet);
  return move({ name: 'retry', current: hash });
}

/**
 * Argo Rollouts up to 1.9.1 takes a blue-green version that still runs and is marked to be scaled down for one to go
 * back to: a retry then skips pause and analysis and switches the traffic at once. At zero pods it starts anew.
 */
function wouldSkipGates(facts: TargetFacts): boolean {
  const aborted = setOf(facts, facts.rollout.current);
  return (
    facts.rollout.blueGreen !== null && aborted !== undefined && aborted.scaleDownAt !== null && aborted.desired > 0
  );
}

export function steerRestart({ hash, at }: Goal & { verb: 'restart' }, { facts, trail, now }: Situation): Steer {
  const { rollout } = facts;
  const { wanted, done } = rollout.restart;
  if (rollout.current !== hash) return impossible('another version is wanted now, and its pods are new');
  if (rollout.current !== rollout.stable) return impossible('an update has begun, and its pods are new');
  if (!reaches(wanted, at)) return move({ name: 'restart', current: hash, at });
  if (!isPickedUp(facts)) return trail.awaitEffect(now);
  const serving = setOf(facts, rollout.stable)?.available ?? 0;
  return reaches(done, at) && serving >= rollout.replicas.desired ? DONE : wait('pods', LOOK_AGAIN_MS);
}

/** The image is the same before and after: only the mark tells what stands in the spec, and what the controller has seen. */
export function steerDrill({ image, mark }: Goal & { verb: 'drill' }, { facts, trail, now }: Situation): Steer {
  const place = specImage(facts);
  if (place === null) return impossible(noPlace(facts));
  if (place.image !== image) return impossible(`the image was changed to ${place.image} meanwhile`);
  if (drillOf(facts) !== mark) return move({ name: 'mark-drill', place, mark });
  const isSeen = isPickedUp(facts) && setOf(facts, facts.rollout.current)?.drill === mark;
  return isSeen ? DONE : trail.awaitEffect(now);
}

/** A restart that somebody asked for later does what this one would. */
function reaches(time: string | null, at: string): boolean {
  return time !== null && Date.parse(time) >= Date.parse(at);
}
