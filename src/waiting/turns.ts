/** Work on the same thing, one piece after the other in the order in which it was asked for; other things do not wait. */
export class Turns {
  /** By key, the end of the last piece; it never rejects. */
  readonly #last = new Map<string, Promise<void>>();

  /** Resolves or rejects as the work does. */
  take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const result = (this.#last.get(key) ?? Promise.resolve()).then(work);
    const end = result.then(
      () => undefined,
      () => undefined,
    );
    this.#last.set(key, end);
    void end.then(() => {
      if (this.#last.get(key) === end) this.#last.delete(key);
    });
    return result;
  }
}
