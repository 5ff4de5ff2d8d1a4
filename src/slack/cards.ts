/**
 * One message per release, updated in place; its thread tells the story. What stands in Slack is compared with the release
 * again and again until it fits, so a restart at any point only ever adds what is missing.
 */
import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { Lane } from '../engine/lane.ts';
import type { Audience, Clock, ReleaseStore } from '../engine/ports.ts';
import { type CardPlace, hasEnded, type ReleaseStatus } from '../model/release.ts';
import type { ReleaseView } from '../model/release-view.ts';
import { releaseCard } from '../views/card.ts';
import type { SlackApi } from './api.ts';
import type { SlackDirectory } from './directory.ts';
import { cardKey, keyText } from './keys.ts';
import { type Outbox, Refused } from './outbox.ts';
import { Story } from './story.ts';

export interface CardsOptions {
  readonly api: SlackApi;
  readonly outbox: Outbox;
  readonly store: ReleaseStore;
  readonly directory: Pick<SlackDirectory, 'mention'>;
  readonly clock: Clock;
  readonly log: Logger;
}

const URGENT: ReadonlySet<ReleaseStatus['phase']> = new Set(['AwaitingApproval', 'Degraded', 'RollingBack']);

interface Shown {
  readonly lane: Lane;
  view: ReleaseView;
  /** Fingerprint of what was handed to Slack last; null before the first time in this process. */
  drawn: string | null;
}

export class Cards implements Audience {
  readonly #options: CardsOptions;
  readonly #story: Story;
  readonly #shown = new Map<string, Shown>();

  constructor(options: CardsOptions) {
    this.#options = options;
    this.#story = new Story(options);
  }

  changed(view: ReleaseView): void {
    const { name } = view.release;
    const shown = this.#shown.get(name);
    if (shown !== undefined) {
      shown.view = view;
      shown.lane.wake();
      return;
    }
    const lane = new Lane(
      () => this.#turn(name),
      (error) => this.#options.log.error({ err: error, release: name }, 'a card could not be brought up to date'),
    );
    this.#shown.set(name, { lane, view, drawn: null });
    lane.wake();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#shown.values()].map(({ lane }) => lane.stop()));
  }

  async #turn(name: string): Promise<null> {
    const shown = this.#shown.get(name);
    const status = shown?.view.release.status;
    if (shown === undefined || !status) return null;
    const fingerprint = fingerprintOf(shown.view);
    if (hasEnded(status.phase) && status.card?.drawn === fingerprint && status.card.told >= status.story.length)
      return null;
    const place = await this.#place(shown.view);
    if (place === null) return null;
    if (fingerprint !== shown.drawn) this.#draw(shown, place, fingerprint);
    await this.#story.tell(shown.view, place);
    return null;
  }

  /** Where the card is; posted first when it is nowhere. Null when Slack will not have it there. */
  async #place(view: ReleaseView): Promise<(CardPlace & { readonly ts: string }) | null> {
    const { api, outbox, log, clock } = this.#options;
    const { release, environment } = view;
    const kept = release.status?.card ?? null;
    if (kept !== null && kept.ts !== null) return { ...kept, ts: kept.ts };
    const key = cardKey(release.name);
    if (kept === null) await this.#remember(release.name, { channel: environment.channel });
    const { channel } = kept ?? environment;
    try {
      // The intent to post was stored by an earlier process: it may have posted and died before it knew.
      const earlier =
        kept === null
          ? undefined
          : (await api.keys(channel, { oldest: new Date(release.createdAt) })).get(keyText(key));
      const message = releaseCard(view, clock.now());
      const ts = earlier ?? (await outbox.post({ channel, message, urgent: true }, null, key));
      const { status } = await this.#remember(release.name, { channel, ts });
      return status?.card ? { ...status.card, ts } : null;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      log.error(
        { release: release.name, channel, error: error.error },
        'the card cannot be posted: is the bot in the channel?',
      );
      return null;
    }
  }

  /** Handed over without waiting: a later state replaces it in the outbox if it is still there. */
  #draw(shown: Shown, place: CardPlace & { readonly ts: string }, fingerprint: string): void {
    const { outbox, clock, log } = this.#options;
    const { view } = shown;
    const { name, status } = view.release;
    shown.drawn = fingerprint;
    const ended = status !== null && hasEnded(status.phase);
    const urgent = ended || (status !== null && URGENT.has(status.phase));
    outbox
      .update(place.ts, { channel: place.channel, message: releaseCard(view, clock.now()), urgent })
      .then(async () => {
        if (ended && shown.drawn === fingerprint) await this.#remember(name, { drawn: fingerprint });
      })
      .catch(async (error: unknown) => {
        log.error({ err: error, release: name }, 'a card was not updated');
        if (!(error instanceof Refused) || error.error !== 'message_not_found') return;
        shown.drawn = null; // somebody deleted the card: a new one is posted
        await this.#remember(name, { ts: null });
      })
      .catch((error: unknown) => log.error({ err: error, release: name }, 'the place of a card was not written down'));
  }

  #remember(name: string, change: Partial<CardPlace>) {
    const blank: CardPlace = { channel: '', ts: null, told: 0, ask: null, drawn: null };
    return this.#options.store.update(name, ({ status }) => {
      if (status === null) return null;
      return { ...status, card: { ...blank, ...status.card, ...change } };
    });
  }
}

/** Of what a reader would notice: drawn as of one fixed moment, so that an age alone is no change. */
function fingerprintOf(view: ReleaseView): string {
  const drawn = releaseCard(view, new Date(view.release.createdAt));
  return createHash('sha256').update(JSON.stringify(drawn)).digest('hex').slice(0, 16);
}
