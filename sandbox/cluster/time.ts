/** Simulated time: real time at a chosen speed, or standing still until a test advances it. */

export interface TimeOptions {
  /** Simulated seconds in a real one. */
  readonly speed?: number;
  /** Milliseconds since 1970; now, unless given. */
  readonly start?: number;
  /** It stands still and is only moved by `advance`. */
  readonly manual?: boolean;
}

interface Timer {
  readonly due: number;
  readonly run: () => void;
}

/** What setTimeout can hold. */
const LONGEST = 2 ** 31 - 1;

export class Time {
  readonly #manual: boolean;
  /** In the order of their time; of the same time, in that of their making. */
  readonly #timers: Timer[] = [];
  #speed: number;
  #simulated: number;
  #real: number;
  #alarm: NodeJS.Timeout | undefined;

  constructor({ speed = 1, start = Date.now(), manual = false }: TimeOptions = {}) {
    this.#manual = manual;
    this.#speed = speed;
    this.#simulated = start;
    this.#real = performance.now();
  }

  /** Milliseconds since 1970, never going back. */
  now(): number {
    if (this.#manual) return this.#simulated;
    return Math.floor(this.#simulated + (performance.now() - this.#real) * this.#speed);
  }

  get speed(): number {
    return this.#speed;
  }

  /** What waits already waits by the new speed from now on; at 0 nothing ends. */
  set speed(speed: number) {
    this.#hold(this.now());
    this.#speed = speed;
    this.#arm();
  }

  /** Runs it once after so many milliseconds of simulated time. Returns how to call it off. */
  after(ms: number, run: () => void): () => void {
    const timer = { due: this.now() + Math.max(0, ms), run };
    const later = this.#timers.findIndex(({ due }) => due > timer.due);
    this.#timers.splice(later < 0 ? this.#timers.length : later, 0, timer);
    this.#arm();
    return () => {
      const at = this.#timers.indexOf(timer);
      if (at >= 0) this.#timers.splice(at, 1);
      this.#arm();
    };
  }

  /** Goes on by so many milliseconds: all that falls due runs at its own time, what it adds included. */
  advance(ms: number): void {
    const end = this.now() + ms;
    for (let next = this.#take(end); next !== undefined; next = this.#take(end)) {
      this.#hold(Math.max(next.due, this.now()));
      next.run();
    }
    this.#hold(Math.max(end, this.now()));
    this.#arm();
  }

  /** Nothing runs any more. */
  stop(): void {
    this.#timers.length = 0;
    this.#arm();
  }

  #take(end: number): Timer | undefined {
    const [first] = this.#timers;
    return first !== undefined && first.due <= end ? this.#timers.shift() : undefined;
  }

  #hold(now: number): void {
    this.#simulated = now;
    this.#real = performance.now();
  }

  #arm(): void {
    clearTimeout(this.#alarm);
    const [first] = this.#timers;
    if (this.#manual || first === undefined || this.#speed === 0) return;
    const wait = Math.min(LONGEST, Math.max(0, Math.ceil((first.due - this.now()) / this.#speed)));
    this.#alarm = setTimeout(() => this.#ring(), wait);
  }

  #ring(): void {
    // One at a time by the clock: what one of them throws must not keep the others from running.
    const next = this.#take(this.now());
    try {
      next?.run();
    } finally {
      this.#arm();
    }
  }
}
