/** Waiting that can be called off. */

/** Resolves after this time, or at once when the signal is given. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });
}

/** What the work comes to, or null when it takes longer. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T | null> {
  const calledOff = new AbortController();
  try {
    return await Promise.race([work, pause(ms, calledOff.signal).then(() => null)]);
  } finally {
    calledOff.abort();
  }
}

/** Shut while Slack wants no calls of a method, for everybody who makes them. */
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

const FIRST_BACK_OFF_MS = 500;
const LONGEST_BACK_OFF_MS = 15_000;

export function backOffMs(failures: number): number {
  return Math.min(FIRST_BACK_OFF_MS * 2 ** Math.min(failures - 1, 10), LONGEST_BACK_OFF_MS);
}
