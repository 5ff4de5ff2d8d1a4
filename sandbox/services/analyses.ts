/** What analyses ask a Prometheus about a new version, and when its answer is good enough. */
import type { KubeObject } from './objects.ts';

interface Question {
  /** PromQL; `{{args.hash}}` is the new version's. */
  readonly query: string;
  readonly successCondition: string;
  /** When it is asked: `interval`, `initialDelay`, `count`, `failureLimit`. */
  readonly pace: object;
}

const OF_NEW = 'rollouts_pod_template_hash="{{args.hash}}"';

/** Three bad answers are too many: it fails about 16 s after it began, and goes on for as long as the release does. */
const SUCCESS_RATE: Question = {
  query: `sum(rate(http_requests_total{${OF_NEW},code!~"5.."}[10s])) / sum(rate(http_requests_total{${OF_NEW}}[10s]))`,
  successCondition: 'len(result) > 0 && result[0] >= 0.95',
  pace: { initialDelay: '8s', interval: '4s', failureLimit: 2 },
};

/** Four answers within about 12 s, of which one may be bad. */
const MEMORY: Question = {
  query: `max(app_memory_utilisation{${OF_NEW}})`,
  successCondition: 'len(result) > 0 && result[0] < 0.9',
  pace: { initialDelay: '3s', interval: '3s', count: 4, failureLimit: 1 },
};

export const successRate = (prometheus: string) => template('success-rate', SUCCESS_RATE, prometheus);
export const memory = (prometheus: string) => template('memory', MEMORY, prometheus);

/** For a Rollout, by the name of the template. */
export function analysisOf(templateName: string): object {
  const args = [{ name: 'hash', valueFrom: { podTemplateHashValue: 'Latest' } }];
  return { templates: [{ templateName }], args };
}

function template(name: string, { query, successCondition, pace }: Question, address: string): KubeObject {
  const metric = { name, ...pace, successCondition, provider: { prometheus: { address, query } } };
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AnalysisTemplate',
    metadata: { name },
    spec: { args: [{ name: 'hash' }], metrics: [metric] },
  };
}
