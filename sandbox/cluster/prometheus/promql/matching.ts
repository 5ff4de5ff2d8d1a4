/** Operators between series: which of the left goes with which of the right (`promql/engine.go`, `VectorBinop`). Pure. */
import { nameless } from './functions/function.ts';
import { keyOf, type Labels, labelText, NAME, only, withLabel, without } from './labels.ts';
import { calculated, holds, isComparison } from './operators.ts';
import { executionProblem } from './problem.ts';
import type { Binary, Matching } from './tree.ts';
import type { Sample } from './values.ts';

const ALL_LABELS: Matching = { on: false, labels: [], many: null, include: [] };

interface Sides {
  readonly left: readonly Sample[];
  readonly right: readonly Sample[];
}

/** `and`, `or` and `unless`. */
export function sets({ operator, matching }: Binary, { left, right }: Sides): readonly Sample[] {
  const group = ({ labels }: Sample) => keyOf(groupOf(labels, matching ?? ALL_LABELS));
  const others = new Set((operator === 'or' ? left : right).map(group));
  if (operator === 'or') return [...left, ...right.filter((sample) => !others.has(group(sample)))];
  return left.filter((sample) => others.has(group(sample)) === (operator === 'and'));
}

/** Arithmetic and comparisons: one of each side, or many of one side with one of the other. */
export function matched(expr: Binary, { left, right }: Sides): readonly Sample[] {
  const matching = expr.matching ?? ALL_LABELS;
  const [many, one] = matching.many === 'right' ? [right, left] : [left, right];
  const ones = onesOf(one, matching);
  const results = new Map<string, Sample>();
  const taken = new Set<string>();
  for (const sample of many) {
    const group = keyOf(groupOf(sample.labels, matching));
    const other = ones.get(group);
    if (other === undefined) continue;
    const [a, b] = matching.many === 'right' ? [other.value, sample.value] : [sample.value, other.value];
    const value = outcome(expr, a, b);
    if (value === null) continue;
    const labels = labelsOf(sample, other, expr);
    const key = keyOf(labels);
    if (matching.many === null && taken.has(group)) throw severalOnLeft();
    if (matching.many !== null && results.has(key)) throw notUnique();
    taken.add(group);
    results.set(key, { labels, value });
  }
  return [...results.values()];
}

function groupOf(labels: Labels, { on, labels: names }: Matching): Labels {
  return on ? only(labels, names) : without(labels, NAME, ...names);
}

function onesOf(one: readonly Sample[], matching: Matching): ReadonlyMap<string, Sample> {
  const ones = new Map<string, Sample>();
  for (const sample of one) {
    const group = groupOf(sample.labels, matching);
    const known = ones.get(keyOf(group));
    if (known !== undefined) throw duplicate(group, [sample, known], matching.many === 'right' ? 'left' : 'right');
    ones.set(keyOf(group), sample);
  }
  return ones;
}

/** Null for one that a comparison leaves out. */
function outcome({ operator, bool }: Binary, a: number, b: number): number | null {
  if (!isComparison(operator)) return calculated(operator, a, b);
  const is = holds(operator, a, b);
  if (bool) return Number(is);
  return is ? a : null;
}

function labelsOf(sample: Sample, other: Sample, { operator, bool, matching }: Binary): Labels {
  const { on, labels: names, many, include } = matching ?? ALL_LABELS;
  const kept = isComparison(operator) && !bool ? sample.labels : nameless(sample.labels);
  const base = many !== null ? kept : on ? only(kept, names) : without(kept, ...names);
  return include.reduce((labels, name) => withLabel(labels, name, other.labels[name] ?? ''), base);
}

function duplicate(group: Labels, samples: readonly Sample[], side: 'left' | 'right') {
  const found = `found duplicate series for the match group ${labelText(group)} on the ${side} hand-side of the operation`;
  const which = samples.map(({ labels }) => labelText(labels)).join(', ');
  const why = 'many-to-many matching not allowed: matching labels must be unique on one side';
  return executionProblem(`${found}: [${which}];${why}`);
}

function severalOnLeft() {
  return executionProblem(
    'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
  );
}

function notUnique() {
  return executionProblem('multiple matches for labels: grouping labels must ensure unique matches');
}
