/**
 * Everything that is posted and updated in Slack, in the order that matters and no faster than Slack allows. What is
 * given to the outbox is sent sooner or later, whatever Slack does meanwhile, and once; only what Slack refuses for
 * good is given up.
 */
import Bottleneck from 'bottleneck';
import type { Logger } from 'pino';
import { backOffMs } from '../waiting/back-off.ts';
import { Gate } from '../waiting/gate.ts';
import { pause } from '../waiting/pause.ts';
import { type FileApi, keyText, type MessageApi, type MessageKey, type OutgoingFile, type Where } from './api.ts';
import { type Failure, failureOf, Refused } from './failures.ts';
import { InFlight } from './in-flight.ts';
import { CHANNEL_CALLS, FILES, POSTS, POSTS_IN_CHANNEL, READS } from './limits.ts';
import { type Sending, Updates } from './updates.ts';

interface Call<T> {
  readonly method: string;
  readonly channel: string;
  readonly gate: Gate;
  /** Only of calls with the same gate: whoever waits there keeps its place in the budget meanwhile. */
  readonly budget: Bottleneck;
  readonly urgent: boolean;
  readonly make: () => Promise<T>;
  /** Called after a failure that leaves open whether it was done: what there is when it was. */
  readonly done?: () => Promise<T | null>;
}

const PRIORITY = { urgent: 2, ordinary: 6 };
/** Clocks differ: what was posted just now may seem older. */
const CLOCKS_DIFFER_MS = 10 * 60_000;

export class Outbox {
  readonly #api: MessageApi & FileApi;
  readonly #log: Logger;
  readonly #stop = new AbortController();
  readonly #updates: Updates;
  readonly #allPosts = new Bottleneck(POSTS);
  readonly #posts = new Bottleneck.Group(POSTS_IN_CHANNEL);
  readonly #files = new Bottleneck(FILES);
  readonly #reads = new Bottleneck(READS);
  readonly #postGate = new Gate(this.#stop.signal);
  readonly #readGate = new Gate(this.#stop.signal);
  readonly #fileGate = new Gate(this.#stop.signal);
  readonly #asks = new Bottleneck(CHANNEL_CALLS);
  readonly #askGate = new Gate(this.#stop.signal);
  readonly #underWay = new InFlight();

  constructor(api: MessageApi & FileApi, log: Logger) {
    this.#api = api;
    this.#log = log;
    this.#updates = new Updates(api, log, this.#stop.signal);
    this.#posts.on('created', (limiter) => limiter.chain(this.#allPosts));
  }

  /** How many calls wait or are under way. */
  get waiting(): number {
    return this.#underWay.count;
  }

  /** Resolves with the message's `ts`. Rejects with Refused when Slack will not have it. */
  post({ channel, message, urgent }: Sending, threadTs: string | null, key: MessageKey): Promise<string> {
    const where: Where = threadTs === null ? { oldest: aWhileAgo(new Date()) } : { threadTs };
    const budget = this.#posts.key(channel);
    return this.#call({
      method: 'chat.postMessage',
      channel,
      gate: this.#postGate,
      budget,
      urgent,
      make: () => this.#api.post(channel, threadTs, message, key),
      done: () => this.#found(channel, keyText(key), () => this.#api.keys(channel, where)),
    });
  }

  /** Resolves with the file's id. Rejects with Refused when Slack will not have it. */
  share(channel: string, threadTs: string, file: OutgoingFile): Promise<string> {
    return this.#call({
      method: 'files.completeUploadExternal',
      channel,
      gate: this.#fileGate,
      budget: this.#files,
      urgent: false,
      make: () => this.#api.share(channel, threadTs, file),
      done: () => this.#found(channel, file.name, () => this.#api.shared(channel, threadTs)),
    });
  }

  /** Ids of our own files in a thread, by name. Rejects with Refused where the bot may not read. */
  shared(channel: string, threadTs: string): Promise<ReadonlyMap<string, string>> {
    return this.read('conversations.replies', channel, () => this.#api.shared(channel, threadTs));
  }

  /** Reads messages that nobody waits for. Rejects with Refused where the bot may not read. */
  read<T>(method: string, channel: string, make: () => Promise<T>): Promise<T> {
    return this.#call({ method, channel, gate: this.#readGate, budget: this.#reads, urgent: false, make });
  }

  /** Resolves when this or a later state of the message is shown. Rejects with Refused when Slack will not have it. */
  update(ts: string, sending: Sending): Promise<void> {
    return this.#underWay.track(this.#updates.put(ts, sending));
  }

  /** Our own messages there, by key. Rejects with Refused where the bot may not read. */
  keys(channel: string, where: Where): Promise<ReadonlyMap<string, string>> {
    const since = 'oldest' in where ? { oldest: aWhileAgo(where.oldest) } : where;
    return this.#call({
      method: 'threadTs' in where ? 'conversations.replies' : 'conversations.history',
      channel,
      gate: this.#readGate,
      budget: this.#reads,
      urgent: true,
      make: () => this.#api.keys(channel, since),
    });
  }

  /** Any other call that may be made again without harm. Rejects with Refused when Slack will not have it. */
  ask<T>(method: string, channel: string, make: () => Promise<T>): Promise<T> {
    return this.#call({ method, channel, gate: this.#askGate, budget: this.#asks, urgent: false, make });
  }

  /** Waits until all is sent, but no longer than this; what is left is given up. */
  async flush(ms: number): Promise<void> {
    await this.#underWay.settled(ms);
    this.#stop.abort();
  }

  #call<T>(call: Call<T>): Promise<T> {
    return this.#underWay.track(this.#persist(call));
  }

  async #persist<T>({ method, channel, gate, budget, urgent, make, done }: Call<T>): Promise<T> {
    const priority = urgent ? PRIORITY.urgent : PRIORITY.ordinary;
    let maybeDone = false;
    for (let failures = 1; ; failures++) {
      try {
        const found = maybeDone && done !== undefined ? await done() : null;
        if (found !== null) return found;
        return await budget.schedule({ priority }, () => gate.open().then(make));
      } catch (error) {
        const failure = failureOf(error);
        if (failure.kind === 'permanent') {
          this.#log.error({ method, channel, error: failure.error }, 'Slack refused a call');
          throw new Refused(method, failure.error);
        }
        if (this.#stop.signal.aborted) throw error;
        if (failure.kind === 'limited') gate.shutFor(failure.afterMs);
        else maybeDone = true;
        await this.#rest(failure, failures, { method, channel, reason: String(error) });
      }
    }
  }

  async #rest(failure: Failure, failures: number, about: object): Promise<void> {
    const pauseMs = failure.kind === 'limited' ? failure.afterMs : backOffMs(failures);
    this.#log.warn({ ...about, pauseMs }, 'Slack did not take a call; trying again');
    if (failure.kind !== 'limited') await pause(pauseMs, this.#stop.signal);
  }

  /** Where the bot may not read, it cannot be known whether something is there already. */
  async #found(channel: string, key: string, read: () => Promise<ReadonlyMap<string, string>>): Promise<string | null> {
    await this.#readGate.open();
    try {
      return (await read()).get(key) ?? null;
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === 'limited') this.#readGate.shutFor(failure.afterMs);
      if (failure.kind !== 'permanent') throw error;
      this.#log.warn(
        { channel, error: failure.error },
        'it cannot be read whether a message was posted: invite the bot',
      );
      return null;
    }
  }
}

function aWhileAgo(date: Date): Date {
  return new Date(date.getTime() - CLOCKS_DIFFER_MS);
}
