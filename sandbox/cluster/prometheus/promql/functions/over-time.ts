/** One number for all samples of a series within a range. */
import { deviation, least, mean, most, quantile, total, variance } from '../numbers.ts';
import { vector } from '../values.ts';
import { eachLine, type Functions, matrixAt, numberAt, type PromFunction } from './function.ts';

const SIGNATURE = { takes: ['range vector'], gives: 'instant vector' } as const;

export const overTime: Functions = {
  avg_over_time: of(mean),
  sum_over_time: of(total),
  min_over_time: of(least),
  max_over_time: of(most),
  count_over_time: of((values) => values.length),
  stddev_over_time: of(deviation),
  stdvar_over_time: of(variance),
  present_over_time: of(() => 1),
  last_over_time: {
    signature: SIGNATURE,
    // The only one that keeps the name: it is the same value still.
    run: (args) =>
      vector(
        matrixAt(args, 0).lines.flatMap(({ labels, points }) => {
          const last = points.at(-1);
          return last === undefined ? [] : [{ labels, value: last.value }];
        }),
      ),
  },
  quantile_over_time: {
    signature: { takes: ['scalar', 'range vector'], gives: 'instant vector' },
    run: (args) =>
      eachLine(matrixAt(args, 1), (points) =>
        quantile(
          numberAt(args, 0),
          points.map(({ value }) => value),
        ),
      ),
  },
};

function of(one: (values: readonly number[]) => number): PromFunction {
  return {
    signature: SIGNATURE,
    run: (args) => eachLine(matrixAt(args, 0), (points) => one(points.map(({ value }) => value))),
  };
}
