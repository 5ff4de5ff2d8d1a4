/**
 * What one pursuit remembers of its own writes, so that a write that had no effect is noticed.
 *
 * Argo Rollouts up to 1.9.1 may lose a status write that arrives while it stores its own: the object shows the
 * flag, the controller never acts. Writing the same again changes nothing; any real change of the object wakes it.
 */
import type { Move } from './moves.ts';
import type { Steer } from './steering.ts';

/** An effect shows within about 150 ms or never; a second nudge may meet the same window as the first. */
const FIRST_NUDGE_MS = 400;
const NEXT_NUDGE_MS = 400;
/** After this many nudges it is not a lost wake-up but work that takes its time: nudge rarely. */
const PATIENT_AFTER = 6;
const PATIENT_NUDGE_MS = 5_000;

export class Trail {
  readonly #startedAt: number;
  readonly #wrote = new Map<Move['name'], number>();
  #lastWriteAt: number | null = null;
  #nudges = 0;

  constructor(now: number) {
    this.#startedAt = now;
  }

  record(move: Move, now: number): void {
    this.#wrote.set(move.name, now);
    // Forcing the traffic is no reason to be more patient with the controller.
    if (move.name.startsWith('force-')) return;
    this.#lastWriteAt = now;
    this.#nudges = move.name === 'nudge' ? this.#nudges + 1 : 0;
  }

  wrote(name: Move['name']): boolean {
    return this.#wrote.has(name);
  }

  /** ms since this move was last written, or since the pursuit began when it was written before that. */
  since(name: Move['name'], now: number): number {
    return now - (this.#wrote.get(name) ?? this.#startedAt);
  }

  /** Something else has to come first: until now no effect could be seen, and its lack says nothing. */
  excuse(now: number): void {
    this.#lastWriteAt = now;
    this.#nudges = 0;
  }

  /** Waits for the effect of a write, and nudges the controller when it is overdue. */
  awaitEffect(now: number): Steer {
    const interval =
      this.#nudges === 0 ? FIRST_NUDGE_MS : this.#nudges < PATIENT_AFTER ? NEXT_NUDGE_MS : PATIENT_NUDGE_MS;
    const left = (this.#lastWriteAt ?? this.#startedAt) + interval - now;
    if (left <= 0) return { do: 'move', move: { name: 'nudge', at: now } };
    return { do: 'wait', for: this.#nudges < PATIENT_AFTER ? 'effect' : 'controller', againMs: left };
  }
}
