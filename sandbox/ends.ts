/** What has begun and is to be ended, the last one first. */
export class Ends {
  readonly #ends: (() => Promise<void>)[] = [];
  #isOver = false;

  /** When all is over it is ended at once, and this throws: nothing more is to begin. */
  add(end: () => Promise<void>): void {
    if (!this.#isOver) {
      this.#ends.push(end);
      return;
    }
    void end();
    throw new Error('ended while it was started');
  }

  /** Ends the rest though one cannot be ended; then rejects with its error. */
  async all(): Promise<void> {
    this.#isOver = true;
    const errors: unknown[] = [];
    for (let end = this.#ends.pop(); end !== undefined; end = this.#ends.pop()) {
      await end().catch((error: unknown) => errors.push(error));
    }
    if (errors.length > 0) throw errors[0];
  }
}
