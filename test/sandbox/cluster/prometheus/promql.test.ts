/** What queries come to, over series that are lines: so every number can be worked out by hand. */
import { evaluateAt, evaluateOver } from '../../../../sandbox/cluster/prometheus/evaluate.ts';
import type { Labels, Series, Source } from '../../../../sandbox/cluster/prometheus/series.ts';
import { parseQuery } from '../../../../sandbox/cluster/prometheus/syntax.ts';

const START = Date.UTC(2026, 10, 21, 12);

/** From START on; null before. */
function series(labels: Labels, value: (seconds: number) => number): Series {
  return { labels, at: (ms) => (ms < START ? null : value((ms - START) / 1_000)) };
}

const all: readonly Series[] = [
  series({ __name__: 'requests', pod: 'a', code: '200' }, (s) => 10 * s),
  series({ __name__: 'requests', pod: 'b', code: '200' }, (s) => 30 * s),
  series({ __name__: 'requests', pod: 'a', code: '500' }, (s) => 2 * s),
  series({ __name__: 'size', pod: 'a', zone: 'x' }, () => 4),
  series({ __name__: 'size', pod: 'b', zone: 'x' }, () => 6),
  series({ __name__: 'zones', zone: 'x', name: 'eu' }, () => 2),
  series({ __name__: 'restarting' }, (s) => s % 60),
  series({ __name__: 'up_and_down' }, (s) => (s % 10 < 5 ? 1 : 0)),
  ...(
    [
      [0.1, 50],
      [0.5, 90],
      [1, 100],
      [Number.POSITIVE_INFINITY, 100],
    ] as const
  ).map(([le, count]) => {
    return series(
      { __name__: 'took_bucket', le: le === Number.POSITIVE_INFINITY ? '+Inf' : String(le) },
      (s) => count * s,
    );
  }),
];
const source: Source = { series: (name) => all.filter(({ labels }) => name === null || labels.__name__ === name) };

