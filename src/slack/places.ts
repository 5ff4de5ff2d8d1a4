/** Where a release can be seen, and what of it stands in its thread, as the release itself remembers it. */

import type { ReleaseStore } from '../engine/ports.ts';
import { told } from '../engine/release/changes.ts';
import type { CardPlace, Evidence, Release, ReleaseStatus } from '../model/release.ts';
import { keyText, type MessageKey } from './api.ts';
import { CardPlaces } from './card-places.ts';
import { lineKeys } from './keys.ts';

/** Why something could not be done, and what to do about it. */
export interface Reason {
  readonly why: string;
  readonly hint: string;
}

export class Places extends CardPlaces<Release> {
  readonly #now: () => Date;

  constructor(store: ReleaseStore, now: () => Date) {
    super(store);
    this.#now = now;
  }

  /** That the line of this key stands in the thread; `ask` if it is an open question. */
  told(name: string, key: MessageKey, ask: NonNullable<CardPlace['ask']> | null): Promise<void> {
    return this.change(name, (card, { story }) => {
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
    return this.change(name, (card) => (card.ask?.ts === askTs ? { ...card, ask: null } : null));
  }

  /** Unless something else was captured meanwhile. */
  async #evidence(
    name: string,
    folder: string,
    change: (status: ReleaseStatus, evidence: Evidence) => ReleaseStatus | null,
  ): Promise<void> {
    await this.store.update(name, ({ status }) => {
      const evidence = status?.evidence ?? null;
      return status === null || evidence?.folder !== folder ? null : change(status, evidence);
    });
  }
}
