/** Numbers for the evidence: asked for in time and with patience, and missing by name when they are none. */

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Prometheus } from '../../../src/drivers/prometheus/client.ts';
import { lineOf } from '../../../src/drivers/prometheus/samples.ts';
import { PrometheusSource } from '../../../src/drivers/prometheus/source.ts';
import type { Occasion, Piece } from '../../../src/engine/evidence/ports.ts';
import type { Recording } from '../../../src/engine/evidence/recorder-ports.ts';
import { EVIDENCE } from '../../evidence-rules.ts';
import { FakePrometheus, success } from './fake-prometheus.ts';

const NEVER = new AbortController().signal;
const AS_OF = new Date('2026-11-21T10:00:00.500Z');
const NOW = new Date('2026-11-21T10:00:02.000Z');

let prometheus: FakePrometheus;
beforeEach(async () => {
  prometheus = new FakePrometheus();
  await prometheus.listen();
});
afterEach(() => prometheus.close());

const client = () => new Prometheus(`${prometheus.url}/`);
const one = (value: string) => success('vector', [{ metric: { pod: 'a' }, value: [1, value] }]);

describe('a query', () => {
  test('as of a moment asks for that moment and answers with series', async () => {
    prometheus.reply = () => one('0.5');
    expect(await client().instant('up', AS_OF, NEVER)).toEqual([{ metric: { pod: 'a' }, values: [[1, '0.5']] }]);
    expect(prometheus.asked).toEqual([{ path: '/api/v1/query', form: { query: 'up', time: '1795255200.5' } }]);
  });

  test('that gives one number is a series without labels', async () => {
    prometheus.reply = () => success('scalar', [1, '7']);
    expect(await client().instant('7', AS_OF, NEVER)).toEqual([{ metric: {}, values: [[1, '7']] }]);
  });

  test('over a time asks with a step', async () => {
    const series = [
      {
        metric: {},
        values: [
          [1, '1'],
          [16, '2'],
        ],
      },
    ];
    prometheus.reply = () => success('matrix', series);
    const range = { from: AS_OF, to: NOW, stepSeconds: 15 };
    expect(await client().range('up', range, NEVER)).toEqual(series);
    expect(prometheus.asked).toEqual([
      { path: '/api/v1/query_range', form: { query: 'up', start: '1795255200.5', end: '1795255202', step: '15' } },
    ]);
  });

  test.each([
    ['is cut', 'cut' as const],
    ['is refused for the moment', { status: 503, body: {} }],
    ['comes too often', { status: 429, body: {} }],
  ])('that %s is asked again', async (_, first) => {
    prometheus.reply = () => (prometheus.asked.length === 1 ? first : one('1'));
    expect(await client().instant('up', AS_OF, NEVER)).toHaveLength(1);
    expect(prometheus.asked).toHaveLength(2);
  });

  test.each([
    [
      'nobody understands',
      { status: 400, body: { status: 'error', error: 'parse error at char 3' } },
      1,
      'Prometheus answered 400: parse error at char 3',
    ],
    ['is refused again and again', { status: 500, body: {} }, 3, 'Prometheus answered 500'],
    ['is cut again and again', 'cut' as const, 3, 'Prometheus does not answer (ECONNRESET)'],
    [
      'somebody else answers',
      { status: 200, body: '<html>' },
      1,
      'the answer is not that of a Prometheus: is the address right?',
    ],
    ['gives text', success('string', [1, 'x']), 1, 'the query gives a string, not numbers'],
  ])('that %s fails in words after few tries', async (_, reply, tries, why) => {
    prometheus.reply = () => reply;
    await expect(client().instant('up', AS_OF, NEVER)).rejects.toThrow(why);
    expect(prometheus.asked).toHaveLength(tries);
  });

  test('ends with the signal', async () => {
    prometheus.reply = () => 'hang';
    await expect(client().instant('up', AS_OF, AbortSignal.timeout(50))).rejects.toThrow(
      'Prometheus did not answer in time',
    );
  });

  test('waits for others: four at once at most', async () => {
    prometheus.reply = () => one('1');
    const asking = client();
    await Promise.all(Array.from({ length: 20 }, () => asking.instant('up', AS_OF, NEVER)));
    expect(prometheus.most).toBeLessThanOrEqual(4);
    expect(prometheus.asked).toHaveLength(20);
  });
});

const OCCASION: Occasion = {
  why: 'rollback',
  service: 'shop',
  environment: 'production',
  target: { region: 'eu', cluster: 'home', namespace: 'shops', kind: 'Rollout', name: 'shop', container: 'app' },
  asOf: AS_OF,
  since: null,
  again: false,
  bad: 'bad1',
  good: null,
};

let recording: Recording | null = null;
afterEach(() => {
  recording = null;
});

async function collected(
  queries: Record<string, string>,
  url: string | null = prometheus.url,
  occasion: Occasion = OCCASION,
) {
  const evidence = { ...EVIDENCE, queries };
  const clusters = { home: { context: null, prometheus: url === null ? null : { url } } };
  const recordings = { find: () => recording };
  const put: Piece[] = [];
  const missing: Record<string, string> = {};
  const source = new PrometheusSource({ catalog: () => ({ clusters, evidence }), now: () => NOW, recordings });
  const bundle = {
    put: (piece: Piece) => Promise.resolve(void put.push(piece)),
    has: () => false,
    lacks: (what: string, why: string) => {
      missing[what] = why;
    },
  };
  await source.begin(occasion)(bundle, NEVER);
  return { put, missing };
}

