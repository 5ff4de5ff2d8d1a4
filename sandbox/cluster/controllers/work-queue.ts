/** Objects that a controller has to look at: each waits once, and is looked at soon after it changed. */
import type { Clock } from '../store/object-store.ts';

/** So many looks at one object in a second; what was not used up to `burst` may be made up for. */
export interface Limit {
  readonly perSecond: number;
  readonly burst: number;
}

export interface WorkOptions {
  readonly time: Clock;
  /** Milliseconds between a change and the look at it: what happens in between is seen at once. */
  readonly delay: number;
  readonly limit?: Limit;
  readonly work: (key: string) => void;
  /** Hears of what a look threw; it is looked at again by and by. */
  readonly failed: (error: unknown, key: string) => void;
}

interface Waiting {
  readonly due: number;
  readonly cancel: () => void;
}

const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 10_000;

export class WorkQueue {
  readonly #options: WorkOptions;
  readonly #waiting = new Map<string, Waiting>();
  readonly #failures = new Map<string, number>();
  readonly #tokens = new Map<string, { count: number; at: number }>();
  readonly #held = new Set<string>();
  #stopped = false;

  constructor(options: WorkOptions) {
    this.#options = options;
  }

  /** Looks at it after so many milliseconds, or sooner when something else asks for that. */
  add(key: string, afterMs = 0): void {
    const { time, delay } = this.#options;
    const due = time.now() + Math.max(afterMs, delay, this.#pause(key));
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined && waiting.due <= due) return;
    waiting?.cancel();
    this.#waiting.set(key, { due, cancel: time.after(due - time.now(), () => this.#run(key)) });
  }

  /** While it is stopped nothing is looked at, as if the controller were not there; then all that has waited is. */
  set stopped(stopped: boolean) {
    this.#stopped = stopped;
    if (stopped) return;
    const held = [...this.#held];
    this.#held.clear();
    for (const key of held) this.add(key);
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  #run(key: string): void {
    this.#waiting.delete(key);
    if (this.#stopped) {
      this.#held.add(key);
      return;
    }
    this.#spend(key);
    try {
      this.#options.work(key);
      this.#failures.delete(key);
    } catch (error) {
      const failures = this.#failures.get(key) ?? 0;
      this.#failures.set(key, failures + 1);
      this.#options.failed(error, key);
      this.add(key, Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures));
    }
  }

  /** Milliseconds until the limit allows another look. */
  #pause(key: string): number {
    const { limit } = this.#options;
    if (limit === undefined) return 0;
    return Math.max(0, Math.ceil(((1 - this.#left(key, limit)) * 1_000) / limit.perSecond));
  }

  #spend(key: string): void {
    const { limit, time } = this.#options;
    if (limit !== undefined) this.#tokens.set(key, { count: this.#left(key, limit) - 1, at: time.now() });
  }

  #left(key: string, { perSecond, burst }: Limit): number {
    const last = this.#tokens.get(key);
    if (last === undefined) return burst;
    return Math.min(burst, last.count + ((this.#options.time.now() - last.at) * perSecond) / 1_000);
  }
}
