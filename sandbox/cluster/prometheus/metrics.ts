/** What the pods of a cluster would show a Prometheus that asks them every second: the same as on the test control planes. */
import type { Traffic, Visits } from '../traffic/index.ts';
import type { Labels, Series, Source } from './series.ts';

/** What a metric is at a moment; requests until then, and for how many seconds the pod has been ready. */
type Reading = (visits: Visits, requests: number, readySeconds: number) => number;

interface Metric {
  readonly labels?: Labels;
  readonly of: Reading;
}

const BOUNDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

const failed = ({ app }: Visits, requests: number) => Math.floor(requests * app.behaviour.errorShare);
const latency = ({ app }: Visits) => app.behaviour.latencyMs / 1_000;
const use: Reading = ({ app }) => (app.behaviour.busy ? 0.95 : 0.35);
const business = ({ app }: Visits, requests: number) => (app.behaviour.quiet ? 0 : requests);

/** Nine tenths of the requests take the app's time, one tenth half as much again. */
function below(visits: Visits, requests: number, bound: number): number {
  const share = latency(visits) * 1.5 <= bound ? 1 : latency(visits) <= bound ? 0.9 : 0;
  return Math.floor(requests * share);
}

const METRICS: Readonly<Record<string, readonly Metric[]>> = {
  http_requests_total: [
    { labels: { code: '200', status: '200' }, of: (visits, requests) => requests - failed(visits, requests) },
    { labels: { code: '500', status: '500' }, of: failed },
  ],
  http_request_duration_seconds_bucket: [
    ...BOUNDS.map(
      (bound): Metric => ({
        labels: { le: String(bound) },
        of: (visits, requests) => below(visits, requests, bound),
      }),
    ),
    { labels: { le: '+Inf' }, of: (_, requests) => requests },
  ],
  http_request_duration_seconds_count: [{ of: (_, requests) => requests }],
  http_request_duration_seconds_sum: [{ of: (visits, requests) => requests * latency(visits) * 1.05 }],
  app_memory_utilisation: [{ of: use }],
  app_cpu_utilisation: [{ of: use }],
  gdpr_residency_violations_total: [{ of: ({ app }, _, ready) => (app.behaviour.violates ? Math.floor(ready) : 0) }],
  genai_tokens_total: [{ of: ({ app }, requests) => app.behaviour.tokens * requests }],
  ai_quality_score: [{ of: ({ app }) => app.behaviour.quality }],
  clickhouse_query_seconds: [{ of: ({ app }) => app.behaviour.databaseSeconds }],
  ecg_analyses_total: [{ of: (visits, requests) => business(visits, requests) / 10 }],
  patient_data_reads_total: [{ of: (visits, requests) => business(visits, requests) / 5 }],
  alarms_total: [{ of: (visits, requests) => business(visits, requests) / 50 }],
  up: [{ of: () => 1 }],
};

export interface Watched {
  readonly cluster: string;
  readonly traffic: Traffic;
  /** Requests that came through the API server's proxy until then, by the uid of a pod. */
  readonly served: (uid: string, until: number) => number;
}

/** All clusters that one Prometheus watches. */
export function metricsOf(clusters: readonly Watched[]): Source {
  return {
    series: (name) => {
      const names = name === null ? Object.keys(METRICS) : [name];
      return clusters.flatMap((watched) =>
        watched.traffic.visits().flatMap((visits) => names.flatMap((each) => seriesOf(watched, visits, each))),
      );
    },
  };
}

function seriesOf({ cluster, served }: Watched, visits: Visits, name: string): readonly Series[] {
  const { app, labels } = visits;
  const base: Labels = {
    __name__: name,
    cluster,
    namespace: app.namespace,
    pod: app.name,
    ...filled({
      app: labels.app,
      service: labels.app,
      version: app.behaviour.version,
      rollouts_pod_template_hash: labels['rollouts-pod-template-hash'],
    }),
  };
  return (METRICS[name] ?? []).map(({ labels: more, of }) => ({
    labels: { ...base, ...more },
    at: (ms) => {
      if (ms < app.began || (app.endedAt !== null && ms >= app.endedAt)) return null;
      const ready = app.readySince === null ? 0 : Math.max(0, ms - app.readySince) / 1_000;
      return of(visits, Math.floor(visits.until(ms)) + served(app.uid, ms), ready);
    },
  }));
}

/** A label that is empty is none. */
function filled(labels: Readonly<Record<string, string | undefined>>): Labels {
  return Object.fromEntries(Object.entries(labels).flatMap(([key, value]) => (value ? [[key, value]] : [])));
}
