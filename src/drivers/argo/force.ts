/**
 * Break-glass: when the controller does not react, the traffic object itself is moved, to a version that is
 * fully there. Only for a controller that is silent; one that works would move it back.
 */
import { setOf, type TargetFacts } from './facts.ts';
import type { Move } from './moves.ts';
import { move, type Situation, type Steer } from './steering.ts';
import { routerOf } from './traffic.ts';

/** A working controller answers a write within a second, lost wake-ups included. */
const SILENT_MS = 3_000;

/** A controller that is back may set the traffic once more before it sees what is wanted. */
const AGAIN_MS = 1_000;

/**
 * Waits for the controller, nudges it, and when it stays silent moves the traffic to the version `good` without it.
 */
export function awaitOrForce({ facts, trail, now }: Situation, good: string | null): Steer {
  const next = trail.awaitEffect(now);
  if (next.do !== 'wait') return next;
  const asked = trail.wrote('restore') ? trail.since('restore', now) : trail.since('abort', now);
  const force = forceOf(facts, good);
  if (force === null) return next;
  const left = Math.max(SILENT_MS - asked, trail.wrote(force.name) ? AGAIN_MS - trail.since(force.name, now) : 0);
  return left <= 0 ? move(force) : { ...next, againMs: Math.min(next.againMs, left) };
}

/** The write that moves traffic to the version `good`; null when all is there, or `good` is not fully available. */
function forceOf(facts: TargetFacts, good: string | null): Move | null {
  const standing = setOf(facts, good);
  if (good === null || standing === undefined || standing.available < facts.rollout.replicas.desired) return null;
  return routerOf(facts.rollout).force(facts, good);
}
