/** The functions of PromQL, as far as they are wanted here (`promql/functions.go`). Pure. */
import { bucketQuantile, larger, mean, quantile, smaller, total, variance } from './numbers.ts';
import { BadQuery } from './query.ts';
import { changes, extrapolated, instant, line, resets, type Window } from './rates.ts';
import { keyOf, type Point, patternOf, type Sample, type Stretch, withoutName } from './series.ts';

type OverTime = (points: readonly Point[], window: Window, parameter: number) => number | null;

const valuesOf = (points: readonly Point[]) => points.map(([, value]) => value);
const ofValues =
  (of: (values: readonly number[]) => number): OverTime =>
  (points) =>
    of(valuesOf(points));

const OVER_TIME: Readonly<Record<string, OverTime>> = {
  rate: (points, window) => extrapolated(points, window, { counter: true, perSecond: true }),
  increase: (points, window) => extrapolated(points, window, { counter: true, perSecond: false }),
  delta: (points, window) => extrapolated(points, window, { counter: false, perSecond: false }),
  irate: (points) => instant(points, { counter: true, perSecond: true }),
  idelta: (points) => instant(points, { counter: false, perSecond: false }),
  deriv: (points, { to }) => (points.length < 2 ? null : line(points, to).slope),
  resets,
  changes,
  avg_over_time: ofValues(mean),
  sum_over_time: ofValues(total),
  count_over_time: (points) => points.length,
  present_over_time: () => 1,
  min_over_time: ofValues((values) => values.reduce(smaller)),
  max_over_time: ofValues((values) => values.reduce(larger)),
  stddev_over_time: ofValues((values) => Math.sqrt(variance(values))),
  stdvar_over_time: ofValues(variance),
  first_over_time: (points) => points[0]?.[1] ?? null,
  last_over_time: (points) => points.at(-1)?.[1] ?? null,
  quantile_over_time: (points, _, share) => quantile(share, valuesOf(points)),
  predict_linear: (points, { to }, seconds) => {
    if (points.length < 2) return null;
    const { value, slope } = line(points, to);
    return value + slope * seconds;
  },
};

/** The last and the first point of a series keep its name. */
const NAMED: ReadonlySet<string> = new Set(['last_over_time', 'first_over_time']);

export function isOverTime(name: string): boolean {
  return name in OVER_TIME;
}

export interface Over {
  readonly window: Window;
  /** The number that some of them take. */
  readonly parameter: number;
}

export function overTime(name: string, stretches: readonly Stretch[], { window, parameter }: Over): readonly Sample[] {
  return stretches.flatMap(({ labels, points }) => {
    const value = points.length === 0 ? null : (OVER_TIME[name]?.(points, window, parameter) ?? null);
    return value === null ? [] : [{ labels: NAMED.has(name) ? labels : withoutName(labels), value }];
  });
}

const EACH: Readonly<Record<string, (value: number, parameters: readonly number[]) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
  exp: Math.exp,
  ln: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  sqrt: Math.sqrt,
  sgn: Math.sign,
  round: (value, [nearest = 1]) => Math.floor(value / nearest + 0.5) * nearest,
  clamp: (value, [least = 0, most = 0]) => Math.max(least, Math.min(most, value)),
  clamp_min: (value, [least = 0]) => Math.max(least, value),
  clamp_max: (value, [most = 0]) => Math.min(most, value),
};

export function isOfEach(name: string): boolean {
  return name in EACH;
}

export function ofEach(name: string, samples: readonly Sample[], parameters: readonly number[]): readonly Sample[] {
  return samples.map(({ labels, value }) => {
    return { labels: withoutName(labels), value: EACH[name]?.(value, parameters) ?? Number.NaN };
  });
}

export function sorted(samples: readonly Sample[], descending: boolean): readonly Sample[] {
  return [...samples].sort((a, b) => (descending ? b.value - a.value : a.value - b.value));
}

/** Of the buckets that differ in `le` alone. */
export function histogramQuantile(share: number, samples: readonly Sample[]): readonly Sample[] {
  const groups = new Map<string, Sample[]>();
  for (const sample of samples.filter(({ labels }) => labels.le !== undefined)) {
    const { le: _, ...labels } = withoutName(sample.labels);
    groups.set(keyOf(labels), [...(groups.get(keyOf(labels)) ?? []), sample]);
  }
  return [...groups.values()].map((members) => {
    const { le: _, ...labels } = withoutName(members[0]?.labels ?? {});
    const buckets = members.map((each) => ({ upTo: boundOf(each.labels.le ?? ''), count: each.value }));
    return { labels, value: bucketQuantile(share, buckets) };
  });
}

function boundOf(le: string): number {
  return le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
}

/** `label_replace(v, to, replacement, from, pattern)`; what does not fit stays as it is. */
export function replacedLabels(samples: readonly Sample[], [to, replacement, from, pattern]: readonly string[]) {
  if (to === undefined || replacement === undefined || from === undefined || pattern === undefined) {
    throw new BadQuery('expected 5 argument(s) in call to "label_replace"');
  }
  const expression = patternOf(pattern);
  return samples.map((sample) => {
    const match = expression.exec(sample.labels[from] ?? '');
    if (match === null) return sample;
    const value = replacement.replace(
      /\$\{?(\w+)\}?/g,
      (_, group: string) => match[Number(group)] ?? match.groups?.[group] ?? '',
    );
    return { ...sample, labels: withLabel(sample, to, value) };
  });
}

/** `label_join(v, to, separator, from…)`. */
export function joinedLabels(samples: readonly Sample[], [to = '', separator = '', ...from]: readonly string[]) {
  return samples.map((sample) => {
    const value = from.map((label) => sample.labels[label] ?? '').join(separator);
    return { ...sample, labels: withLabel(sample, to, value) };
  });
}

function withLabel({ labels }: Sample, label: string, value: string) {
  const { [label]: _, ...others } = labels;
  return value === '' ? others : { ...others, [label]: value };
}
