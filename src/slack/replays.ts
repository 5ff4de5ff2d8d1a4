/**
 * Recognises a signed request that comes a second time. Slack's signature holds for five minutes, so whoever recorded a
 * request could send it again; Bolt lets that pass, and a timestamp from the future as well.
 */
import type { IncomingHttpHeaders } from 'node:http';

const VALID_MS = 5 * 60_000;

export class Replays {
  readonly #seen = new Map<string, number>();

  isReplay(headers: IncomingHttpHeaders, now = Date.now()): boolean {
    const signature = String(headers['x-slack-signature'] ?? '');
    const sentAt = Number(headers['x-slack-request-timestamp']) * 1_000;
    if (sentAt - now > VALID_MS || this.#seen.has(signature)) return true;
    for (const [old, at] of this.#seen) {
      if (now - at <= 2 * VALID_MS) break;
      this.#seen.delete(old);
    }
    this.#seen.set(signature, now);
    return false;
  }
}
