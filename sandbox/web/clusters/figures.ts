/** The figures of a service over the last minutes, as its cluster's Prometheus has them. */
import { range } from '../../cluster/prometheus/promql/engine.ts';
import { HASH } from '../../cluster/rollouts/names.ts';
import type { Figure, FigureLine, Figures, ServiceKey } from './shape.ts';
import { thresholdsOf } from './thresholds.ts';
import { keyOfService, setsOf, type WatchedService } from './watched.ts';

export const EVERY_MS = 3_000;
const SPAN_MS = 180_000;
const LABEL = 'rollouts_pod_template_hash';
const WINDOW = '[10s]';

const ALWAYS: readonly Figure[] = ['requests', 'errors', 'latency'];
const QUERIES: Readonly<Record<Figure, (which: string) => string>> = {
  requests: (which) => `sum by (${LABEL}) (rate(http_requests_total{${which}}${WINDOW}))`,
  errors: (which) =>
    `sum by (${LABEL}) (rate(http_requests_total{${which},code=~"5.."}${WINDOW}))` +
    ` / sum by (${LABEL}) (rate(http_requests_total{${which}}${WINDOW}))`,
  latency: (which) =>
    `1000 * histogram_quantile(0.95, sum by (${LABEL}, le) (rate(http_request_duration_seconds_bucket{${which}}${WINDOW})))`,
  memory: (which) => `max by (${LABEL}) (app_memory_utilisation{${which}})`,
};

/** By figure and hash, at one moment. */
type Measured = ReadonlyMap<string, number | null>;

/** What was measured is remembered: what is past does not change, and a look costs no more than what is new. */
export class FigureBook {
  readonly #measured = new Map<ServiceKey, Map<number, Map<string, number | null>>>();

  of(service: WatchedService): Figures {
    const { cluster, rollout } = service;
    const key = keyOfService(cluster.name, rollout);
    const end = Math.floor(cluster.controllers.prometheus.source.now() / EVERY_MS) * EVERY_MS;
    const start = end - SPAN_MS;
    const known = this.#measured.get(key) ?? new Map<number, Map<string, number | null>>();
    this.#measured.set(key, known);
    for (const at of known.keys()) if (at < start) known.delete(at);
    const figures = [...new Set<Figure>([...ALWAYS, ...thresholdsOf(service).map(({ figure }) => figure)])];
    const missing = Math.max(start, ...[...known.keys()].map((at) => at + EVERY_MS));
    if (missing <= end) measure(service, figures, { known, start: missing, end });
    const moments = [...known.values()];
    const charts = Object.fromEntries(figures.map((figure) => [figure, linesOf(figure, moments)]));
    return { service: key, until: end, everyMs: EVERY_MS, charts };
  }
}

interface Missing {
  readonly known: Map<number, Map<string, number | null>>;
  readonly start: number;
  readonly end: number;
}

function measure(service: WatchedService, figures: readonly Figure[], { known, start, end }: Missing): void {
  for (let at = start; at <= end; at += EVERY_MS) known.set(at, new Map());
  const { cluster, rollout } = service;
  const hashes = setsOf(service).map(({ metadata }) => metadata.labels?.[HASH] ?? '');
  const which = `namespace="${rollout.metadata.namespace ?? 'default'}",${LABEL}=~"${hashes.join('|')}"`;
  for (const figure of figures) {
    const span = { start, end, step: EVERY_MS };
    for (const { labels, points } of range(cluster.controllers.prometheus.source, QUERIES[figure](which), span).lines) {
      for (const { at, value } of points) known.get(at)?.set(`${figure} ${labels[LABEL]}`, rounded(value));
    }
  }
}

function linesOf(figure: Figure, moments: readonly Measured[]): readonly FigureLine[] {
  const prefix = `${figure} `;
  const keys = new Set(moments.flatMap((moment) => [...moment.keys()].filter((key) => key.startsWith(prefix))));
  return [...keys]
    .sort()
    .map((key) => ({ hash: key.slice(prefix.length), values: moments.map((moment) => moment.get(key) ?? null) }));
}

/** A share of nothing is no number. */
function rounded(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(4)) : null;
}
