/** Many series made one for each group of labels (`promql/engine.go`). Pure. */
import { larger, mean, quantile, smaller, total, variance } from './numbers.ts';
import { BadQuery, type Grouping } from './query.ts';
import { keyOf, type Labels, type Sample, withoutName } from './series.ts';

/** `parameter` is what stands before the vector: a number for `topk` and `quantile`, a label for `count_values`. */
export function aggregated(
  operator: string,
  samples: readonly Sample[],
  { grouping, parameter }: { grouping: Grouping; parameter: number | string | null },
): readonly Sample[] {
  const groups = groupsOf(samples, grouping);
  if (operator === 'topk' || operator === 'bottomk') {
    return groups.flatMap(({ members }) => ranked(members, operator === 'topk').slice(0, Number(parameter)));
  }
  if (operator === 'limitk') return groups.flatMap(({ members }) => members.slice(0, Number(parameter)));
  if (operator === 'count_values') return groups.flatMap((group) => countedValues(group, String(parameter)));
  return groups.map(({ labels, members }) => {
    return {
      labels,
      value: single(
        operator,
        members.map(({ value }) => value),
        Number(parameter),
      ),
    };
  });
}

interface Group {
  readonly labels: Labels;
  readonly members: readonly Sample[];
}

function groupsOf(samples: readonly Sample[], { without, labels: wanted }: Grouping): readonly Group[] {
  const groups = new Map<string, { labels: Labels; members: Sample[] }>();
  for (const sample of samples) {
    const entries = Object.entries(withoutName(sample.labels));
    const labels = Object.fromEntries(entries.filter(([label]) => wanted.includes(label) !== without));
    const key = keyOf(labels);
    const group = groups.get(key) ?? { labels, members: [] };
    group.members.push(sample);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function single(operator: string, values: readonly number[], parameter: number): number {
  switch (operator) {
    case 'sum':
      return total(values);
    case 'avg':
      return mean(values);
    case 'min':
      return values.reduce(smaller);
    case 'max':
      return values.reduce(larger);
    case 'count':
      return values.length;
    case 'group':
      return 1;
    case 'stddev':
      return Math.sqrt(variance(values));
    case 'stdvar':
      return variance(values);
    case 'quantile':
      return quantile(parameter, values);
    default:
      throw new BadQuery(`the sandbox does not know the aggregation ${operator}`);
  }
}

function ranked(members: readonly Sample[], largest: boolean): readonly Sample[] {
  return [...members].sort((a, b) => (largest ? b.value - a.value : a.value - b.value));
}

function countedValues({ labels, members }: Group, label: string): readonly Sample[] {
  const counts = new Map<number, number>();
  for (const { value } of members) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ labels: { ...labels, [label]: String(value) }, value: count }));
}
