/**
 * One message that is posted once and then drawn anew in its place. What stands in Slack is compared with what it should
 * be again and again until it fits, so a restart at any point only ever adds what is missing.
 */
import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { Clock } from '../engine/ports.ts';
import type { CardPlace } from '../model/release.ts';
import type { Message } from '../views/blocks.ts';
import { keyText, type MessageKey } from './api.ts';
import type { CardPlaces, Place } from './card-places.ts';
import { Refused } from './failures.ts';
import type { Outbox } from './outbox.ts';

/** What is to be shown, at one moment. */
export interface Face {
  /** Where it stands, as far as that is written down. */
  readonly kept: CardPlace | null;
  /** Where it is to be posted. */
  readonly channel: string;
  /** Nothing of it was posted before. */
  readonly since: Date;
  /** Slack's refusal to have it posted stands until this is another one. */
  readonly phase: string;
  readonly urgent: boolean;
  /** Nothing is to come after this. */
  readonly isFinal: boolean;
  readonly draw: (now: Date) => Message;
}

export interface LiveCardParts {
  readonly outbox: Pick<Outbox, 'post' | 'update' | 'keys'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly places: Pick<CardPlaces<never>, 'claim' | 'posted' | 'lost' | 'drawn'>;
  /** The record's name, and what marks its message. */
  readonly name: string;
  readonly key: MessageKey;
  /** For the log. */
  readonly about: object;
  /** It is worth another look. */
  readonly wake: () => void;
  /** It was posted just now: nothing hangs on it yet. */
  readonly begun: (place: Place) => void;
}

export class LiveCard {
  readonly #parts: LiveCardParts;
  /** Posted by this process, perhaps not yet written down. */
  #posted: Place | null = null;
  /** Fingerprints of what was handed to Slack last, and of what stands there for sure. */
  #drawn: string | null = null;
  #delivered: string | null = null;
  /** The message that somebody deleted: another one is posted, once. */
  #lost: string | null = null;
  /** Until it moves on, Slack would only refuse again. */
  #refusedIn: string | null = null;
  #gone = false;

  constructor(parts: LiveCardParts) {
    this.#parts = parts;
  }

  /** True when nothing is shown any more. */
  get isGone(): boolean {
    return this.#gone;
  }

  /** Where this process has put it; null when only the record knows. */
  get posted(): Place | null {
    return this.#posted;
  }

  /** Nothing is shown from now on. */
  giveUp(): void {
    this.#gone = true;
  }

  /** Brings the message up to date. Where it stands; null when Slack will not have it there. */
  async show(face: Face, fingerprint: string): Promise<Place | null> {
    const place = await this.#place(face, fingerprint);
    if (place === null) return null;
    // A process before this one has seen to it.
    if (this.#drawn === null && face.kept?.drawn === fingerprint) this.#drawn = this.#delivered = fingerprint;
    if (fingerprint !== this.#drawn) this.#draw(face, place, fingerprint);
    const { places, name } = this.#parts;
    if (face.kept?.ts !== place.ts) await places.posted(name, place);
    const isFinal = face.isFinal && this.#delivered === fingerprint;
    if (isFinal && face.kept?.drawn !== fingerprint) await places.drawn(name, fingerprint);
    return place;
  }

  /** Somebody deleted the message of this `ts`. */
  deleted(ts: string): void {
    if (this.#lost === ts) return;
    const again = this.#lost === null;
    this.#parts.log.warn({ ...this.#parts.about, again }, 'somebody deleted a card');
    this.#lost = ts;
    this.#posted = null;
    this.#drawn = null;
    this.#delivered = null;
    this.#gone = !again;
    this.#parts.wake();
  }

  async #place({ kept, channel: wanted, since, phase, draw }: Face, fingerprint: string): Promise<Place | null> {
    if (this.#gone) return null;
    const { places, name, log, about } = this.#parts;
    if (kept !== null && kept.ts !== null && kept.ts !== this.#lost) return { channel: kept.channel, ts: kept.ts };
    if (this.#posted !== null) return this.#posted;
    if (this.#refusedIn === phase) return null;
    if (this.#lost !== null) await places.lost(name, this.#lost);
    const claim = await places.claim(name, wanted);
    if (claim === null) return null;
    const { channel, ts } = claim.card;
    if (ts !== null) return { channel, ts };
    try {
      const earlier = claim.isNew ? undefined : await this.#find(channel, since);
      this.#posted = { channel, ts: earlier ?? (await this.#post(channel, draw, fingerprint)) };
      this.#refusedIn = null;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#refusedIn = phase;
      const what = { ...about, channel, error: error.error };
      log.error(what, 'the card cannot be posted: does the channel exist, and is the bot in it?');
    }
    return this.#posted;
  }

  async #post(channel: string, draw: Face['draw'], fingerprint: string): Promise<string> {
    const { outbox, clock, key, begun } = this.#parts;
    const ts = await outbox.post({ channel, message: draw(clock.now()), urgent: true }, null, key);
    this.#drawn = fingerprint;
    this.#delivered = fingerprint;
    begun({ channel, ts });
    return ts;
  }

  /** A process before this one may have posted and died before it knew. */
  async #find(channel: string, since: Date): Promise<string | undefined> {
    const { outbox, log, key } = this.#parts;
    try {
      return (await outbox.keys(channel, { oldest: since })).get(keyText(key));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      log.warn({ channel, error: error.error }, 'the channel cannot be read: a card may come twice; invite the bot');
      return undefined;
    }
  }

  /** Handed over without waiting: a later state replaces it in the outbox if it is still there. */
  #draw({ draw, urgent, isFinal }: Face, { channel, ts }: Place, fingerprint: string): void {
    const { outbox, clock, log, about, wake } = this.#parts;
    this.#drawn = fingerprint;
    outbox.update(ts, { channel, message: draw(clock.now()), urgent }).then(
      () => {
        this.#delivered = this.#drawn === fingerprint ? fingerprint : this.#delivered;
        if (isFinal) wake();
      },
      (error: unknown) => {
        log.error({ err: error, ...about }, 'a card was not updated');
        if (error instanceof Refused && error.error === 'message_not_found') this.deleted(ts);
      },
    );
  }
}

/** Of what a reader would notice: drawn as of one fixed moment, so that an age alone is no change. */
export function fingerprintOf(drawn: Message): string {
  return createHash('sha256').update(JSON.stringify(drawn)).digest('hex').slice(0, 16);
}
