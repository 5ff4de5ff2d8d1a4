/** What queries come to over samples that are written down here, by the rules of Prometheus worked out by hand. */
import { instant, range } from '../../../../sandbox/cluster/prometheus/promql/engine.ts';
import type { Labels } from '../../../../sandbox/cluster/prometheus/promql/labels.ts';
import { matchesAll } from '../../../../sandbox/cluster/prometheus/promql/matchers.ts';
import { QueryProblem } from '../../../../sandbox/cluster/prometheus/promql/problem.ts';
import type { Series, Source } from '../../../../sandbox/cluster/prometheus/promql/source.ts';

/** One sample every ten seconds from 0 on; it ends after the last. */
function written(labels: Labels, ...values: readonly number[]): Series {
  return { labels, from: 0, to: values.length * 10_000, valueAt: (at) => values[at / 10_000] ?? Number.NaN };
}

const all = [
  written({ __name__: 'hits', pod: 'a' }, 0, 10, 20, 30, 40, 50),
  written({ __name__: 'hits', pod: 'b' }, 100, 120, 140, 5, 25, 45),
  written({ __name__: 'level', pod: 'a' }, 5, 3, Number.NaN, 7, 1, 2),
  written({ __name__: 'gone', pod: 'c' }, 1, 1, 1),
  written({ __name__: 'took_bucket', le: '0.1' }, 0, 0, 0, 0, 0, 50),
  written({ __name__: 'took_bucket', le: '0.5' }, 0, 0, 0, 0, 0, 90),
  written({ __name__: 'took_bucket', le: '+Inf' }, 0, 0, 0, 0, 0, 100),
];

const source: Source = {
  every: 10_000,
  now: () => 59_000,
  select: (matchers) => all.filter(({ labels }) => matchesAll(matchers)(labels)),
};

function at(seconds: number, query: string) {
  const value = instant(source, query, seconds * 1_000);
  if (value.type === 'scalar') return value.value;
  return value.type === 'vector' ? value.samples.map((sample) => sample.value) : [];
}

test.each([
  // 30 in the 30 s between the samples at 20 and 50; 3 s and 2 s beyond them are less than 1.1 samples apart.
  [52, 'increase(hits{pod="a"}[35s])', [35]],
  [52, 'rate(hits{pod="a"}[35s])', [1]],
  // From 140 it begins again: 5 + 20 + 20 = 45 in 30 s.
  [50, 'rate(hits{pod="b"}[30s])', [1.5]],
  [50, 'resets(hits{pod="b"}[50s])', [1]],
  [50, 'irate(hits{pod="b"}[1m])', [2]],
  [30, 'irate(hits{pod="b"}[1m])', [0.5]],
  [50, 'delta(hits{pod="b"}[30s])', [-95]],
  // Samples at 30, 40 and 50 s: 40 in 20 s. At that pace it was zero 2.5 s before the first, so no further back than that.
  [50, 'increase(hits{pod="b"}[29s])', [45]],
  [50, 'rate(hits[5s])', []],
  [50, 'sum_over_time(hits{pod="a"}[20s])', [120]],
  [50, 'avg_over_time(hits{pod="a"}[20s])', [40]],
  [50, 'max_over_time(level[50s])', [7]],
  [50, 'min_over_time(level[50s])', [1]],
  [50, 'count_over_time(level[50s])', [6]],
  [50, 'hits{pod="a"} offset 30s', [20]],
  [50, 'sum(hits)', [95]],
  [50, 'avg(hits) - min(hits)', [2.5]],
  [50, 'quantile(0.5, hits)', [47.5]],
  [50, 'topk(1, hits)', [50]],
  [50, 'hits > 46', [50]],
  [50, 'hits / on(pod) level', [25]],
  [50, 'hits / ignoring(pod) group_left sum(hits)', [50 / 95, 45 / 95]],
  // 50 of 100 are below 0.1, 40 more below 0.5: number 80 is three quarters of the way.
  [50, 'histogram_quantile(0.8, took_bucket)', [0.4]],
  [50, 'histogram_quantile(0.95, took_bucket)', [0.5]],
  [40, 'histogram_quantile(0.8, took_bucket)', [Number.NaN]],
  [50, 'scalar(sum(hits)) / 5', 19],
])('at %d s %s is %j', (seconds, query, expected) => {
  const came = at(seconds, query);
  const rounded = (values: number | readonly number[]) => [values].flat().map((value) => Math.round(value * 1e9) / 1e9);
  expect(rounded(came)).toEqual(rounded(expected));
});

test('a series that has ended is gone at once, and its past is still there', () => {
  expect(at(29, 'gone')).toEqual([1]);
  expect(at(30, 'gone')).toEqual([]);
  expect(at(30, 'absent(gone)')).toEqual([1]);
  expect(at(50, 'count_over_time(gone[1m])')).toEqual([3]);
});

test('a range has no value where there was none', () => {
  const { lines } = range(source, 'gone * 2', { start: 10_000, end: 40_000, step: 10_000 });
  expect(lines).toEqual([
    { labels: { pod: 'c' }, points: [10_000, 20_000].map((moment) => ({ at: moment, value: 2 })) },
  ]);
});

test.each([
  ['deriv(hits[1m])', 'unknown function with name "deriv": the sandbox has not got it'],
  ['limitk(1, hits)', 'unknown function with name "limitk": the sandbox has not got it'],
  ['nope(hits)', 'unknown function with name "nope"'],
  ['hits[1h+5m]', 'bad duration syntax: "1h+5m"'],
  ['hits > on(pod) group_right(x) fill(0) hits', 'unexpected ">"'],
])('%s is refused, not taken for nothing', (query, message) => {
  expect(() => at(50, query)).toThrow(QueryProblem);
  expect(() => at(50, query)).toThrow(message);
});

test('series that only their names told apart cannot be told apart any more', () => {
  expect(() => at(50, 'rate({pod="a"}[1m])')).toThrow('vector cannot contain metrics with the same labelset');
});
