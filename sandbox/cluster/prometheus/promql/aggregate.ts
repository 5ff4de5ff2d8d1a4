/** Many series to fewer, by what their labels have in common. Pure. */
import { keyOf, type Labels, NAME, only, withLabel, without } from './labels.ts';
import { numberText } from './number-text.ts';
import { ascending, deviation, least, mean, most, quantile, total, variance } from './numbers.ts';
import { executionProblem } from './problem.ts';
import type { Grouping } from './tree.ts';
import type { Sample } from './values.ts';

interface Group {
  readonly labels: Labels;
  readonly samples: Sample[];
}

export interface Asked {
  readonly operator: string;
  readonly grouping: Grouping;
  /** A number, the label of `count_values`, or nothing. */
  readonly parameter: number | string | null;
}

export function aggregated(samples: readonly Sample[], { operator, grouping, parameter }: Asked): readonly Sample[] {
  const groups = [...groupsOf(samples, grouping).values()];
  switch (operator) {
    case 'topk':
    case 'bottomk':
      return groups.flatMap((group) => ends(group, { operator, count: Number(parameter) }));
    case 'count_values':
      return groups.flatMap((group) => valuesOf(group, String(parameter)));
    case 'quantile':
      return groups.map(({ labels, samples }) => ({ labels, value: quantile(Number(parameter), numbers(samples)) }));
    default:
      return groups.map(({ labels, samples }) => ({ labels, value: combined(operator, numbers(samples)) }));
  }
}

function numbers(samples: readonly Sample[]): readonly number[] {
  return samples.map(({ value }) => value);
}

function combined(operator: string, values: readonly number[]): number {
  const ways: Readonly<Record<string, (values: readonly number[]) => number>> = {
    sum: total,
    avg: mean,
    min: least,
    max: most,
    count: (all) => all.length,
    group: () => 1,
    stddev: deviation,
    stdvar: variance,
  };
  const way = ways[operator];
  if (way === undefined) throw executionProblem(`unexpected aggregation ${operator}`);
  return way(values);
}

function groupsOf(samples: readonly Sample[], { without: left, labels: names }: Grouping): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  for (const sample of samples) {
    const labels = left ? without(sample.labels, NAME, ...names) : only(sample.labels, names);
    const key = keyOf(labels);
    const group = groups.get(key) ?? { labels, samples: [] };
    group.samples.push(sample);
    groups.set(key, group);
  }
  return groups;
}

/** The series themselves, name and all. */
function ends({ samples }: Group, { operator, count }: { operator: string; count: number }): readonly Sample[] {
  if (Number.isNaN(count)) throw executionProblem('Scalar value NaN overflows int64');
  const sorted = samples.toSorted((a, b) => lastIfNone(a.value, b.value, operator === 'topk' ? -1 : 1));
  return sorted.slice(0, Math.max(0, Math.trunc(count)));
}

function lastIfNone(a: number, b: number, direction: 1 | -1): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return -ascending(a, b);
  return direction * ascending(a, b);
}

function valuesOf({ labels, samples }: Group, label: string): readonly Sample[] {
  if (!/^[A-Za-z_]\w*$/.test(label)) throw executionProblem(`invalid label name "${label}"`);
  const counts = new Map<string, number>();
  for (const { value } of samples) counts.set(numberText(value), (counts.get(numberText(value)) ?? 0) + 1);
  return [...counts].map(([text, value]) => ({ labels: withLabel(labels, label, text), value }));
}
