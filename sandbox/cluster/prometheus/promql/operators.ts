/** What operators do with two numbers. Pure. */

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  // One to any power is one here, even to NaN.
  '^': (a, b) => (a === 1 ? 1 : a ** b),
  atan2: (a, b) => Math.atan2(a, b),
};

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
};

export function isComparison(operator: string): boolean {
  return operator in COMPARISONS;
}

export function isSetOperator(operator: string): boolean {
  return operator === 'and' || operator === 'or' || operator === 'unless';
}

/** Of arithmetic. */
export function calculated(operator: string, a: number, b: number): number {
  return ARITHMETIC[operator]?.(a, b) ?? Number.NaN;
}

export function holds(operator: string, a: number, b: number): boolean {
  return COMPARISONS[operator]?.(a, b) ?? false;
}
