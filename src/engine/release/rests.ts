/** Releases whose last turn failed: each rests before it is tried again, longer each time. */
import { BackOff } from '../../waiting/back-off.ts';

export class Rests {
  readonly #backOffs = new Map<string, BackOff>();
  readonly #timers = new Map<string, NodeJS.Timeout>();

  isResting(release: string): boolean {
    return this.#timers.has(release);
  }

  /** How long its last rest was, in ms; 0 when it has not failed since it worked. */
  lastMs(release: string): number {
    return this.#backOffs.get(release)?.lastMs ?? 0;
  }

  /** It failed once more. `over` is called when it is time to try again, unless somebody has cut the rest short. */
  begin(release: string, over: () => void): void {
    const backOff = this.#backOffs.get(release) ?? new BackOff();
    this.#backOffs.set(release, backOff);
    this.cutShort(release);
    const rest = setTimeout(() => {
      this.#timers.delete(release);
      over();
    }, backOff.next());
    this.#timers.set(release, rest);
  }

  /** There is reason to believe that it goes now: it may be tried at once. */
  cutShort(release: string): void {
    clearTimeout(this.#timers.get(release));
    this.#timers.delete(release);
  }

  /** It worked, or something else is to be done with it now. */
  forget(release: string): void {
    this.cutShort(release);
    this.#backOffs.delete(release);
  }

  stop(): void {
    for (const release of [...this.#timers.keys()]) this.cutShort(release);
  }
}
