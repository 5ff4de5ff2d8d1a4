/**
 * `chat.update`, whose budget is small and shared by the whole workspace. Each message has at most one update waiting,
 * the latest, and one under way, so that states never overtake each other. A piece of the budget goes to whatever is
 * most urgent at the moment when it comes free.
 */
import Bottleneck from 'bottleneck';
import type { Logger } from 'pino';
import { backOffMs } from '../waiting/back-off.ts';
import { Gate } from '../waiting/gate.ts';
import { pause } from '../waiting/pause.ts';
import type { MessageApi, Outgoing } from './api.ts';
import { failureOf, Refused } from './failures.ts';
import { UPDATES } from './limits.ts';

export interface Sending {
  readonly channel: string;
  readonly message: Outgoing;
  /** Somebody waits for it: an approval, a failure, a rollback, an end. */
  readonly urgent: boolean;
}

interface Hope {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

interface Entry {
  readonly key: string;
  readonly ts: string;
  latest: Sending;
  ready: boolean;
  failures: number;
  hopes: Hope[];
}

export class Updates {
  readonly #api: Pick<MessageApi, 'update'>;
  readonly #log: Logger;
  readonly #stop: AbortSignal;
  readonly #gate: Gate;
  readonly #budget = new Bottleneck(UPDATES);
  /** Messages with something to send, in the order in which they were given. */
  readonly #entries = new Map<string, Entry>();

  constructor(api: Pick<MessageApi, 'update'>, log: Logger, stop: AbortSignal) {
    this.#api = api;
    this.#log = log;
    this.#stop = stop;
    this.#gate = new Gate(stop);
  }

  /** Resolves when this or a later state of the message is shown. Rejects with Refused when Slack will not have it. */
  put(ts: string, sending: Sending): Promise<void> {
    const key = `${sending.channel} ${ts}`;
    const entry = this.#entries.get(key) ?? this.#newEntry(key, ts, sending);
    entry.latest = sending;
    return new Promise((resolve, reject) => entry.hopes.push({ resolve, reject }));
  }

  #newEntry(key: string, ts: string, latest: Sending): Entry {
    const entry: Entry = { key, ts, latest, ready: false, failures: 0, hopes: [] };
    this.#entries.set(key, entry);
    this.#makeReady(entry);
    return entry;
  }

  /** As many pieces of the budget are asked for as there are messages that are ready. */
  #makeReady(entry: Entry): void {
    entry.ready = true;
    void this.#budget.schedule(() => this.#sendOne());
  }

  async #sendOne(): Promise<void> {
    await this.#gate.open();
    const ready = [...this.#entries.values()].filter((candidate) => candidate.ready);
    const entry = ready.find(({ latest }) => latest.urgent) ?? ready[0];
    if (entry === undefined) return;
    const { latest, ts, hopes } = entry;
    entry.ready = false;
    entry.hopes = [];
    try {
      await this.#api.update(latest.channel, ts, latest.message);
    } catch (error) {
      this.#failed(entry, latest, hopes, error);
      return;
    }
    entry.failures = 0;
    for (const { resolve } of hopes) resolve();
    this.#goOn(entry, latest);
  }

  #goOn(entry: Entry, sent: Sending): void {
    if (entry.latest === sent) this.#entries.delete(entry.key);
    else this.#makeReady(entry);
  }

  #failed(entry: Entry, sent: Sending, hopes: readonly Hope[], error: unknown): void {
    const failure = failureOf(error);
    const about = { method: 'chat.update', channel: sent.channel, ts: entry.ts };
    if (failure.kind === 'permanent') {
      this.#log.error({ ...about, error: failure.error }, 'Slack refused a message');
      for (const { reject } of hopes) reject(new Refused('chat.update', failure.error));
      this.#goOn(entry, sent);
      return;
    }
    if (this.#stop.aborted) {
      this.#entries.delete(entry.key);
      for (const { reject } of [...hopes, ...entry.hopes]) reject(error);
      return;
    }
    entry.hopes = [...hopes, ...entry.hopes];
    if (failure.kind === 'limited') {
      this.#log.warn({ ...about, pauseMs: failure.afterMs }, 'Slack wants fewer messages for a while');
      this.#gate.shutFor(failure.afterMs);
      this.#makeReady(entry);
      return;
    }
    entry.failures++;
    const pauseMs = backOffMs(entry.failures);
    this.#log.warn({ ...about, pauseMs, reason: String(error) }, 'Slack did not take a message; trying again');
    void pause(pauseMs, this.#stop).then(() => this.#makeReady(entry));
  }
}
