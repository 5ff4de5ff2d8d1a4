import { prometheusApi } from '../../../../sandbox/cluster/prometheus/api.ts';
import { metricsOf } from '../../../../sandbox/cluster/prometheus/metrics.ts';
import { startPrometheus } from '../../../../sandbox/cluster/prometheus/server.ts';
import { deployment, Scene, service } from '../controllers/scene.ts';
import { blueGreenScene, canaryScene, setImage } from '../rollouts/objects.ts';

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data: {
    readonly resultType: string;
    readonly result: readonly { metric: Record<string, string>; value: [number, string]; values: [number, string][] }[];
  };
}

async function call(scene: Scene, path: string, init?: RequestInit): Promise<Answer> {
  const source = metricsOf([scene.controllers.watched]);
  const app = prometheusApi({ source, now: () => scene.time.now() });
  const response = await app.request(`/api/v1/${path}`, init);
  return (await response.json()) as Answer;
}

async function numbers(scene: Scene, query: string): Promise<readonly string[]> {
  const { data } = await call(scene, `query?query=${encodeURIComponent(query)}`);
  return data.result.map(({ metric, value }) =>
    `${Object.values(metric).join(' ')} ${Number(value[1]).toFixed(2)}`.trim(),
  );
}

test('each pod that is ready gets its share, with the labels of the test control planes', async () => {
  const scene = new Scene();
  scene.create(service('pay', 'pay'));
  scene.create(deployment('pay', '1.0.0-err10', { replicas: 1 }));
  scene.seconds(30);
  const { data } = await call(scene, 'query?query=http_requests_total');
  expect(data.result.map(({ metric }) => metric)).toEqual(
    ['200', '500'].map((code) => ({
      __name__: 'http_requests_total',
      cluster: 'home',
      namespace: 'shop',
      pod: scene.pods()[0]?.metadata.name,
      app: 'pay',
      service: 'pay',
      version: '1.0.0',
      code,
      status: code,
    })),
  );
  expect(await numbers(scene, 'sum by (code) (rate(http_requests_total[10s]))')).toEqual(['200 18.00', '500 2.00']);
  expect(
    await numbers(scene, 'histogram_quantile(0.5, sum by (le) (rate(http_request_duration_seconds_bucket[10s])))'),
  ).toEqual(['0.04']);
});

test.each([
  ['app_cpu_utilisation', '1.0.0', 0.35],
  ['app_memory_utilisation', '1.0.0-busy', 0.95],
  ['ai_quality_score', '1.0.0-ai70', 0.7],
  ['clickhouse_query_seconds', '1.0.0-db900', 0.9],
  ['rate(gdpr_residency_violations_total[10s])', '1.0.0-gdpr', 1],
  ['rate(genai_tokens_total[10s]) / 20', '1.0.0-tok50', 1200],
  ['rate(ecg_analyses_total[10s])', '1.0.0', 2],
  ['rate(alarms_total[10s])', '1.0.0-quiet', 0],
])('%s of %s is %d', async (query, tag, expected) => {
  const scene = new Scene();
  scene.create(deployment('pay', tag, { replicas: 1 }));
  scene.seconds(60);
  expect(await numbers(scene, `sum(${query})`)).toEqual([expected.toFixed(2)]);
});

const BY_VERSION = 'sum by (version) (rate(http_requests_total[5s]))';

test('a canary gets as much as its Ingress says, and the stable version the rest', async () => {
  const scene = canaryScene();
  setImage(scene, 'shop', '2.0.0');
  scene.seconds(12);
  expect(await numbers(scene, BY_VERSION)).toEqual(['1.0.0 80.00', '2.0.0 20.00']);
});

test('whoever is active gets all, and a preview is only looked at', async () => {
  const scene = blueGreenScene();
  setImage(scene, 'pay', '2.0.0');
  scene.seconds(12);
  expect(await numbers(scene, BY_VERSION)).toEqual(['1.0.0 60.00', '2.0.0 6.00']);
});

test('a time in the past is answered as it was, and over a time step by step', async () => {
  const scene = new Scene();
  scene.create(deployment('pay', '1.0.0', { replicas: 1 }));
  const begun = scene.time.now() / 1_000;
  scene.seconds(20);
  const past = await call(scene, `query?query=sum(http_requests_total)&time=${begun + 11}`);
  expect(past.data.result[0]?.value[1]).toBe('199');
  const form = new URLSearchParams({
    query: 'sum(http_requests_total)',
    start: `${begun + 5}`,
    end: `${begun + 15}`,
    step: '5',
  });
  const range = await call(scene, 'query_range', { method: 'POST', body: form });
  expect(range.data.result[0]?.values).toEqual([
    [begun + 5, '79'],
    [begun + 10, '179'],
    [begun + 15, '279'],
  ]);
});

test('labels, their values and series can be asked for', async () => {
  const scene = new Scene();
  scene.create(deployment('pay', '1.0.0', { replicas: 1 }));
  scene.seconds(3);
  expect((await call(scene, 'label/version/values')).data).toEqual(['1.0.0']);
  expect((await call(scene, 'labels')).data).toContain('namespace');
  expect((await call(scene, 'series?match[]=up')).data).toMatchObject([{ __name__: 'up', app: 'pay' }]);
  expect((await call(scene, 'series')).status).toBe('error');
});

test('what cannot be read is refused with a reason', async () => {
  const answer = await call(new Scene(), 'query?query=sum(');
  expect([answer.status, answer.error]).toEqual(['error', expect.stringContaining('parse error')]);
});

test('it is served over HTTP', async () => {
  const scene = new Scene();
  const server = await startPrometheus({ clusters: [scene.controllers.watched], now: () => scene.time.now() });
  const response = await fetch(`${server.url}/api/v1/query?query=vector(1)`);
  expect(await response.json()).toMatchObject({ status: 'success', data: { resultType: 'vector' } });
  await server.close();
});
