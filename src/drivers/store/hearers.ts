/** Who hears of records that change or go; none of them keeps the others from hearing. */
import type { AnyRecord } from './kind.ts';

export interface Hearer<R> {
  readonly changed: (record: R) => void;
  readonly removed: (record: R) => void;
}

export class Hearers<R extends AnyRecord> {
  readonly #noun: string;
  readonly #all = new Set<Hearer<R>>();
  readonly #log: { error(fields: object, text: string): void };

  constructor(noun: string, log: { error(fields: object, text: string): void }) {
    this.#noun = noun;
    this.#log = log;
  }

  /** Returns how to stop hearing. */
  add(hearer: Hearer<R>): () => void {
    this.#all.add(hearer);
    return () => this.#all.delete(hearer);
  }

  tell(what: keyof Hearer<R>, record: R): void {
    for (const hearer of this.#all) {
      try {
        hearer[what](record);
      } catch (error) {
        this.#log.error({ err: error, [this.#noun]: record.name }, 'a listener failed');
      }
    }
  }
}
