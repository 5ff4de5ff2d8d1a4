/** The queries of the catalog that have a limit, asked once as of now. */
import type { Asked, Gauge, Gauges } from '../../engine/rollback/verify-ports.ts';
import type { Catalog, Limit } from '../../model/catalog.ts';
import { Prometheus, PrometheusProblem } from './client.ts';
import { filled } from './template.ts';

export interface GaugesOptions {
  /** Asked each time: it may be reloaded. */
  readonly catalog: () => Pick<Catalog, 'clusters' | 'evidence'>;
  readonly now: () => Date;
}

export class PrometheusGauges implements Gauges {
  readonly #options: GaugesOptions;
  readonly #clients = new Map<string, Prometheus>();

  constructor(options: GaugesOptions) {
    this.#options = options;
  }

  async measured(asked: Asked, signal: AbortSignal): Promise<readonly Gauge[]> {
    const { clusters, evidence } = this.#options.catalog();
    const url = clusters[asked.target.cluster]?.prometheus?.url;
    return await Promise.all(
      Object.entries(evidence.limits).map(async ([name, limit]) => {
        const query = evidence.queries[name];
        if (query === undefined) return unanswered(name, limit, 'the catalog has no query of that name');
        if (url === undefined) return unanswered(name, limit, `cluster ${asked.target.cluster} has no Prometheus`);
        try {
          return { name, ...limit, values: await this.#values(url, filledFor(query, asked), signal), why: null };
        } catch (error) {
          return unanswered(name, limit, error instanceof PrometheusProblem ? error.message : String(error));
        }
      }),
    );
  }

  async #values(url: string, query: string, signal: AbortSignal): Promise<readonly number[]> {
    const client = this.#clients.get(url) ?? new Prometheus(url);
    this.#clients.set(url, client);
    const series = await client.instant(query, this.#options.now(), signal);
    return series.flatMap(({ values }) => values.map(([, value]) => numberOf(value)));
  }
}

function unanswered(name: string, limit: Limit, why: string): Gauge {
  return { name, ...limit, values: null, why };
}

/** One version serves, and it is the stable one. */
function filledFor(query: string, { service, environment, target, hash }: Asked): string {
  const { namespace, name } = target;
  return filled(query, { service, environment, namespace, name, hash, stableHash: hash });
}

/** Prometheus writes `+Inf`, which `Number` does not read. */
function numberOf(value: string): number {
  const infinite = /^([+-]?)Inf$/.exec(value);
  if (infinite !== null) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(value);
}
