/**
 * Recognises what Slack delivers a second time: perhaps in another envelope, perhaps by another socket, because the first
 * acknowledgement was lost with its socket.
 */
import type { Envelope } from './socket.ts';

/** Far more than people do in the minutes in which Slack may try again; the oldest go first. */
const MOST = 1_000;

export class Repeats {
  readonly #answers = new Map<string, Promise<unknown>>();

  /** The answer that the same request had, or will have; otherwise null, and this one is remembered. */
  earlier({ id, body }: Pick<Envelope, 'id' | 'body'>, answer: Promise<unknown>): Promise<unknown> | null {
    const keys = [id, body.trigger_id, body.event_id].filter((key) => typeof key === 'string');
    const known = keys.map((key) => this.#answers.get(key)).find((found) => found !== undefined);
    if (known !== undefined) return known;
    for (const key of keys) this.#answers.set(key, answer);
    for (const [oldest] of this.#answers) {
      if (this.#answers.size <= MOST) break;
      this.#answers.delete(oldest);
    }
    return null;
  }
}