/** As of two minutes in; labels in braces, without the name where there is none. */
function ask(text: string, seconds = 120): readonly string[] {
  const value = evaluateAt(source, parseQuery(text), START + seconds * 1_000);
  if (value.kind === 'scalar') return [String(round(value.value))];
  if (value.kind !== 'vector') throw new Error(`the answer is a ${value.kind}`);
  return value.samples.map(({ labels, value: number }) => {
    const { __name__: name = '', ...others } = labels;
    return `${name}{${Object.entries(others)
      .map(([key, each]) => `${key}=${each}`)
      .join(',')}} ${round(number)}`;
  });
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

test.each<readonly [string, readonly string[]]>([
  ['1 + 2 * 3 ^ 2', ['19']],
  ['-(2 - 5) % 2', ['1']],
  ['2 > bool 1', ['1']],
  ['vector(0)', ['{} 0']],
  ['5m', ['300']],
  ['size{pod="a"}', ['size{pod=a,zone=x} 4']],
  ['size{pod!="a"}', ['size{pod=b,zone=x} 6']],
  ['requests{code=~"5.."}', ['requests{pod=a,code=500} 240']],
  ['requests{code!~"5..|3..",pod="b"}', ['requests{pod=b,code=200} 3600']],
  ['{__name__="zones"}', ['zones{zone=x,name=eu} 2']],
  ['nothing', []],
  ['requests{code="500"} offset 1m', ['requests{pod=a,code=500} 120']],
  [`requests{code="500"} @ ${START / 1_000 + 10}`, ['requests{pod=a,code=500} 20']],
  ['sum(requests)', ['{} 5040']],
  ['sum by (pod) (requests)', ['{pod=a} 1440', '{pod=b} 3600']],
  ['sum without (code) (requests)', ['{pod=a} 1440', '{pod=b} 3600']],
  ['avg(size)', ['{} 5']],
  ['max(size) - min(size)', ['{} 2']],
  ['count(requests)', ['{} 3']],
  ['stddev(size)', ['{} 1']],
  ['quantile(0.5, size)', ['{} 5']],
  ['topk(1, size)', ['size{pod=b,zone=x} 6']],
  ['bottomk(1, size)', ['size{pod=a,zone=x} 4']],
  ['count_values("size", size)', ['{size=4} 1', '{size=6} 1']],
  ['rate(requests{code="500"}[1m])', ['{pod=a,code=500} 2']],
  ['increase(requests{code="500"}[30s])', ['{pod=a,code=500} 60']],
  ['irate(requests{pod="b"}[1m])', ['{pod=b,code=200} 30']],
  ['rate(requests{code="500"}[1m] offset 30s)', ['{pod=a,code=500} 2']],
  ['round(rate(restarting[1m]), 0.01)', ['{} 0.98']],
  ['resets(restarting[2m])', ['{} 2']],
  ['delta(size{pod="a"}[1m])', ['{pod=a,zone=x} 0']],
  ['deriv(requests{pod="b"}[1m])', ['{pod=b,code=200} 30']],
  ['predict_linear(requests{pod="b"}[1m], 10)', ['{pod=b,code=200} 3900']],
  ['avg_over_time(up_and_down[10s])', ['{} 0.5']],
  ['max_over_time(up_and_down[10s]) + count_over_time(up_and_down[10s])', ['{} 11']],
  ['quantile_over_time(0.5, requests{code="500"}[10s])', ['{pod=a,code=500} 231']],
  ['last_over_time(size{pod="a"}[1m])', ['size{pod=a,zone=x} 4']],
  ['max_over_time(rate(requests{code="500"}[30s])[1m:10s])', ['{pod=a,code=500} 2']],
  ['sum(rate(requests{code="500"}[1m])) / sum(rate(requests[1m]))', ['{} 0.047619']],
  ['size * 2', ['{pod=a,zone=x} 8', '{pod=b,zone=x} 12']],
  ['size > 5', ['size{pod=b,zone=x} 6']],
  ['size > bool 5', ['{pod=a,zone=x} 0', '{pod=b,zone=x} 1']],
  ['10 > size', ['size{pod=a,zone=x} 4', 'size{pod=b,zone=x} 6']],
  ['requests{code="200"} / on (pod) size', ['{pod=a} 300', '{pod=b} 600']],
  ['requests{code="500"} / ignoring (code, zone) size', ['{pod=a} 60']],
  ['size * on (zone) group_left (name) zones', ['{pod=a,zone=x,name=eu} 8', '{pod=b,zone=x,name=eu} 12']],
  ['zones * on (zone) group_right size', ['{pod=a,zone=x} 8', '{pod=b,zone=x} 12']],
  ['size and on (pod) requests{code="500"}', ['size{pod=a,zone=x} 4']],
  ['size unless on (pod) requests{code="500"}', ['size{pod=b,zone=x} 6']],
  ['nothing or vector(0)', ['{} 0']],
  ['absent(nothing{pod="a"})', ['{pod=a} 1']],
  ['absent(size)', []],
  ['histogram_quantile(0.5, rate(took_bucket[1m]))', ['{} 0.1']],
  ['histogram_quantile(0.9, sum by (le) (rate(took_bucket[1m])))', ['{} 0.5']],
  ['histogram_quantile(0.99, rate(took_bucket[1m]))', ['{} 0.95']],
  ['clamp_max(size, 5)', ['{pod=a,zone=x} 4', '{pod=b,zone=x} 5']],
  ['round(vector(2.5))', ['{} 3']],
  ['scalar(zones) + 1', ['3']],
  ['sort_desc(size)', ['size{pod=b,zone=x} 6', 'size{pod=a,zone=x} 4']],
  ['label_replace(zones, "short", "$1", "name", "(.).*")', ['zones{zone=x,name=eu,short=e} 2']],
  ['label_join(zones, "both", "-", "zone", "name")', ['zones{zone=x,name=eu,both=x-eu} 2']],
  ['-size{pod="a"}', ['{pod=a,zone=x} -4']],
  ['time() - timestamp(zones)', ['{zone=x,name=eu} 0']],
])('%s comes to %j', (text, expected) => {
  expect(ask(text)).toEqual(expected);
});

test('a rate needs two points, and reaches no further back than where a counter was zero', () => {
  expect(ask('rate(requests{code="500"}[1m])', 0.5)).toEqual([]);
  expect(ask('increase(requests{code="500"}[1m])', 10)).toEqual(['{pod=a,code=500} 20']);
});

test('over a time there is a value for each step, and none where there was none', () => {
  const steps = { start: START - 20_000, end: START + 20_000, stepMs: 10_000 };
  const [stretch, ...others] = evaluateOver(source, parseQuery('requests{code="500"}'), steps);
  expect(others).toEqual([]);
  expect(stretch?.points.map(([at, value]) => [(at - START) / 1_000, value])).toEqual([
    [0, 0],
    [10, 20],
    [20, 40],
  ]);
});

test.each([
  ['sum(', 'parse error'],
  ['', 'unexpected end of input'],
  ['rate(size)', 'expected type range vector in call to function "rate"'],
  ['sum(5)', 'expected type instant vector'],
  ['1 > 2', 'comparisons between scalars must use BOOL modifier'],
  ['size / requests{code="200"}', null],
  ['requests / on (pod) size', 'many-to-one matching must be explicit'],
  ['size * on (zone) size', 'many-to-many matching not allowed'],
  ['size{pod=~"("}', 'error parsing regexp'],
  ['holt_winters(size[1m], 0.5, 0.5)', 'error'],
])('%s is refused: %s', (text, why) => {
  if (why === null) expect(ask(text)).toEqual([]);
  else expect(() => ask(text)).toThrow(why);
});
