/** Asks the queries of the catalog again and again for each release in flight: Prometheus may be away when they are wanted. */
import type { Flight, RecordingSource, Tape } from '../../engine/evidence/recorder-ports.ts';
import type { Catalog } from '../../model/catalog.ts';
import { pause } from '../../waiting/pause.ts';
import { Prometheus } from './client.ts';
import { fileOf, lineOf } from './samples.ts';
import { queryFor } from './template.ts';

/** How often each query is asked when there is little to do. */
const ROUND_MS = 15_000;
/** Between two queries, whatever is in flight: no Prometheus is asked more often than ten times a second. */
const BETWEEN_MS = 100;

export interface RecordingOptions {
  /** Asked each time: it may be reloaded. */
  readonly catalog: () => Pick<Catalog, 'clusters' | 'evidence'>;
  readonly now: () => Date;
  readonly roundMs?: number;
}

interface Listening {
  readonly flight: Flight;
  readonly tape: Tape;
  readonly signal: AbortSignal;
}

export class PrometheusRecording implements RecordingSource {
  readonly #options: RecordingOptions;
  readonly #flights = new Set<Listening>();
  readonly #clients = new Map<string, Prometheus>();
  #isAsking = false;

  constructor(options: RecordingOptions) {
    this.#options = options;
  }

  record(flight: Flight, tape: Tape, signal: AbortSignal): void {
    const listening = { flight, tape, signal };
    this.#flights.add(listening);
    signal.addEventListener('abort', () => this.#flights.delete(listening), { once: true });
    if (!this.#isAsking) void this.#rounds();
  }

  /** One query after the other, of each release in its turn, as long as there are any. */
  async #rounds(): Promise<void> {
    const { roundMs = ROUND_MS } = this.#options;
    this.#isAsking = true;
    while (this.#flights.size > 0) {
      const began = performance.now();
      for (const listening of [...this.#flights]) await this.#measure(listening);
      // In pieces: a release that begins meanwhile waits for its first measurement no longer than that.
      const known = new Set(this.#flights);
      const isOver = () => performance.now() - began >= roundMs || [...this.#flights].some((each) => !known.has(each));
      do await pause(BETWEEN_MS);
      while (this.#flights.size > 0 && !isOver());
    }
    this.#isAsking = false;
  }

  async #measure({ flight, tape, signal }: Listening): Promise<void> {
    const { clusters, evidence } = this.#options.catalog();
    const url = clusters[flight.target.cluster]?.prometheus?.url;
    if (url === undefined) return;
    for (const [name, template] of Object.entries(evidence.queries)) {
      if (signal.aborted) return;
      const file = fileOf(name);
      try {
        const query = queryFor(template, flight);
        const at = this.#options.now();
        const series = await this.#client(url).instant(query, at, signal);
        if (series.length > 0) tape.add(file, lineOf(at, { query, series }));
      } catch (error) {
        tape.skipped(file, `at times there was no answer: ${error instanceof Error ? error.message : String(error)}`);
      }
      await pause(BETWEEN_MS, signal);
    }
  }

  #client(url: string): Prometheus {
    const client = this.#clients.get(url) ?? new Prometheus(url);
    this.#clients.set(url, client);
    return client;
  }
}
