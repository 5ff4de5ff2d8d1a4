/** Values as the HTTP API writes them: times in seconds, numbers as text. Pure. */
import { numberText } from './promql/number-text.ts';
import type { QueryProblem } from './promql/problem.ts';
import type { Matrix, Point, Value } from './promql/values.ts';

/** `at` in milliseconds since 1970. */
export function answered(value: Value, at: number): object {
  switch (value.type) {
    case 'matrix':
      return matrixAnswer(value);
    case 'scalar':
      return { resultType: 'scalar', result: pair({ at, value: value.value }) };
    case 'string':
      return { resultType: 'string', result: [at / 1_000, value.value] };
    case 'vector': {
      const result = value.samples.map(({ labels, value }) => ({ metric: labels, value: pair({ at, value }) }));
      return { resultType: 'vector', result };
    }
  }
}

export function matrixAnswer({ lines }: Matrix): object {
  return {
    resultType: 'matrix',
    result: lines.map(({ labels, points }) => ({ metric: labels, values: points.map(pair) })),
  };
}

function pair({ at, value }: Point): readonly [number, string] {
  return [at / 1_000, numberText(value)];
}

export function refused({ type, message }: QueryProblem): object {
  return { status: 'error', errorType: type, error: message };
}
