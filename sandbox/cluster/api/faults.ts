/** What goes wrong with an API server on a bad day, on demand. */
import type { Asked } from './asked.ts';

export interface Fault {
  /** Which requests it strikes; all unless given. */
  readonly verb?: string;
  /** Without the query. */
  readonly path?: RegExp;
  /** Real milliseconds to wait first; alone, the request is then carried out as ever. */
  readonly delayMs?: number;
  /** An answer with this status: 500 and 503 as of a server in trouble, 429 as of one that is asked too much. */
  readonly status?: 429 | 500 | 503;
  /** Never answered: the connection ends before the request is carried out, or after it. */
  readonly cut?: 'before' | 'after';
  /** How many requests it strikes; until it is cleared unless given. */
  readonly times?: number;
}

export interface FaultInForce {
  /** How many requests it has struck. */
  readonly struck: () => number;
  readonly clear: () => void;
}

interface Armed {
  readonly fault: Fault;
  struck: number;
}

export class Faults {
  #armed: Armed[] = [];
  #refusing = false;
  readonly #watches = new Set<{ readonly path: string; readonly cut: () => void }>();
  readonly #onRefuse: () => void;

  /** `onRefuse` ends every open connection. */
  constructor(onRefuse: () => void) {
    this.#onRefuse = onRefuse;
  }

  add(fault: Fault): FaultInForce {
    const armed: Armed = { fault, struck: 0 };
    this.#armed.push(armed);
    return {
      struck: () => armed.struck,
      clear: () => {
        this.#armed = this.#armed.filter((other) => other !== armed);
      },
    };
  }

  /** Everything works again. */
  clear(): void {
    this.#armed = [];
    this.#refusing = false;
  }

  /** The server is away: open connections end, and new ones are closed at once, until `mend`. */
  refuse(): void {
    this.#refusing = true;
    this.#onRefuse();
  }

  mend(): void {
    this.#refusing = false;
  }

  get refusing(): boolean {
    return this.#refusing;
  }

  /** Ends the open watches on these paths; on all unless given. Returns how many there were. */
  cutWatches(path = /./): number {
    const meant = [...this.#watches].filter((watch) => path.test(watch.path));
    for (const { cut } of meant) cut();
    return meant.length;
  }

  onCut(path: string, cut: () => void): () => void {
    const watch = { path, cut };
    this.#watches.add(watch);
    return () => this.#watches.delete(watch);
  }

  /** The oldest fault for this request, counted as used. */
  take({ verb, path }: Asked): Fault | null {
    const armed = this.#armed.find(
      ({ fault, struck }) =>
        struck < (fault.times ?? Number.POSITIVE_INFINITY) &&
        (fault.verb ?? verb) === verb &&
        (fault.path?.test(path) ?? true),
    );
    if (armed === undefined) return null;
    armed.struck += 1;
    return armed.fault;
  }
}
