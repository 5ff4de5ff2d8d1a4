/** What a part of a query comes to at one moment. */
import type { Labels } from './labels.ts';

export interface Point {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly value: number;
}

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
  /** When it was taken, where that is not the moment of the query: for `timestamp`. */
  readonly at?: number;
}

export interface Line {
  readonly labels: Labels;
  readonly points: readonly Point[];
}

export interface Scalar {
  readonly type: 'scalar';
  readonly value: number;
}

export interface Text {
  readonly type: 'string';
  readonly value: string;
}

export interface Vector {
  readonly type: 'vector';
  readonly samples: readonly Sample[];
}

/** What was found between two moments, both included. */
export interface Matrix {
  readonly type: 'matrix';
  readonly lines: readonly Line[];
  readonly from: number;
  readonly to: number;
}

export type Value = Scalar | Text | Vector | Matrix;

export function scalar(value: number): Scalar {
  return { type: 'scalar', value };
}

export function vector(samples: readonly Sample[]): Vector {
  return { type: 'vector', samples };
}
