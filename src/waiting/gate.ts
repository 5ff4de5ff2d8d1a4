import { pause } from './pause.ts';

/** Shut while no calls are wanted, for everybody who makes them. */
export class Gate {
  readonly #signal: AbortSignal;
  #shutUntil = 0;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  shutFor(ms: number): void {
    this.#shutUntil = Math.max(this.#shutUntil, Date.now() + ms);
  }

  async open(): Promise<void> {
    while (Date.now() < this.#shutUntil && !this.#signal.aborted) {
      await pause(this.#shutUntil - Date.now(), this.#signal);
    }
  }
}
