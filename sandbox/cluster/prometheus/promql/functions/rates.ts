/** How counters rise and gauges move within a range, carried on to its ends as Prometheus does (`extrapolatedRate`). */
import type { Matrix, Point } from '../values.ts';
import { eachLine, type Functions, matrixAt, type PromFunction } from './function.ts';

interface Way {
  /** It only rises: a fall is a fresh start from zero. */
  readonly counter: boolean;
  readonly perSecond: boolean;
}

const SIGNATURE = { takes: ['range vector'], gives: 'instant vector' } as const;

export const rates: Functions = {
  rate: extrapolating({ counter: true, perSecond: true }),
  increase: extrapolating({ counter: true, perSecond: false }),
  delta: extrapolating({ counter: false, perSecond: false }),
  irate: lastTwo({ counter: true, perSecond: true }),
  idelta: lastTwo({ counter: false, perSecond: false }),
  resets: {
    signature: SIGNATURE,
    run: (args) => eachLine(matrixAt(args, 0), (points) => count(points, (a, b) => b < a)),
  },
  changes: {
    signature: SIGNATURE,
    run: (args) =>
      eachLine(matrixAt(args, 0), (points) =>
        count(points, (a, b) => a !== b && !(Number.isNaN(a) && Number.isNaN(b))),
      ),
  },
};

function count(points: readonly Point[], is: (before: number, after: number) => boolean): number {
  return points.filter(({ value }, index) => index > 0 && is(points[index - 1]?.value ?? value, value)).length;
}

function extrapolating(way: Way): PromFunction {
  return {
    signature: SIGNATURE,
    run: (args) => {
      const matrix = matrixAt(args, 0);
      return eachLine(matrix, (points) => extrapolated(points, matrix, way));
    },
  };
}

function extrapolated(points: readonly Point[], { from, to }: Matrix, { counter, perSecond }: Way): number | null {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length < 2) return null;
  const rise = last.value - first.value + (counter ? lost(points) : 0);
  const sampled = (last.at - first.at) / 1_000;
  const between = sampled / (points.length - 1);
  let toStart = (first.at - from) / 1_000;
  // A counter cannot have been less than nothing.
  if (counter && rise > 0 && first.value >= 0) toStart = Math.min(toStart, sampled * (first.value / rise));
  const reach = (gap: number) => (gap < between * 1.1 ? gap : between / 2);
  const whole = sampled + reach(toStart) + reach((to - last.at) / 1_000);
  return (rise * whole) / sampled / (perSecond ? (to - from) / 1_000 : 1);
}

/** What a counter had before it began again. */
function lost(points: readonly Point[]): number {
  let sum = 0;
  let before = 0;
  for (const { value } of points) {
    if (value < before) sum += before;
    before = value;
  }
  return sum;
}

function lastTwo({ counter, perSecond }: Way): PromFunction {
  return {
    signature: SIGNATURE,
    run: (args) =>
      eachLine(matrixAt(args, 0), (points) => {
        const [before, last] = points.slice(-2);
        if (before === undefined || last === undefined) return null;
        const fell = counter && last.value < before.value;
        const difference = fell ? last.value : last.value - before.value;
        return perSecond ? difference / ((last.at - before.at) / 1_000) : difference;
      }),
  };
}
