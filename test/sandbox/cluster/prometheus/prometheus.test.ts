/** What pods do becomes figures: through changes of weight, ends and fresh starts, in time that is moved on by hand. */
import type { Deployment } from '../../../../sandbox/cluster/controllers/kinds.ts';
import { Prometheus } from '../../../../sandbox/cluster/prometheus/index.ts';
import { deployment, Scene, SHOP, service } from '../controllers/scene.ts';

const NGINX = 'nginx.ingress.kubernetes.io';

function ingress(name: string, backend: string, annotations: object = {}) {
  const path = { path: '/', pathType: 'Prefix', backend: { service: { name: backend, port: { number: 80 } } } };
  const spec = { rules: [{ host: 'shop.example', http: { paths: [path] } }] };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace: SHOP, annotations },
    spec,
  };
}

function weight(value: number) {
  return { [`${NGINX}/canary`]: 'true', [`${NGINX}/canary-weight`]: String(value) };
}

let scene: Scene;
let prometheus: Prometheus;

beforeEach(() => {
  scene = new Scene();
  prometheus = new Prometheus({ clusters: [{ name: 'home', store: scene.store }], time: scene.time });
});

afterEach(() => {
  prometheus.stop();
  expect(scene.errors).toEqual([]);
});

function release(canaryTag: string, share: number): void {
  for (const [app, tag] of [
    ['shop', '1.0.0'],
    ['shop-canary', canaryTag],
  ] as const) {
    scene.create(deployment(app, tag, { replicas: 2 }));
    scene.create(service(app, app));
  }
  scene.create(ingress('shop', 'shop'));
  scene.create(ingress('shop-canary', 'shop-canary', weight(share)));
}

const rate = (app: string, rest = '') => `round(sum(rate(http_requests_total{app="${app}"${rest}}[10s])), 0.1)`;

test('the rates follow the weight from the moment at which it changes', () => {
  release('2.0.0', 10);
  scene.seconds(30);
  expect(prometheus.query(rate('shop'))).toEqual([180]);
  expect(prometheus.query(rate('shop-canary'))).toEqual([20]);
  const change = { annotations: weight(50) };
  scene.change('Ingress', 'shop-canary', (object: { metadata: object }) => ({
    ...object,
    metadata: { ...object.metadata, ...change },
  }));
  scene.seconds(5);
  // Half of the ten seconds by the old weight, half by the new one.
  expect(prometheus.query(rate('shop-canary'))).toEqual([60]);
  scene.seconds(10);
  expect(prometheus.query(rate('shop-canary'))).toEqual([100]);
});

test('nobody there means no number, as an analysis must know', () => {
  release('2.0.0-err5', 0);
  scene.seconds(30);
  const [errors, all] = [rate('shop-canary', ',code=~"5.."'), rate('shop-canary')];
  expect(prometheus.query(`${errors} / ${all}`)).toEqual([Number.NaN]);
  expect(prometheus.query('sum(rate(http_requests_total{app="nobody"}[10s]))')).toEqual([]);
});

test('what the image tag says is in the figures', () => {
  release('2.0.0-err5-slow800-tok100-ai40-db900-busy-gdpr', 50);
  scene.seconds(60);
  const of = (metric: string) => `${metric}{app="shop-canary"}`;
  expect(prometheus.query(`${rate('shop-canary', ',code="500"')} / ${rate('shop-canary')}`)).toEqual([0.05]);
  expect(prometheus.query(`max(${of('app_memory_utilisation')})`)).toEqual([0.95]);
  expect(prometheus.query(`max(${of('ai_quality_score')})`)).toEqual([0.4]);
  expect(prometheus.query(`max(${of('clickhouse_query_seconds')})`)).toEqual([0.9]);
  expect(prometheus.query(`sum(rate(${of('gdpr_residency_violations_total')}[10s]))`)).toEqual([2]);
  expect(prometheus.query(`round(sum(rate(${of('genai_tokens_total')}[10s])))`)).toEqual([160_000]);
  const buckets = `sum by (le) (rate(${of('http_request_duration_seconds_bucket')}[10s]))`;
  // Nine tenths lie between 0.5 and 1 s.
  expect(prometheus.query(`round(histogram_quantile(0.5, ${buckets}), 0.001)`)).toEqual([0.778]);
});

test('a quiet version is called, and nobody does business', () => {
  release('2.0.0-quiet', 50);
  scene.seconds(30);
  expect(prometheus.query('sum(ecg_analyses_total{app="shop-canary"})')).toEqual([0]);
  expect(prometheus.query('sum(ecg_analyses_total{app="shop"}) > bool 100')).toEqual([1]);
});

test('a pod that is gone has no present figures, but a past', () => {
  release('2.0.0', 50);
  scene.seconds(30);
  scene.change<Deployment>('Deployment', 'shop-canary', (object) => ({
    ...object,
    spec: { ...object.spec, replicas: 0 },
  }));
  scene.seconds(10);
  expect(prometheus.query('http_requests_total{app="shop-canary"}')).toEqual([]);
  expect(prometheus.query('count(count_over_time(http_requests_total{app="shop-canary",code="200"}[1m]))')).toEqual([
    2,
  ]);
  // What went to it goes to the others at once.
  expect(prometheus.query(`${rate('shop')} > bool 199`)).toEqual([1]);
});

test('what cannot be asked is said as the client of Prometheus says it', () => {
  expect(() => prometheus.query('foo(')).toThrow(
    'bad_data: invalid parameter "query": 1:5: parse error: unclosed left parenthesis',
  );
  expect(() => prometheus.query('up[5m]')).toThrow('Prometheus metric type not supported');
  expect(prometheus.query('1/0')).toBe(Number.POSITIVE_INFINITY);
});
