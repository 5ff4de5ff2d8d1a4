/** Counts what is being handled: Bolt stops without waiting for it. */
export class InFlight {
  readonly #works = new Set<Promise<unknown>>();

  track<T>(work: Promise<T>): Promise<T> {
    this.#works.add(work);
    const done = () => this.#works.delete(work);
    work.then(done, done);
    return work;
  }

  /** Resolves when nothing is being handled, or after this time. */
  async settled(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    await Promise.race([Promise.allSettled([...this.#works]), late]);
    clearTimeout(timer);
  }
}
