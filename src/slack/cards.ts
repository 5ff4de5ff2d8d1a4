/** One message per release, updated in place; its thread tells the story. */
import type { Logger } from 'pino';
import type { EvidenceVault } from '../engine/evidence/ports.ts';
import type { Audience, Clock, ReleaseStore } from '../engine/ports.ts';
import type { ReleaseView } from '../model/release-view.ts';
import type { SlackDirectory } from './directory.ts';
import { InFlight } from './in-flight.ts';
import type { Outbox } from './outbox.ts';
import { Places } from './places.ts';
import { ReleaseCard } from './release-card.ts';

export interface CardsOptions {
  readonly outbox: Pick<Outbox, 'post' | 'update' | 'keys' | 'share' | 'shared'>;
  readonly store: ReleaseStore;
  readonly directory: Pick<SlackDirectory, 'mention'>;
  readonly archives: Pick<EvidenceVault, 'archive'>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What the card of each release works with. */
export interface CardParts extends Omit<CardsOptions, 'store'> {
  readonly places: Places;
  readonly track: <T>(work: Promise<T>) => Promise<T>;
}

export class Cards implements Audience {
  readonly #parts: CardParts;
  readonly #work = new InFlight();
  readonly #shown = new Map<string, ReleaseCard>();

  constructor({ store, ...options }: CardsOptions) {
    this.#parts = {
      ...options,
      places: new Places(store, () => options.clock.now()),
      track: (work) => this.#work.track(work),
    };
  }

  changed(view: ReleaseView): void {
    this.#cardOf(view).changed(view);
  }

  removed(view: ReleaseView): void {
    this.#cardOf(view).removed(view);
  }

  #cardOf(view: ReleaseView): ReleaseCard {
    const { name } = view.release;
    const card = this.#shown.get(name) ?? new ReleaseCard(view, this.#parts, () => this.#shown.delete(name));
    this.#shown.set(name, card);
    return card;
  }

  /** Resolves when everything that changed so far was handed over and written down, or after this time. */
  settled(ms: number): Promise<void> {
    return this.#work.settled(ms);
  }

  /** Nothing begins afterwards. */
  async stop(): Promise<void> {
    await Promise.all([...this.#shown.values()].map((card) => card.stop()));
  }
}
