/** What one decision comes to: a write, a wait, or an end. */
import type { WaitReason } from '../../engine/ports.ts';
import type { TargetFacts } from './facts.ts';
import type { Move } from './moves.ts';
import type { Trail } from './trail.ts';

export type Steer =
  | { readonly do: 'move'; readonly move: Move }
  | { readonly do: 'wait'; readonly for: WaitReason; readonly againMs: number }
  | { readonly do: 'done' }
  | { readonly do: 'impossible'; readonly why: string };

/** What each decision is made from: what is seen, what this pursuit has written so far, and the time in ms since 1970. */
export interface Situation {
  readonly facts: TargetFacts;
  readonly trail: Trail;
  readonly now: number;
}

export const DONE: Steer = { do: 'done' };
export const move = (next: Move): Steer => ({ do: 'move', move: next });
export const wait = (reason: WaitReason, againMs = 1_000): Steer => ({ do: 'wait', for: reason, againMs });
export const impossible = (why: string): Steer => ({ do: 'impossible', why });

/** Status writes wait until the Rollout has not changed for this long: while it changes they are easily lost. */
const QUIET_MS = 500;

/** In how many ms a status write may go out; 0 or less: now. */
export function quietIn({ changedAt }: TargetFacts, now: number): number {
  return changedAt + QUIET_MS - now;
}