describe('the evidence', () => {
  test('has what was measured in flight where Prometheus is away, with its own shape', async () => {
    prometheus.reply = () => ({ status: 400, body: { status: 'error', error: 'out of order' } });
    const measured = (second: number, value: string) =>
      lineOf(new Date(second * 1_000), { query: 'up', series: [{ metric: { pod: 'a' }, values: [[second, value]] }] });
    const text = `${measured(1, '5')}\n${measured(2, '6')}\n2026-11-21T00:00:00Z {broken\n`;
    const file = { path: 'metrics/up.json', from: 'one', to: 'two', truncated: null, text: () => text };
    recording = { files: [file], lacking: [] };
    const { put, missing } = await collected({ up: 'up', other: 'other' });
    expect(put).toEqual([
      {
        path: 'metrics/up.json',
        source: 'recorder, from one to two',
        content: {
          object: {
            query: 'up',
            asOf: { time: AS_OF, series: null },
            around: {
              from: 'one',
              to: 'two',
              series: [
                {
                  metric: { pod: 'a' },
                  values: [
                    [1, '5'],
                    [2, '6'],
                  ],
                },
              ],
            },
          },
        },
      },
    ]);
    expect(missing).toEqual({ 'metrics/other.json': 'Prometheus answered 400: out of order' });
  });

  test.each([
    ['five minutes', 5, '2026-11-21T09:40:00.500Z', 15],
    ['five minutes and a bit', 5.1, '2026-11-21T09:39:45.500Z', 15],
    ['six hours', 360, '2026-11-21T03:44:47.500Z', 47],
    ['a week: its last day', 7 * 24 * 60, '2026-11-20T09:44:00.500Z', 182],
  ])(
    'goes back to before a release that took %s, in steps that meet the press',
    async (_, minutes, from, stepSeconds) => {
      prometheus.reply = ({ path }) => (path.endsWith('range') ? matrix('2') : one('1'));
      const since = new Date(AS_OF.getTime() - minutes * 60_000);
      const { put } = await collected({ up: 'up' }, prometheus.url, { ...OCCASION, since });
      expect(put[0]?.content).toMatchObject({ object: { around: { from: new Date(from), to: NOW, stepSeconds } } });
      const [asked] = prometheus.asked.filter(({ path }) => path.endsWith('range'));
      expect((AS_OF.getTime() - Date.parse(from)) % (stepSeconds * 1_000)).toBe(0);
      expect(asked?.form).toMatchObject({ step: String(stepSeconds), start: String(Date.parse(from) / 1_000) });
    },
  );

  const matrix = (value: string) => success('matrix', [{ metric: {}, values: [[1, value]] }]);

  test('has each query with its values as of the press and for a quarter of an hour before', async () => {
    prometheus.reply = ({ path }) => (path.endsWith('range') ? matrix('2') : one('1'));
    const { put, missing } = await collected({ errors: 'e{ns="{{namespace}}",hash="{{ hash }}",s="{{service}}"}' });
    expect(missing).toEqual({});
    expect(put).toEqual([
      {
        path: 'metrics/errors.json',
        source: 'Prometheus of home',
        content: {
          object: {
            query: 'e{ns="shops",hash="bad1",s="shop"}',
            asOf: { time: AS_OF, series: [{ metric: { pod: 'a' }, values: [[1, '1']] }] },
            around: {
              from: new Date('2026-11-21T09:45:00.500Z'),
              to: NOW,
              stepSeconds: 15,
              series: [{ metric: {}, values: [[1, '2']] }],
            },
          },
        },
      },
    ]);
  });

  test.each([
    ['there is no series', () => success('matrix', []), 'no series matched'],
    ['all values are NaN', () => matrix('NaN'), 'its values are no numbers'],
    [
      'the query is wrong',
      () => ({ status: 400, body: { error: 'parse error' } }),
      'Prometheus answered 400: parse error',
    ],
  ])('names a query as missing where %s', async (_, reply, why) => {
    prometheus.reply = reply;
    expect(await collected({ errors: 'e' })).toEqual({ put: [], missing: { 'metrics/errors.json': why } });
  });

  test('keeps the values over time where the one as of the press is missing', async () => {
    prometheus.reply = ({ path }) => (path.endsWith('range') ? matrix('2') : one('NaN'));
    const { put, missing } = await collected({ errors: 'e' });
    expect(put).toHaveLength(1);
    expect(missing).toEqual({ 'metrics/errors.json: asOf': 'its values are no numbers' });
  });

  test('names what cannot be asked, and asks the rest', async () => {
    prometheus.reply = ({ path }) => (path.endsWith('range') ? matrix('2') : one('1'));
    const { put, missing } = await collected({ good: 'e{hash="{{stableHash}}"}', up: 'up' });
    expect(missing).toEqual({ 'metrics/good.json': '{{stableHash}} is not known' });
    expect(put.map(({ path }) => path)).toEqual(['metrics/up.json']);
    expect(await collected({ up: 'up' }, null)).toEqual({
      put: [],
      missing: { 'metrics/up.json': 'cluster home has no Prometheus' },
    });
  });
});
