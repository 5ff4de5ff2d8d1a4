/** The numbers around a rollback or a failure: every query of the catalog, as of the moment and over the time around it. */
import type { Collector, EvidenceBundle, EvidenceSource, Occasion } from '../../engine/evidence/ports.ts';
import type { Recordings } from '../../engine/evidence/recorder-ports.ts';
import type { Catalog } from '../../model/catalog.ts';
import { Prometheus, PrometheusProblem, type Range, type Sample, type Series } from './client.ts';
import { fileOf, seriesIn } from './samples.ts';
import { queryFor } from './template.ts';

/** Before the release began, or before the moment itself, and after that. */
const AROUND_MS = 15 * 60_000;
/** A release that takes longer is looked at from so long before its end. */
const LONGEST_MS = 24 * 60 * 60_000;
const STEP_SECONDS = 15;
/** Of one series: over a longer time there is more between two values. */
const MOST_VALUES = 480;

export interface SourceOptions {
  /** Asked each time: it may be reloaded. */
  readonly catalog: () => Pick<Catalog, 'clusters' | 'evidence'>;
  readonly now: () => Date;
  readonly recordings: Recordings;
}

export class PrometheusSource implements EvidenceSource {
  readonly name = 'metrics';
  readonly #options: SourceOptions;
  readonly #clients = new Map<string, Prometheus>();

  constructor(options: SourceOptions) {
    this.#options = options;
  }

  begin(occasion: Occasion): Collector {
    return (bundle, signal) => this.#collect(occasion, bundle, signal);
  }

  async #collect(occasion: Occasion, bundle: EvidenceBundle, signal: AbortSignal): Promise<void> {
    const { clusters, evidence } = this.#options.catalog();
    const url = clusters[occasion.target.cluster]?.prometheus?.url;
    const lookingAt = async ([name, template]: readonly [string, string]) => {
      const path = fileOf(name);
      try {
        if (url === undefined) throw new PrometheusProblem(`cluster ${occasion.target.cluster} has no Prometheus`);
        const query = queryFor(template, occasion);
        await bundle.put({
          path,
          content: { object: await this.#look(this.#client(url), { query, occasion, path, bundle, signal }) },
          source: `Prometheus of ${occasion.target.cluster}`,
        });
      } catch (error) {
        if (!(error instanceof PrometheusProblem)) throw error;
        if (!(await this.#fill(path, occasion, bundle))) bundle.lacks(path, error.message);
      }
    };
    await Promise.all(Object.entries(evidence.queries).map(lookingAt));
  }

  async #look(prometheus: Prometheus, { query, occasion, path, bundle, signal }: Look): Promise<object> {
    const { asOf } = occasion;
    const range = rangeOf(occasion, this.#options.now());
    const [then, around] = await Promise.allSettled([
      prometheus.instant(query, asOf, signal).then(numbers),
      prometheus.range(query, range, signal).then(numbers),
    ]);
    if (around.status === 'rejected') throw around.reason;
    if (then.status === 'rejected') bundle.lacks(`${path}: asOf`, String(then.reason.message));
    return {
      query,
      asOf: { time: asOf, series: then.status === 'fulfilled' ? then.value : null },
      around: { ...range, series: around.value },
    };
  }

  /** With what was measured while the release was in flight. False when nothing was. */
  async #fill(path: string, occasion: Occasion, bundle: EvidenceBundle): Promise<boolean> {
    const recorded = this.#options.recordings.find(occasion)?.files.find((file) => file.path === path);
    if (recorded === undefined || bundle.has(path)) return false;
    const { from, to, truncated } = recorded;
    const { query, series } = seriesIn(recorded.text());
    await bundle.put({
      path,
      content: { object: { query, asOf: { time: occasion.asOf, series: null }, around: { from, to, series } } },
      source: `recorder, from ${from} to ${to}`,
      ...(truncated !== null && { truncated }),
    });
    return true;
  }

  #client(url: string): Prometheus {
    const client = this.#clients.get(url) ?? new Prometheus(url);
    this.#clients.set(url, client);
    return client;
  }
}

interface Look {
  readonly query: string;
  readonly occasion: Occasion;
  readonly path: string;
  readonly bundle: EvidenceBundle;
  readonly signal: AbortSignal;
}

/** From before the release until now; the moment itself is among what is looked at. */
function rangeOf({ asOf, since }: Occasion, now: Date): Range {
  const tookMs = asOf.getTime() - Math.min((since ?? asOf).getTime(), asOf.getTime());
  const beforeMs = Math.min(tookMs, LONGEST_MS) + AROUND_MS;
  const to = Math.min(now.getTime(), asOf.getTime() + AROUND_MS);
  const allMs = to - asOf.getTime() + beforeMs;
  const stepSeconds = Math.max(STEP_SECONDS, Math.ceil(allMs / 1_000 / MOST_VALUES));
  const from = asOf.getTime() - Math.ceil(beforeMs / 1_000 / stepSeconds) * stepSeconds * 1_000;
  return { from: new Date(from), to: new Date(to), stepSeconds };
}

/** The same series. Throws when there is no number in them: that is no measurement. */
function numbers(series: readonly Series[]): readonly Series[] {
  if (series.length === 0) throw new PrometheusProblem('no series matched');
  const isNumber = ([, value]: Sample) => Number.isFinite(Number(value));
  if (!series.some(({ values }) => values.some(isNumber))) throw new PrometheusProblem('its values are no numbers');
  return series;
}
