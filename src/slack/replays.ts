/**
 * Recognises a signed request that comes a second time. Slack's signature holds for five minutes, so whoever recorded a
 * request could send it again; Bolt lets that pass, and a timestamp from the future as well.
 */
import type { IncomingHttpHeaders } from 'node:http';

const VALID_MS = 5 * 60_000;
/** Far more than Slack sends in that time; the oldest go first. */
const MOST = 50_000;

export type Doubt = 'replayed' | 'from the future';

export class Replays {
  readonly #seen = new Map<string, number>();

  /** Only for requests whose signature was found right. Null when there is no doubt. */
  doubt(headers: IncomingHttpHeaders, now = Date.now()): Doubt | null {
    const signature = String(headers['x-slack-signature'] ?? '');
    const sentAt = Number(headers['x-slack-request-timestamp']) * 1_000;
    if (!(sentAt - now <= VALID_MS)) return 'from the future';
    if (this.#seen.has(signature)) return 'replayed';
    this.#forget(now);
    // Until then the signature would be found right again.
    this.#seen.set(signature, sentAt + VALID_MS);
    return null;
  }

  #forget(now: number): void {
    for (const [signature, validUntil] of this.#seen) {
      // Entries come nearly in the order in which they run out.
      if (validUntil >= now - VALID_MS && this.#seen.size < MOST) break;
      this.#seen.delete(signature);
    }
  }
}
