/** Where a record can be seen, as the record itself remembers it: every change is a test-and-set of its status. */
import type { RecordStore } from '../engine/ports.ts';
import type { Recorded } from '../model/record.ts';
import type { CardPlace } from '../model/release.ts';

/** A message that stands in Slack. */
export interface Place {
  readonly channel: string;
  readonly ts: string;
}

export interface Claim {
  readonly card: CardPlace;
  /** False when the intent to post was stored earlier: it may have been carried out since. */
  readonly isNew: boolean;
}

interface Seen {
  readonly card: CardPlace | null;
}

type SeenRecord = Recorded<object, Seen>;

export class CardPlaces<R extends SeenRecord> {
  readonly store: RecordStore<R>;

  constructor(store: RecordStore<R>) {
    this.store = store;
  }

  /** Stores the intent to post before anything is posted. Null while the engine has not taken the record up. */
  async claim(name: string, channel: string): Promise<Claim | null> {
    let isNew = false;
    const { status } = await this.store.update(name, (record) => {
      isNew = record.status !== null && record.status.card === null;
      const card: CardPlace = { channel, ts: null, told: 0, ask: null, drawn: null };
      return record.status !== null && isNew ? { ...record.status, card } : null;
    });
    return status?.card ? { card: status.card, isNew } : null;
  }

  posted(name: string, { channel, ts }: Place): Promise<void> {
    return this.change(name, (card) => (card.ts === ts ? null : { ...card, channel, ts }));
  }

  /** Somebody deleted the card, and its thread with it: as if it had never been posted. What was told stays told. */
  lost(name: string, ts: string): Promise<void> {
    return this.change(name, (card) => (card.ts === ts ? { ...card, ts: null, ask: null, drawn: null } : null));
  }

  /** What an ended record looks like in Slack now. */
  drawn(name: string, fingerprint: string): Promise<void> {
    return this.change(name, (card) => (card.drawn === fingerprint ? null : { ...card, drawn: fingerprint }));
  }

  protected async change(
    name: string,
    change: (card: CardPlace, status: NonNullable<R['status']>) => CardPlace | null,
  ): Promise<void> {
    await this.store.update(name, ({ status }) => {
      const card = status?.card ? change(status.card, status) : null;
      return status === null || card === null ? null : { ...status, card };
    });
  }
}
