/** Counts work that somebody may have to wait for: Bolt, for one, stops without waiting for what it began. */
import { within } from '../waiting/pause.ts';

export class InFlight {
  readonly #works = new Set<Promise<unknown>>();

  /** How much is under way. */
  get count(): number {
    return this.#works.size;
  }

  track<T>(work: Promise<T>): Promise<T> {
    this.#works.add(work);
    const done = () => this.#works.delete(work);
    work.then(done, done);
    return work;
  }

  /** Resolves when nothing is left, what began meanwhile included, or after this time. */
  async settled(ms: number): Promise<void> {
    await within(ms, this.#allSettled());
  }

  async #allSettled(): Promise<void> {
    while (this.#works.size > 0) await Promise.allSettled([...this.#works]);
  }
}
