/** Takes one measurement of a metric from what the cluster has: its Prometheus, and what its pods answer. */
import type { Addressee, PodAnswer, PodRequest } from '../../api/pods.ts';
import { judged } from './condition.ts';
import { valueAt } from './json-path.ts';
import type { AnalysisPhase, Metric, WebMetric } from './kinds.ts';

export interface Sources {
  /** The values that a PromQL query has now, a number for a scalar. Throws an Error when it cannot be answered. */
  query(promql: string): number | readonly number[];
  /** What a Service of this cluster answers; null when nobody does. */
  ask(to: Addressee, request: PodRequest): PodAnswer | null;
}

export interface Measured {
  readonly phase: AnalysisPhase;
  readonly value?: string;
  readonly message?: string;
}

/** `namespace` is that of the run: names without one are looked for there. */
export function measure(metric: Metric, namespace: string, sources: Sources): Measured {
  try {
    const { prometheus, web } = metric.provider;
    if (prometheus !== undefined) return measuredQuery(metric, sources.query(prometheus.query));
    if (web !== undefined) return measuredWeb(metric, askWeb(web, namespace, sources));
    const [provider = 'none'] = Object.keys(metric.provider);
    throw new Error(`the sandbox has no provider ${provider}`);
  } catch (error) {
    return { phase: 'Error', message: error instanceof Error ? error.message : String(error) };
  }
}

function measuredQuery(metric: Metric, result: number | readonly number[]): Measured {
  const text = (value: number) =>
    Number.isFinite(value) || Number.isNaN(value) ? String(value) : value > 0 ? '+Inf' : '-Inf';
  const value = typeof result === 'number' ? text(result) : `[${result.map(text).join(',')}]`;
  return { phase: judged(result, metric), value };
}

const SERVICE = /^(?<service>[a-z0-9-]+)(\.(?<namespace>[a-z0-9-]+)(\.svc(\.cluster\.local)?)?)?$/;

function askWeb(web: WebMetric, namespace: string, sources: Sources): PodAnswer {
  const url = new URL(web.url);
  const host = SERVICE.exec(url.hostname)?.groups;
  if (host === undefined) throw new Error(`Get "${web.url}": dial tcp: lookup ${url.hostname}: no such host`);
  const to = { namespace: host.namespace ?? namespace, service: host.service ?? '', port: url.port || '80' };
  const body = web.body ?? (web.jsonBody === undefined ? '' : JSON.stringify(web.jsonBody));
  const headers = new Headers((web.headers ?? []).map(({ key, value }) => [key, value] as [string, string]));
  const answer = sources.ask(to, { method: web.method ?? 'GET', path: url.pathname + url.search, headers, body });
  if (answer === null) throw new Error(`Get "${web.url}": dial tcp: connect: connection refused`);
  if (answer.status < 200 || answer.status >= 300) throw new Error(`received non 2xx response code: ${answer.status}`);
  return answer;
}

/** An answer that is no JSON is a success as it is. */
function measuredWeb(metric: Metric, { body }: PodAnswer): Measured {
  const parsed = readJson(body);
  if (parsed === undefined) return { phase: 'Successful', value: body };
  const value = valueAt(parsed, metric.provider.web?.jsonPath ?? '{$}');
  return { phase: judged(value, metric), value: JSON.stringify(value) };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
