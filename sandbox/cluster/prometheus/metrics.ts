/** The metrics of a pod, by the same rules and names as those of the test control planes. Pure. */
import type { Behaviour } from '../controllers/pods/behaviour.ts';
import type { Work } from './life.ts';
import type { Labels } from './promql/labels.ts';

export interface Metric {
  readonly name: string;
  /** Beside those of the pod. */
  readonly labels: Labels;
  /** It says how things are; others count what has been. */
  readonly isGauge: boolean;
  value(behaviour: Behaviour, work: Work): number;
}

/** Seconds. */
const BOUNDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
/** One request in ten takes half as much again. */
const USUAL = 0.9;
const SLOW_FACTOR = 1.5;
const MEAN_FACTOR = USUAL + (1 - USUAL) * SLOW_FACTOR;

/** A request that is not yet whole does not count. The least error of adding up must not hide one. */
function whole(count: number): number {
  return Math.floor(count + 1e-6);
}

const requests: readonly Metric[] = [
  metric('http_requests_total', { code: '200', status: '200' }, (behaviour, work) => {
    return whole(work.requests) - failed(behaviour, work);
  }),
  metric('http_requests_total', { code: '500', status: '500' }, failed),
];

function failed({ errorShare }: Behaviour, work: Work): number {
  return whole(whole(work.requests) * errorShare);
}

const durations: readonly Metric[] = [
  ...BOUNDS.map((bound) =>
    metric('http_request_duration_seconds_bucket', { le: String(bound) }, ({ latencyMs }, work) => {
      const seconds = latencyMs / 1_000;
      const share = seconds * SLOW_FACTOR <= bound ? 1 : seconds <= bound ? USUAL : 0;
      return whole(whole(work.requests) * share);
    }),
  ),
  metric('http_request_duration_seconds_bucket', { le: '+Inf' }, (_, work) => whole(work.requests)),
  metric('http_request_duration_seconds_count', {}, (_, work) => whole(work.requests)),
  metric('http_request_duration_seconds_sum', {}, ({ latencyMs }, work) => {
    return (whole(work.requests) * latencyMs * MEAN_FACTOR) / 1_000;
  }),
];

const business: readonly Metric[] = [
  gauge('app_memory_utilisation', use),
  gauge('app_cpu_utilisation', use),
  metric('gdpr_residency_violations_total', {}, ({ violates }, work) => (violates ? whole(work.readySeconds) : 0)),
  metric('genai_tokens_total', {}, ({ tokens }, work) => tokens * whole(work.requests)),
  gauge('ai_quality_score', ({ quality }) => quality),
  gauge('clickhouse_query_seconds', ({ databaseSeconds }) => databaseSeconds),
  metric('ecg_analyses_total', {}, perRequests(10)),
  metric('patient_data_reads_total', {}, perRequests(5)),
  metric('alarms_total', {}, perRequests(50)),
];

function use({ busy }: Behaviour): number {
  return busy ? 0.95 : 0.35;
}

function perRequests(count: number): Metric['value'] {
  return ({ quiet }, work) => (quiet ? 0 : whole(work.requests) / count);
}

function metric(name: string, labels: Labels, value: Metric['value']): Metric {
  return { name, labels, isGauge: false, value };
}

function gauge(name: string, value: (behaviour: Behaviour) => number): Metric {
  return { name, labels: {}, isGauge: true, value };
}

export const metrics: readonly Metric[] = [...requests, ...durations, ...business];
