/** Answers whole queries: for one moment, or for many, one after the other. */
import { Evaluation } from './evaluate.ts';
import { kindOf } from './kinds.ts';
import { inOrder, keyOf } from './labels.ts';
import { parse } from './parse.ts';
import { QueryProblem } from './problem.ts';
import type { Source } from './source.ts';
import type { Line, Matrix, Point, Value } from './values.ts';

/** Milliseconds. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** Throws QueryProblem. */
export function instant(source: Source, text: string, at: number): Value {
  const value = new Evaluation(source, { start: at, end: at }).value(parse(text), at);
  return value.type === 'matrix' ? { ...value, lines: inOrder(value.lines) } : value;
}

/** Throws QueryProblem. */
export function range(source: Source, text: string, { start, end, step }: Span): Matrix {
  const expr = parse(text);
  const kind = kindOf(expr);
  if (kind !== 'scalar' && kind !== 'instant vector') {
    const words = `invalid expression type "${kind}" for range query, must be Scalar or instant Vector`;
    throw new QueryProblem('bad_data', words);
  }
  const evaluation = new Evaluation(source, { start, end });
  const lines = new Map<string, Line & { points: Point[] }>();
  for (let at = start; at <= end; at += step) {
    const value = evaluation.value(expr, at);
    const samples = value.type === 'vector' ? value.samples : value.type === 'scalar' ? [{ labels: {}, ...value }] : [];
    for (const { labels, value } of samples) {
      const line = lines.get(keyOf(labels)) ?? { labels, points: [] };
      line.points.push({ at, value });
      lines.set(keyOf(labels), line);
    }
  }
  return { type: 'matrix', lines: inOrder([...lines.values()]), from: start, to: end };
}
