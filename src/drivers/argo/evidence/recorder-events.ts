/** Hears the events of releases in flight as they happen: a cluster forgets them after an hour. One watch per namespace. */
import type { Flight, Tape } from '../../../engine/evidence/recorder-ports.ts';
import type { Connection } from '../../../kubernetes/connection.ts';
import { ApiError } from '../../../kubernetes/errors.ts';
import type { WatchEvent } from '../../../kubernetes/objects.ts';
import { BackOff } from '../../../waiting/back-off.ts';
import { pause } from '../../../waiting/pause.ts';
import { type ClusterEvent, EVENTS, eventsPath, timeOf } from './events.ts';
import { refusal } from './reader.ts';

const WATCH_SECONDS = '290';
/** A right that is missing is not asked for again before. */
const RIGHT_MS = 60_000;

interface Listening {
  readonly flight: Flight;
  readonly tape: Tape;
}

export interface EventsOptions {
  readonly connection: Connection;
  readonly namespace: string;
  /** A right is missing: once. */
  readonly onLack: (why: string) => void;
}

export class NamespaceEvents {
  readonly #options: EventsOptions;
  readonly #flights = new Set<Listening>();
  readonly #lacks = new Set<string>();
  #stop: AbortController | null = null;
  #cut = new AbortController();
  /** Version of what was heard last; null to begin with all that there is. */
  #since: string | null = null;

  constructor(options: EventsOptions) {
    this.#options = options;
  }

  add(listening: Listening, signal: AbortSignal): void {
    this.#flights.add(listening);
    for (const why of this.#lacks) listening.tape.lacks(EVENTS, why);
    signal.addEventListener('abort', () => this.#remove(listening), { once: true });
    if (this.#stop !== null) return;
    this.#stop = new AbortController();
    void this.#run(this.#stop.signal);
  }

  /** Starts the watch over: its connection is dead though it looks open. */
  renew(): void {
    this.#cut.abort();
  }

  #remove(listening: Listening): void {
    this.#flights.delete(listening);
    if (this.#flights.size > 0) return;
    this.#stop?.abort();
    this.#stop = null;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const backOff = new BackOff();
    this.#since = null;
    while (!signal.aborted) {
      let waitMs = backOff.next();
      this.#cut = new AbortController();
      try {
        await this.#watch(AbortSignal.any([signal, this.#cut.signal]));
        backOff.reset();
      } catch (error) {
        // The server may not know that version any more; a connection that was lost says nothing of it.
        if (error instanceof ApiError) this.#since = null;
        if (error instanceof ApiError && error.status === 403) {
          this.#lack(refusal(error));
          waitMs = RIGHT_MS;
        }
      }
      await pause(waitMs, signal);
    }
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { connection, namespace } = this.#options;
    const path = eventsPath(namespace);
    const from = this.#since === null ? {} : { resourceVersion: this.#since };
    const query = { watch: 'true', allowWatchBookmarks: 'true', timeoutSeconds: WATCH_SECONDS, ...from };
    for await (const line of connection.lines(path, query, signal)) {
      const { type, object } = JSON.parse(line) as WatchEvent<ClusterEvent>;
      if (type === 'ERROR') throw new ApiError(object.code ?? 500, '', line, 'GET', path);
      this.#since = object.metadata.resourceVersion ?? this.#since;
      if (type === 'ADDED' || type === 'MODIFIED') this.#hear(object);
    }
  }

  #hear(event: ClusterEvent): void {
    const name = event.involvedObject?.name ?? '';
    for (const { flight, tape } of this.#flights)
      if (isOf(name, flight)) tape.add(EVENTS, `${timeOf(event) || new Date().toISOString()} ${JSON.stringify(event)}`);
  }

  #lack(why: string): void {
    for (const { tape } of this.#flights) tape.lacks(EVENTS, why);
    if (this.#lacks.has(why)) return;
    this.#lacks.add(why);
    this.#options.onLack(why);
  }
}

/** ReplicaSets, pods and analysis runs of a version carry its hash in their names. */
function isOf(name: string, { target, bad }: Flight): boolean {
  return name === target.name || name.startsWith(`${target.name}-${bad}`) || name.includes(`-${bad}-`);
}
