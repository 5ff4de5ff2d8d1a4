/** Queries with a limit, as of now: a number, or why there is none. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PrometheusGauges } from '../../../src/drivers/prometheus/gauges.ts';
import type { Limit } from '../../../src/model/catalog.ts';
import { EVIDENCE } from '../../evidence-rules.ts';
import { FakePrometheus, type Reply, success } from './fake-prometheus.ts';

const NOW = new Date('2026-11-21T10:00:30.500Z');
const NEVER = new AbortController().signal;
const target = {
  region: 'eu',
  cluster: 'home',
  namespace: 'shops',
  kind: 'Rollout',
  name: 'web',
  container: 'app',
} as const;
const ASKED = { service: 'shop', environment: 'production', target, hash: 'good1' };
const MOST_ONE: Limit = { min: null, max: 1 };

const prometheus = new FakePrometheus();
beforeAll(() => prometheus.listen());
afterAll(() => prometheus.close());

function measured(queries: Record<string, string>, limits: Record<string, Limit>, url: string | null = prometheus.url) {
  const evidence = { ...EVIDENCE, queries, limits };
  const clusters = { home: { context: null, prometheus: url === null ? null : { url } } };
  return new PrometheusGauges({ catalog: () => ({ clusters, evidence }), now: () => NOW }).measured(ASKED, NEVER);
}

const vector = (...values: string[]) =>
  success(
    'vector',
    values.map((value) => ({ metric: {}, value: [1, value] })),
  );

test('asks what has a limit and nothing else, of the version that serves, as of now', async () => {
  prometheus.asked.length = 0;
  prometheus.reply = () => vector('0.5');
  const queries = { errors: 'e{h="{{hash}}",s="{{stableHash}}",ns="{{namespace}}"}', other: 'o' };
  expect(await measured(queries, { errors: MOST_ONE })).toEqual([
    { name: 'errors', ...MOST_ONE, values: [0.5], why: null },
  ]);
  expect(prometheus.asked).toEqual([
    {
      path: '/api/v1/query',
      form: { query: 'e{h="good1",s="good1",ns="shops"}', time: String(NOW.getTime() / 1_000) },
    },
  ]);
});

test.each<[string, Reply, readonly number[]]>([
  ['no series', vector(), []],
  ['no number', vector('NaN', '1'), [Number.NaN, 1]],
  ['more than any number', vector('+Inf', '-Inf'), [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
])('%s comes as what it is', async (_, reply, values) => {
  prometheus.reply = () => reply;
  expect(await measured({ e: 'e' }, { e: MOST_ONE })).toEqual([{ name: 'e', ...MOST_ONE, values, why: null }]);
});

test('what cannot be asked has a reason instead', async () => {
  prometheus.reply = () => ({ status: 400, body: { error: 'parse error' } });
  expect(await measured({ e: 'e' }, { e: MOST_ONE, gone: MOST_ONE })).toEqual([
    { name: 'e', ...MOST_ONE, values: null, why: 'Prometheus answered 400: parse error' },
    { name: 'gone', ...MOST_ONE, values: null, why: 'the catalog has no query of that name' },
  ]);
  expect((await measured({ e: 'e' }, { e: MOST_ONE }, null))[0]).toMatchObject({
    why: 'cluster home has no Prometheus',
  });
});
