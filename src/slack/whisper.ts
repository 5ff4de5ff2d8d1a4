/** Private answers that come by themselves: a form has no address to answer to. */

import type { Answer } from '../commands/types.ts';
import { pause } from '../waiting/pause.ts';
import type { WhisperApi } from './api.ts';
import { failureOf } from './failures.ts';

export interface WhisperLog {
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

const TRIES = 3;
const TRY_AGAIN_MS = 1_000;
/** Nobody waits longer for an answer than for a new attempt of their own. */
const LONGEST_PAUSE_MS = 10_000;

export class Whisper {
  readonly #api: WhisperApi;
  readonly #log: WhisperLog;

  constructor(api: WhisperApi, log: WhisperLog) {
    this.#api = api;
    this.#log = log;
  }

  /** In the first of these channels in which Slack lets it be said, else in a direct message. Never rejects. */
  async say(user: string, channels: readonly string[], answer: Answer): Promise<void> {
    for (const channel of new Set(channels)) {
      if (await this.#isSaid(() => this.#api.whisper(channel, user, answer), { user, channel })) return;
    }
    if (await this.#isSaid(() => this.#api.tell(user, answer), { user, channel: null })) return;
    this.#log.error({ user, channels }, 'an answer could not be given');
  }

  async #isSaid(call: () => Promise<void>, where: object): Promise<boolean> {
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      try {
        await call();
        return true;
      } catch (error) {
        const failure = failureOf(error);
        this.#log.warn({ ...where, reason: String(error) }, 'Slack did not take a private answer');
        if (failure.kind === 'permanent') return false;
        const ms = failure.kind === 'limited' ? failure.afterMs : TRY_AGAIN_MS * attempt;
        if (attempt < TRIES) await pause(Math.min(ms, LONGEST_PAUSE_MS));
      }
    }
    return false;
  }
}
