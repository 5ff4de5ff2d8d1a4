/** The figures of a service over the last minutes, as its cluster's Prometheus has them. */
import { range } from '../../cluster/prometheus/promql/engine.ts';
import { HASH } from '../../cluster/rollouts/names.ts';
import type { Figure, FigureLine, Figures } from './shape.ts';
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

export function figuresOf(service: WatchedService): Figures {
  const { cluster, rollout } = service;
  const { namespace = 'default' } = rollout.metadata;
  const { source } = cluster.controllers.prometheus;
  const end = Math.floor(source.now() / EVERY_MS) * EVERY_MS;
  const span = { start: end - SPAN_MS, end, step: EVERY_MS };
  const hashes = setsOf(service).map(({ metadata }) => metadata.labels?.[HASH] ?? '');
  const which = `namespace="${namespace}",${LABEL}=~"${hashes.join('|')}"`;
  const linesOf = (figure: Figure): readonly FigureLine[] =>
    range(source, QUERIES[figure](which), span).lines.map(({ labels, points }) => {
      const values = new Map(points.map(({ at, value }) => [at, value]));
      const count = SPAN_MS / EVERY_MS + 1;
      return {
        hash: labels[LABEL] ?? '',
        values: Array.from({ length: count }, (_, index) => rounded(values.get(span.start + index * EVERY_MS))),
      };
    });
  const figures = new Set<Figure>([...ALWAYS, ...thresholdsOf(service).map(({ figure }) => figure)]);
  const charts = Object.fromEntries([...figures].map((figure) => [figure, linesOf(figure)]));
  return { service: keyOfService(cluster.name, rollout), until: end, everyMs: EVERY_MS, charts };
}

/** A share of nothing is no number. */
function rounded(value = Number.NaN): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(4)) : null;
}
