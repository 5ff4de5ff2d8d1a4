/** Entries in the order in which they came; of many, the newest. An entry may be written anew as long as it is there. */
export class Ledger<Entry> {
  readonly #entries = new Map<number, Entry>();
  readonly #most: number;
  #count = 0;

  constructor(most = Number.POSITIVE_INFINITY) {
    this.#most = most;
  }

  /** Its number, counted from 1. */
  add(entry: Entry): number {
    this.#count += 1;
    this.#entries.set(this.#count, entry);
    this.#entries.delete(this.#count - this.#most);
    return this.#count;
  }

  rewrite(id: number, entry: Entry): void {
    if (this.#entries.has(id)) this.#entries.set(id, entry);
  }

  get all(): readonly Entry[] {
    return [...this.#entries.values()];
  }

  /** With their numbers. */
  get numbered(): readonly (readonly [id: number, entry: Entry])[] {
    return [...this.#entries];
  }
}
