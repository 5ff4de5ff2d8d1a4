/** Messages that are posted once each, in a thread or in a channel, whatever processes come and go. */

import type { Logger } from 'pino';
import type { Message } from '../views/blocks.ts';
import { keyText, type MessageKey, type Where } from './api.ts';
import { Refused } from './failures.ts';
import type { Outbox } from './outbox.ts';

/** What Slack says of a thread that is not there any more. */
export const GONE: ReadonlySet<string> = new Set(['thread_not_found', 'message_not_found', 'cannot_reply_to_message']);

/** `since`: what is looked for in a channel was posted after this. */
export interface LinePlace {
  readonly channel: string;
  readonly threadTs: string | null;
  readonly since: Date;
}

export interface Line {
  readonly key: MessageKey;
  readonly urgent: boolean;
  readonly words: () => Message | Promise<Message>;
}

export interface LineParts {
  readonly outbox: Pick<Outbox, 'post' | 'keys'>;
  readonly log: Logger;
}

export class Lines {
  readonly #parts: LineParts;
  /** What stands there, by key; asked once per place and process. */
  readonly #known = new Map<string, Map<string, string>>();

  constructor(parts: LineParts) {
    this.#parts = parts;
  }

  /** A thread that this process has just begun is empty. */
  begin(channel: string, threadTs: string): void {
    this.#known.set(placeKey({ channel, threadTs }), new Map());
  }

  async postOnce(place: LinePlace, { key, urgent, words }: Line): Promise<{ ts: string; isNew: boolean }> {
    const there = await this.#there(place);
    const earlier = there.get(keyText(key));
    if (earlier !== undefined) return { ts: earlier, isNew: false };
    const { channel, threadTs } = place;
    const posted = await this.#parts.outbox.post({ channel, message: await words(), urgent }, threadTs, key);
    there.set(keyText(key), posted);
    return { ts: posted, isNew: true };
  }

  /** What an earlier process has posted without writing it down. */
  async #there({ channel, threadTs, since }: LinePlace): Promise<Map<string, string>> {
    const id = placeKey({ channel, threadTs });
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const lines = new Map<string, string>();
    this.#known.set(id, lines);
    const where: Where = threadTs === null ? { oldest: since } : { threadTs };
    try {
      for (const [key, at] of await this.#parts.outbox.keys(channel, where)) lines.set(key, at);
    } catch (error) {
      if (!(error instanceof Refused)) this.#known.delete(id);
      if (!(error instanceof Refused) || GONE.has(error.error)) throw error;
      this.#parts.log.warn({ channel, error: error.error }, 'a thread cannot be read: a line may come twice');
    }
    return lines;
  }
}

function placeKey({ channel, threadTs }: Pick<LinePlace, 'channel' | 'threadTs'>): string {
  return `${channel} ${threadTs ?? ''}`;
}
