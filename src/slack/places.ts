/** Where a release can be seen, as the release itself remembers it: every change is a test-and-set of its status. */
import { told } from '../engine/changes.ts';
import type { ReleaseStore } from '../engine/ports.ts';
import type { CardPlace, Evidence, ReleaseStatus } from '../model/release.ts';
import { keyText, type MessageKey } from './api.ts';
import { lineKeys } from './keys.ts';

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

/** Why something could not be done, and what to do about it. */
export interface Reason {
  readonly why: string;
  readonly hint: string;
}

type CardChange = (card: CardPlace, status: ReleaseStatus) => CardPlace | null;

export class Places {
  readonly #store: ReleaseStore;
  readonly #now: () => Date;

  constructor(store: ReleaseStore, now: () => Date) {
    this.#store = store;
    this.#now = now;
  }

  /** Stores the intent to post before anything is posted. Null while the engine has not taken the release up. */
  async claim(name: string, channel: string): Promise<Claim | null> {
    let isNew = false;
    const { status } = await this.#store.update(name, (release) => {
      isNew = release.status !== null && release.status.card === null;
      const card: CardPlace = { channel, ts: null, told: 0, ask: null, drawn: null };
      return release.status !== null && isNew ? { ...release.status, card } : null;
    });
    return status?.card ? { card: status.card, isNew } : null;
  }

  posted(name: string, { channel, ts }: Place): Promise<void> {
    return this.#change(name, (card) => (card.ts === ts ? null : { ...card, channel, ts }));
  }

  /** Somebody deleted the card, and its thread with it: as if it had never been posted. What was told stays told. */
  lost(name: string, ts: string): Promise<void> {
    return this.#change(name, (card) => (card.ts === ts ? { ...card, ts: null, ask: null, drawn: null } : null));
  }

  /** What an ended release looks like in Slack now. */
  drawn(name: string, fingerprint: string): Promise<void> {
    return this.#change(name, (card) => (card.drawn === fingerprint ? null : { ...card, drawn: fingerprint }));
  }

  /** That the line of this key stands in the thread; `ask` if it is an open question. */
  told(name: string, key: MessageKey, ask: NonNullable<CardPlace['ask']> | null): Promise<void> {
    return this.#change(name, (card, { story }) => {
      const wanted = keyText(key);
      const told = 1 + lineKeys(name, story).findIndex((candidate) => keyText(candidate) === wanted);
      if (told <= card.told && ask === null) return null;
      return { ...card, told: Math.max(card.told, told), ask: ask ?? card.ask };
    });
  }

  /** The archive of this folder stands in the thread, as this file. */
  shared(name: string, folder: string, file: string): Promise<void> {
    return this.#evidence(name, folder, (status, evidence) =>
      evidence.file === file ? null : { ...status, evidence: { ...evidence, file } },
    );
  }

  /** Slack will not have it, or there is nothing to put there. */
  notShared(name: string, folder: string, { why, hint }: Reason): Promise<void> {
    return this.#evidence(name, folder, (status) =>
      told(status, this.#now(), { what: 'evidenceNotShared', folder, why, hint }),
    );
  }

  answered(name: string, askTs: string): Promise<void> {
    return this.#change(name, (card) => (card.ask?.ts === askTs ? { ...card, ask: null } : null));
  }

  /** Unless something else was captured meanwhile. */
  async #evidence(
    name: string,
    folder: string,
    change: (status: ReleaseStatus, evidence: Evidence) => ReleaseStatus | null,
  ): Promise<void> {
    await this.#store.update(name, ({ status }) => {
      const evidence = status?.evidence ?? null;
      return status === null || evidence?.folder !== folder ? null : change(status, evidence);
    });
  }

  async #change(name: string, change: CardChange): Promise<void> {
    await this.#store.update(name, ({ status }) => {
      const card = status?.card ? change(status.card, status) : null;
      return status === null || card === null ? null : { ...status, card };
    });
  }
}
