/** Who hears of releases that change or go; none of them keeps the others from hearing. */
import type { Release } from '../../model/release.ts';

export interface Hearer {
  readonly changed: (release: Release) => void;
  readonly removed: (release: Release) => void;
}

export class Hearers {
  readonly #all = new Set<Hearer>();
  readonly #log: { error(fields: object, text: string): void };

  constructor(log: { error(fields: object, text: string): void }) {
    this.#log = log;
  }

  /** Returns how to stop hearing. */
  add(hearer: Hearer): () => void {
    this.#all.add(hearer);
    return () => this.#all.delete(hearer);
  }

  tell(what: keyof Hearer, release: Release): void {
    for (const hearer of this.#all) {
      try {
        hearer[what](release);
      } catch (error) {
        this.#log.error({ err: error, release: release.name }, 'a listener failed');
      }
    }
  }
}
