/** Arithmetic, comparison and sets, of numbers and of vectors (`VectorBinop` in `promql/engine.go`). Pure. */
import { BadQuery, type Matching } from './query.ts';
import { keyOf, type Labels, type Sample, withoutName } from './series.ts';

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': (a, b) => a ** b,
  atan2: Math.atan2,
};
const COMPARISON: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
};

export interface Operation {
  readonly operator: string;
  /** A comparison gives 0 or 1 instead of leaving out. */
  readonly bool: boolean;
}

/** Of two scalars. Throws BadQuery for a comparison without `bool`. */
export function ofScalars(a: number, b: number, { operator, bool }: Operation): number {
  const compare = COMPARISON[operator];
  if (compare === undefined) return arithmetic(operator)(a, b);
  if (!bool) throw new BadQuery('comparisons between scalars must use BOOL modifier');
  return compare(a, b) ? 1 : 0;
}

function arithmetic(operator: string): (a: number, b: number) => number {
  const known = ARITHMETIC[operator];
  if (known === undefined) throw new BadQuery(`set operator "${operator}" not allowed in binary scalar expression`);
  return known;
}

/** `kept` is the value that stays when a comparison holds. Null when it does not. */
function calculated(a: number, b: number, { operation, kept }: { operation: Operation; kept: number }): number | null {
  const compare = COMPARISON[operation.operator];
  if (compare === undefined) return arithmetic(operation.operator)(a, b);
  if (operation.bool) return compare(a, b) ? 1 : 0;
  return compare(a, b) ? kept : null;
}

function keepsName({ operator, bool }: Operation): boolean {
  return operator in COMPARISON && !bool;
}

export function withScalar(
  vector: readonly Sample[],
  scalar: number,
  { operation, swapped }: { operation: Operation; swapped: boolean },
): readonly Sample[] {
  return vector.flatMap(({ labels, value }) => {
    const [a, b] = swapped ? [scalar, value] : [value, scalar];
    const result = calculated(a, b, { operation, kept: value });
    return result === null ? [] : [{ labels: keepsName(operation) ? labels : withoutName(labels), value: result }];
  });
}

interface Sides {
  readonly left: readonly Sample[];
  readonly right: readonly Sample[];
}

/** Throws BadQuery when it is not clear which belongs to which. */
export function ofVectors({ left, right }: Sides, operation: Operation, matching: Matching): readonly Sample[] {
  const signature = signatureBy(matching);
  if (operation.operator === 'and' || operation.operator === 'unless' || operation.operator === 'or') {
    return ofSets({ left, right }, operation.operator, signature);
  }
  const swapped = matching.many === 'right';
  const [many, one] = swapped ? [right, left] : [left, right];
  const ones = new Map<string, Sample>();
  for (const sample of one) {
    if (ones.has(signature(sample.labels))) throw new BadQuery(DUPLICATE);
    ones.set(signature(sample.labels), sample);
  }
  const seen = new Set<string>();
  return many.flatMap((sample) => {
    const key = signature(sample.labels);
    const other = ones.get(key);
    if (other === undefined) return [];
    if (matching.many === null && seen.has(key)) throw new BadQuery(MANY_TO_ONE);
    seen.add(key);
    const [a, b] = swapped ? [other.value, sample.value] : [sample.value, other.value];
    const value = calculated(a, b, { operation, kept: swapped ? b : a });
    return value === null ? [] : [{ labels: labelsOf(sample, other, { operation, matching }), value }];
  });
}

const DUPLICATE =
  'found duplicate series for the match group on the right hand-side of the operation;many-to-many matching not allowed: matching labels must be unique on one side';
const MANY_TO_ONE = 'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)';

function signatureBy({ on, labels: wanted }: Matching): (labels: Labels) => string {
  return (labels) => {
    const entries = Object.entries(withoutName(labels)).filter(([label]) => wanted.includes(label) === on);
    return keyOf(Object.fromEntries(entries));
  };
}

function labelsOf(
  many: Sample,
  one: Sample,
  { operation, matching }: { operation: Operation; matching: Matching },
): Labels {
  const base = keepsName(operation) ? many.labels : withoutName(many.labels);
  if (matching.many !== null) {
    const taken = matching.include.map((label) => [label, one.labels[label] ?? ''] as const);
    const entries = Object.entries({ ...base, ...Object.fromEntries(taken) });
    return Object.fromEntries(entries.filter(([, value]) => value !== ''));
  }
  const entries = Object.entries(base).filter(([label]) => matching.labels.includes(label) === matching.on);
  return Object.fromEntries(entries);
}

function ofSets({ left, right }: Sides, operator: string, signature: (labels: Labels) => string): readonly Sample[] {
  const [lefts, rights] = [left, right].map((side) => new Set(side.map(({ labels }) => signature(labels))));
  if (operator === 'and') return left.filter(({ labels }) => rights?.has(signature(labels)));
  if (operator === 'unless') return left.filter(({ labels }) => !rights?.has(signature(labels)));
  return [...left, ...right.filter(({ labels }) => !lefts?.has(signature(labels)))];
}
