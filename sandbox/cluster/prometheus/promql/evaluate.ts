/** Answers a query for one moment. Pure, but for the source. */
import { aggregated } from './aggregate.ts';
import { combined } from './binary.ts';
import { eachSample } from './functions/function.ts';
import { functions } from './functions/index.ts';
import { keyOf } from './labels.ts';
import { executionProblem, QueryProblem } from './problem.ts';
import { pointsBetween, sampleAt } from './samples.ts';
import type { Series, Source } from './source.ts';
import type { Aggregate, Call, Expr, Moment, Range, Selector, Subquery } from './tree.ts';
import { type Line, type Matrix, type Point, scalar, type Value, vector } from './values.ts';

/** Milliseconds between the moments of a subquery that says nothing: how often Prometheus evaluates rules here. */
const SUBQUERY_STEP = 5_000;

export interface Bounds {
  /** Milliseconds since 1970, for `@ start()` and `@ end()`. */
  readonly start: number;
  readonly end: number;
}

export class Evaluation {
  readonly #source: Source;
  readonly #bounds: Bounds;
  /** Which series a selector means stays the same while one query is answered. */
  readonly #selected = new Map<Selector, readonly Series[]>();

  constructor(source: Source, bounds: Bounds) {
    this.#source = source;
    this.#bounds = bounds;
  }

  /** Throws QueryProblem of type `execution`. */
  value(expr: Expr, at: number): Value {
    switch (expr.kind) {
      case 'number':
        return scalar(expr.value);
      case 'string':
        return { type: 'string', value: expr.value };
      case 'selector':
        return this.#instant(expr, at);
      case 'range':
        return this.#range(expr, at);
      case 'subquery':
        return this.#subquery(expr, at);
      case 'call':
        return this.#call(expr, at);
      case 'aggregate':
        return this.#aggregate(expr, at);
      case 'binary':
        return distinct(combined(expr, this.value(expr.left, at), this.value(expr.right, at)));
      case 'unary': {
        const of = this.value(expr.of, at);
        if (!expr.negative) return of;
        if (of.type === 'scalar') return scalar(-of.value);
        return distinct(eachSample(of.type === 'vector' ? of.samples : [], ({ value }) => -value));
      }
    }
  }

  #series(selector: Selector): readonly Series[] {
    const known = this.#selected.get(selector);
    if (known !== undefined) return known;
    const found = this.#source.select(selector.matchers);
    this.#selected.set(selector, found);
    return found;
  }

  #moment({ offset, at }: Moment, asked: number): number {
    const base = at === null ? asked : at === 'start' ? this.#bounds.start : at === 'end' ? this.#bounds.end : at;
    return base - offset;
  }

  #instant(selector: Selector, asked: number): Value {
    const at = this.#moment(selector, asked);
    return vector(
      this.#series(selector).flatMap((series) => {
        const point = sampleAt(this.#source, series, at);
        return point === null ? [] : [{ labels: series.labels, ...point }];
      }),
    );
  }

  #range({ of, ms }: Range, asked: number): Matrix {
    const to = this.#moment(of, asked);
    const from = to - ms;
    const lines = this.#series(of).flatMap((series) => {
      const points = pointsBetween(this.#source, series, { from, to });
      return points.length === 0 ? [] : [{ labels: series.labels, points }];
    });
    return { type: 'matrix', lines, from, to };
  }

  /** At whole multiples of the step, whenever it is asked. */
  #subquery(subquery: Subquery, asked: number): Matrix {
    const to = this.#moment(subquery, asked);
    const from = to - subquery.ms;
    const step = subquery.step ?? SUBQUERY_STEP;
    const lines = new Map<string, Line & { points: Point[] }>();
    for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
      const value = this.value(subquery.of, at);
      for (const sample of value.type === 'vector' ? value.samples : []) {
        const key = keyOf(sample.labels);
        const line = lines.get(key) ?? { labels: sample.labels, points: [] };
        line.points.push({ at, value: sample.value });
        lines.set(key, line);
      }
    }
    return { type: 'matrix', lines: [...lines.values()], from, to };
  }

  #call(call: Call, at: number): Value {
    const called = functions.get(call.name);
    if (called === undefined) throw new QueryProblem('bad_data', `unknown function with name "${call.name}"`);
    const args = call.args.map((arg) => this.value(arg, at));
    return distinct(called.run(args, { at, call }));
  }

  #aggregate({ operator, args, grouping }: Aggregate, at: number): Value {
    const values = args.map((arg) => this.value(arg, at));
    const [first] = values;
    const of = values.at(-1);
    const hasParameter = values.length > 1 && (first?.type === 'scalar' || first?.type === 'string');
    const parameter = hasParameter ? first.value : null;
    return vector(aggregated(of?.type === 'vector' ? of.samples : [], { operator, grouping, parameter }));
  }
}

/** Two series that only their names told apart cannot both stay. */
function distinct(value: Value): Value {
  if (value.type !== 'vector') return value;
  if (new Set(value.samples.map(({ labels }) => keyOf(labels))).size === value.samples.length) return value;
  throw executionProblem('vector cannot contain metrics with the same labelset');
}
