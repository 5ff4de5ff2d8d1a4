/** A Prometheus over what the pods of clusters do: by HTTP as the real one, and directly for controllers. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Clock, ObjectStore } from '../store/object-store.ts';
import { BY_WEIGHTS, type Demand } from '../traffic/demand.ts';
import { prometheusApi } from './api.ts';
import { Collected } from './collected.ts';
import { History } from './history.ts';
import { instant } from './promql/engine.ts';
import { QueryProblem } from './promql/problem.ts';

export interface PrometheusOptions {
  /** Their names become the label `cluster`. */
  readonly clusters: readonly { readonly name: string; readonly store: ObjectStore }[];
  /** Of all of them. */
  readonly time: Clock;
  /** By the weights in force unless given. */
  readonly demand?: Demand;
  /** Milliseconds from sample to sample; a second unless given. */
  readonly every?: number;
  /** Milliseconds that is remembered of pods that are gone; a day unless given. */
  readonly kept?: number;
}

const SECOND = 1_000;
const DAY = 86_400_000;

export class Prometheus {
  readonly source: Collected;
  readonly #histories: readonly History[];

  /** Collects from now on. */
  constructor({ clusters, time, demand = BY_WEIGHTS, every = SECOND, kept = DAY }: PrometheusOptions) {
    this.#histories = clusters.map(({ name, store }) => new History(store, { cluster: name, demand, kept }));
    this.source = new Collected(this.#histories, { time, every });
    for (const history of this.#histories) history.start();
  }

  /**
   * What a query has now: a number for a scalar, the numbers of a vector in their order. Throws an Error in the words of
   * Prometheus' client: `bad_data: invalid parameter "query": 1:5: parse error: …`.
   */
  query(promql: string): number | readonly number[] {
    const value = this.#value(promql);
    if (value.type === 'scalar') return value.value;
    if (value.type === 'vector') return value.samples.map((sample) => sample.value);
    throw new Error('Prometheus metric type not supported');
  }

  stop(): void {
    for (const history of this.#histories) history.stop();
  }

  #value(promql: string) {
    try {
      return instant(this.source, promql, this.source.now());
    } catch (error) {
      if (!(error instanceof QueryProblem)) throw error;
      const place = error.type === 'bad_data' ? 'invalid parameter "query": ' : '';
      throw new Error(`${error.type}: ${place}${error.message}`);
    }
  }
}

export interface RunningPrometheus {
  readonly prometheus: Prometheus;
  /** Without a path. */
  readonly url: string;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1, on a random port unless given. Rejects when it is taken. */
export async function startPrometheus(options: PrometheusOptions & { port?: number }): Promise<RunningPrometheus> {
  const prometheus = new Prometheus(options);
  const server = createServer(
    getRequestListener(prometheusApi(prometheus.source).fetch, { overrideGlobalObjects: false }),
  );
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  return {
    prometheus,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      prometheus.stop();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
