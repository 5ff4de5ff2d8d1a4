/** Failures on demand: what Slack and the way to it do on a bad day. */

export interface Fault {
  /** The method it strikes, `response_url` for answers to one; every call if left out. */
  readonly method?: string;
  /** HTTP 200 with `{ok: false, error}`. */
  readonly error?: string;
  /** An HTTP status with a body that is not JSON. */
  readonly status?: number;
  /** HTTP 429 with this `Retry-After`, in seconds. */
  readonly retryAfter?: number;
  /** Wait this long first; alone, the call is then carried out as ever. */
  readonly delayMs?: number;
  /** Never answer, never hang up. */
  readonly hang?: boolean;
  /** Carry the call out, then cut the connection without a word: done, but nobody heard. */
  readonly dropAfter?: boolean;
  /** How many calls it strikes; one unless said otherwise. */
  readonly times?: number;
}

export interface FaultHandle {
  /** How many calls it has struck. */
  readonly struck: () => number;
  readonly clear: () => void;
}

interface Armed {
  readonly fault: Fault;
  left: number;
  struck: number;
}

export class Faults {
  #armed: Armed[] = [];

  add(fault: Fault): FaultHandle {
    const armed: Armed = { fault, left: fault.times ?? 1, struck: 0 };
    this.#armed.push(armed);
    return {
      struck: () => armed.struck,
      clear: () => {
        this.#armed = this.#armed.filter((other) => other !== armed);
      },
    };
  }

  clear(): void {
    this.#armed = [];
  }

  /** The oldest fault for this method, counted as used. */
  take(method: string): Fault | undefined {
    const armed = this.#armed.find(({ fault, left }) => left > 0 && (fault.method ?? method) === method);
    if (!armed) return undefined;
    armed.left -= 1;
    armed.struck += 1;
    return armed.fault;
  }
}
