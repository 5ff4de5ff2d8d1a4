/**
 * Everything that is posted and updated in Slack, in the order that matters and no faster than Slack allows.
 *
 * `chat.update` has about 50 calls a minute for the whole workspace, `chat.postMessage` one a second in a channel, short
 * bursts tolerated (Slack's rate limits). Two updates of one message that wait are one, the later. What is given to the
 * outbox is sent sooner or later, whatever Slack does meanwhile; only what Slack refuses for good is given up.
 */
import Bottleneck from 'bottleneck';
import type { Logger } from 'pino';
import type { MessageKey, Outgoing, SlackApi } from './api.ts';
import { failureOf } from './failures.ts';

export interface Sending {
  readonly channel: string;
  readonly message: Outgoing;
  /** Somebody waits for it: an approval, a failure, a rollback, an end. */
  readonly urgent: boolean;
}

export class Refused extends Error {
  readonly error: string;

  constructor(method: string, error: string) {
    super(`Slack refused ${method}: ${error}`);
    this.name = 'Refused';
    this.error = error;
  }
}

interface Waiting {
  latest: Sending;
  readonly sent: Promise<void>;
}

const PRIORITY = { urgent: 2, ordinary: 6 };
const FIRST_BACK_OFF_MS = 500;
const LONGEST_BACK_OFF_MS = 15_000;

export class Outbox {
  readonly #api: SlackApi;
  readonly #log: Logger;
  readonly #updates = new Bottleneck({
    maxConcurrent: 3,
    reservoir: 25,
    reservoirIncreaseAmount: 4,
    reservoirIncreaseInterval: 5_000,
    reservoirIncreaseMaximum: 25,
  });
  readonly #posts = new Bottleneck.Group({
    maxConcurrent: 1,
    reservoir: 5,
    reservoirIncreaseAmount: 1,
    reservoirIncreaseInterval: 1_000,
    reservoirIncreaseMaximum: 5,
  });
  readonly #waiting = new Map<string, Waiting>();
  readonly #stop = new AbortController();
  #underWay = new Set<Promise<unknown>>();

  constructor(api: SlackApi, log: Logger) {
    this.#api = api;
    this.#log = log;
  }

  /** How many calls wait or are under way. */
  get waiting(): number {
    return this.#underWay.size;
  }

  /** Resolves with the message's `ts`. Rejects with Refused when Slack will not have it. */
  post({ channel, message, urgent }: Sending, threadTs: string | null, key: MessageKey): Promise<string> {
    const priority = urgent ? PRIORITY.urgent : PRIORITY.ordinary;
    const send = () => this.#persist('chat.postMessage', () => this.#api.post(channel, threadTs, message, key));
    return this.#track(this.#posts.key(channel).schedule({ priority }, send));
  }

  /** Resolves when this or a later state of the message is shown. Rejects with Refused when Slack will not have it. */
  update(ts: string, sending: Sending): Promise<void> {
    const key = `${sending.channel} ${ts}`;
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined) {
      waiting.latest = sending;
      return waiting.sent;
    }
    const priority = sending.urgent ? PRIORITY.urgent : PRIORITY.ordinary;
    const sent = this.#track(
      this.#updates.schedule({ priority }, () => {
        const { latest } = this.#waiting.get(key) ?? { latest: sending };
        this.#waiting.delete(key);
        return this.#persist('chat.update', () => this.#api.update(latest.channel, ts, latest.message));
      }),
    );
    this.#waiting.set(key, { latest: sending, sent });
    return sent;
  }

  /** Waits until all is sent, but no longer than this; what is left is given up. */
  async flush(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    await Promise.race([Promise.allSettled([...this.#underWay]), late]);
    clearTimeout(timer);
    this.#stop.abort();
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    const done = () => this.#underWay.delete(work);
    work.then(done, done);
    return work;
  }

  async #persist<T>(method: string, call: () => Promise<T>): Promise<T> {
    for (let backOff = FIRST_BACK_OFF_MS; ; backOff = Math.min(backOff * 2, LONGEST_BACK_OFF_MS)) {
      try {
        return await call();
      } catch (error) {
        const failure = failureOf(error);
        if (failure.kind === 'permanent') {
          this.#log.error({ method, error: failure.error }, 'Slack refused a message');
          throw new Refused(method, failure.error);
        }
        if (this.#stop.signal.aborted) throw error;
        const pauseMs = failure.kind === 'limited' ? failure.afterMs : backOff;
        this.#log.warn({ method, pauseMs, reason: String(error) }, 'Slack did not take a message; trying again');
        await pause(pauseMs, this.#stop.signal);
      }
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
