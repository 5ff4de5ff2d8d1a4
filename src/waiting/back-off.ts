/**
 * Pauses between tries: short at first, because a rollback may hang on it, then longer up to a cap; and spread, so that
 * all who wait for the same outage to end do not come back at once.
 */
const FIRST_MS = 100;
/** Nobody says when a right was granted or a store is back: what waits for it notices within this time. */
const LONGEST_MS = 5_000;

export class BackOff {
  readonly #random: () => number;
  #pauseMs = FIRST_MS;
  #lastMs = 0;

  /** `random` gives numbers from 0 to 1. */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** How long to wait after one more failure, in ms. */
  next(): number {
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(pauseMs * 2, LONGEST_MS);
    this.#lastMs = pauseMs * (0.5 + this.#random() / 2);
    return this.#lastMs;
  }

  /** The pause before; 0 when nothing has failed since it worked. */
  get lastMs(): number {
    return this.#lastMs;
  }

  /** It worked. */
  reset(): void {
    this.#pauseMs = FIRST_MS;
    this.#lastMs = 0;
  }
}

const FIRST_OF_SLACK_MS = 500;
const LONGEST_OF_SLACK_MS = 15_000;

/** The pause after so many failures of a call to Slack, in ms: it has limits of its own, and many others who call. */
export function backOffMs(failures: number): number {
  return Math.min(FIRST_OF_SLACK_MS * 2 ** Math.min(failures - 1, 10), LONGEST_OF_SLACK_MS);
}

const FIRST_OUTSIDE_MS = 1_000;
const LONGEST_OUTSIDE_MS = 10 * 60_000;

/**
 * The pause after so many failures of a delivery to a system outside, in ms: it may be away for an hour, and many notices
 * may wait for it. `random` gives numbers from 0 to 1.
 */
export function outsideBackOffMs(failures: number, random: () => number = Math.random): number {
  const pauseMs = Math.min(FIRST_OUTSIDE_MS * 2 ** Math.min(failures - 1, 20), LONGEST_OUTSIDE_MS);
  return pauseMs * (0.5 + random() / 2);
}
