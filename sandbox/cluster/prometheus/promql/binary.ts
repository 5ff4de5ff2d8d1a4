/** Operators between numbers and series, where at most one side has series of its own. Pure. */
import { nameless } from './functions/function.ts';
import { matched, sets } from './matching.ts';
import { calculated, holds, isComparison, isSetOperator } from './operators.ts';
import type { Binary } from './tree.ts';
import { type Sample, scalar, type Value, vector } from './values.ts';

/** Throws QueryProblem of type `execution` when series cannot be told apart. */
export function combined(expr: Binary, left: Value, right: Value): Value {
  if (left.type === 'scalar' && right.type === 'scalar') {
    return scalar(computed(expr.operator, left.value, right.value));
  }
  if (left.type === 'vector' && right.type === 'vector') {
    const sides = { left: left.samples, right: right.samples };
    return vector(isSetOperator(expr.operator) ? sets(expr, sides) : matched(expr, sides));
  }
  if (left.type === 'vector' && right.type === 'scalar') {
    return vector(withNumber(expr, left.samples, (value) => [value, right.value]));
  }
  if (left.type === 'scalar' && right.type === 'vector') {
    return vector(withNumber(expr, right.samples, (value) => [left.value, value]));
  }
  throw new Error(`no ${expr.operator} between ${left.type} and ${right.type}`);
}

/** Between two scalars a comparison always says 1 or 0. */
function computed(operator: string, a: number, b: number): number {
  return isComparison(operator) ? Number(holds(operator, a, b)) : calculated(operator, a, b);
}

/** A comparison without `bool` keeps the series for which it is true, as they are. */
function withNumber(
  { operator, bool }: Binary,
  samples: readonly Sample[],
  sides: (value: number) => readonly [number, number],
): readonly Sample[] {
  return samples.flatMap(({ labels, value }) => {
    const [a, b] = sides(value);
    if (isComparison(operator) && !bool) return holds(operator, a, b) ? [{ labels, value }] : [];
    return [{ labels: nameless(labels), value: computed(operator, a, b) }];
  });
}
