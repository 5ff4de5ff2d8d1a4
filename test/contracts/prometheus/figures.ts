/** What two pods of a version that fails half of the time show, where each gets twenty requests a second. */

export const POD_TAG = '2.0.0-err50-slow800-tok25-db700-busy-gdpr';
export const PODS = 2;

/** With `WHERE` for the labels of the pods; what comes is near to it. */
export const figures: readonly (readonly [query: string, value: number])[] = [
  ['sum(rate(http_requests_total{WHERE}[10s]))', 40],
  ['sum(rate(http_requests_total{WHERE,code=~"5.."}[10s])) / sum(rate(http_requests_total{WHERE}[10s]))', 0.5],
  ['sum by (status) (increase(http_requests_total{WHERE,status="500"}[10s]))', 200],
  ['histogram_quantile(0.5, sum by (le) (rate(http_request_duration_seconds_bucket{WHERE}[10s])))', 0.778],
  ['histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket{WHERE}[10s])))', 2.35],
  [
    'sum(rate(http_request_duration_seconds_sum{WHERE}[10s])) / sum(rate(http_request_duration_seconds_count{WHERE}[10s]))',
    0.84,
  ],
  ['max(app_memory_utilisation{WHERE})', 0.95],
  ['sum(rate(gdpr_residency_violations_total{WHERE}[10s]))', 2],
  ['sum(rate(genai_tokens_total{WHERE}[10s])) / sum(rate(http_requests_total{WHERE}[10s]))', 1000],
  ['avg(ai_quality_score{WHERE})', 0.9],
  ['max(clickhouse_query_seconds{WHERE})', 0.7],
  ['sum(rate(ecg_analyses_total{WHERE}[10s]))', 4],
  ['count(http_requests_total{WHERE,version="2.0.0",service="shop",code="200"})', 2],
  ['sum(avg_over_time(app_cpu_utilisation{WHERE}[5s]))', 1.9],
  ['sum(max_over_time(rate(http_requests_total{WHERE}[5s])[5s:1s]))', 40],
];

export function figureQuery(query: string, namespace: string): string {
  return query.replaceAll('WHERE', `namespace="${namespace}"`);
}
