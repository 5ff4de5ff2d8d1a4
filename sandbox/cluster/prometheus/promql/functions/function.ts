/** What a function of PromQL is, and how it reads its arguments, whose kinds were checked before. */

import type { Signature } from '../kinds.ts';
import { type Labels, NAME, without } from '../labels.ts';
import type { Call } from '../tree.ts';
import { type Matrix, type Point, type Sample, type Value, vector } from '../values.ts';

export interface Asked {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly call: Call;
}

export interface PromFunction {
  readonly signature: Signature;
  run(args: readonly Value[], asked: Asked): Value;
}

export type Functions = Readonly<Record<string, PromFunction>>;

export function numberAt(args: readonly Value[], index: number, usual = Number.NaN): number {
  const value = args[index];
  return value?.type === 'scalar' ? value.value : usual;
}

export function textAt(args: readonly Value[], index: number): string {
  const value = args[index];
  return value?.type === 'string' ? value.value : '';
}

export function samplesAt(args: readonly Value[], index: number): readonly Sample[] {
  const value = args[index];
  return value?.type === 'vector' ? value.samples : [];
}

export function matrixAt(args: readonly Value[], index: number): Matrix {
  const value = args[index];
  return value?.type === 'matrix' ? value : { type: 'matrix', lines: [], from: 0, to: 0 };
}

/** The same series with other values, which is no longer what its name says. */
export function eachSample(samples: readonly Sample[], next: (sample: Sample) => number): Value {
  return vector(samples.map((sample) => ({ labels: nameless(sample.labels), value: next(sample) })));
}

/** One value of each line; none where it says null. */
export function eachLine({ lines }: Matrix, value: (points: readonly Point[]) => number | null): Value {
  return vector(
    lines.flatMap(({ labels, points }) => {
      const one = points.length === 0 ? null : value(points);
      return one === null ? [] : [{ labels: nameless(labels), value: one }];
    }),
  );
}

export function nameless(labels: Labels): Labels {
  return without(labels, NAME);
}
