/** Bounds that a condition of an analysis compares its result with. Only what is plain is read: a number beside `result`. */
import type { Limit } from '../chart.ts';

const COMPARED = /result(?:\[0\])?\s{0,9}(<=|>=|<|>)\s{0,9}(-?\d{1,15}(?:\.\d{1,15})?(?:e-?\d{1,3})?)(?![\w.])/gi;

interface Conditions {
  readonly successCondition?: string;
  readonly failureCondition?: string;
}

export function limitsOf({ successCondition, failureCondition }: Conditions): readonly Limit[] {
  return [...boundsIn(successCondition, 'passes when'), ...boundsIn(failureCondition, 'fails when')];
}

function boundsIn(condition: string | undefined, word: string): readonly Limit[] {
  if (typeof condition !== 'string' || condition.length > 2_000) return [];
  return [...condition.matchAll(COMPARED)].map(([, sign = '', number = '']) => ({
    value: Number(number),
    words: `${word} ${sign} ${number}`,
  }));
}
