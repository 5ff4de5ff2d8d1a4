/** What a query comes to at a moment, or over a time. Pure over its source. */
import { aggregated } from './aggregates.ts';
import {
  histogramQuantile,
  isOfEach,
  isOverTime,
  joinedLabels,
  ofEach,
  overTime,
  replacedLabels,
  sorted,
} from './functions.ts';
import { ofScalars, ofVectors, withScalar } from './operators.ts';
import { BadQuery, type Matcher, type Place, type Query } from './query.ts';
import type { Window } from './rates.ts';
import { keyOf, type Point, type Sample, type Source, type Stretch, sampleAt, selected, stretchOf } from './series.ts';

export type Value =
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'vector'; readonly samples: readonly Sample[] }
  | { readonly kind: 'matrix'; readonly stretches: readonly Stretch[]; readonly window: Window };

export interface Moment {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly start: number;
  readonly end: number;
}

const SUBQUERY_STEP_MS = 15_000;
const MOST_POINTS = 11_000;

/** Throws BadQuery. */
export function evaluateAt(source: Source, query: Query, at: number): Value {
  return new Evaluation(source, { at, start: at, end: at }).value(query);
}

export interface Steps {
  readonly start: number;
  readonly end: number;
  readonly stepMs: number;
}

/** Throws BadQuery. */
export function evaluateOver(source: Source, query: Query, { start, end, stepMs }: Steps): readonly Stretch[] {
  if (!(stepMs > 0)) throw new BadQuery('zero or negative query resolution step widths are not accepted');
  if ((end - start) / stepMs > MOST_POINTS)
    throw new BadQuery('exceeded maximum resolution of 11,000 points per timeseries');
  const found = new Map<string, { labels: Sample['labels']; points: Point[] }>();
  for (let at = start; at <= end; at += stepMs) {
    const value = new Evaluation(source, { at, start, end }).value(query);
    for (const { labels, value: number } of samplesOf(value)) {
      const stretch = found.get(keyOf(labels)) ?? { labels, points: [] };
      stretch.points.push([at, number]);
      found.set(keyOf(labels), stretch);
    }
  }
  return [...found.values()];
}

function samplesOf(value: Value): readonly Sample[] {
  if (value.kind === 'scalar') return [{ labels: {}, value: value.value }];
  if (value.kind === 'vector') return value.samples;
  throw new BadQuery(`invalid expression type "${value.kind}" for range query, must be Scalar or instant Vector`);
}

class Evaluation {
  readonly #source: Source;
  readonly #moment: Moment;

  constructor(source: Source, moment: Moment) {
    this.#source = source;
    this.#moment = moment;
  }

  value(query: Query): Value {
    switch (query.kind) {
      case 'number':
        return { kind: 'scalar', value: query.value };
      case 'text':
        return { kind: 'string', value: query.value };
      case 'selector':
        return this.#instant(query.matchers, query.place);
      case 'range':
        return this.#stretches(query);
      case 'subquery':
        return this.#subquery(query);
      case 'negative':
        return this.#binary({ operator: '*', bool: false }, this.value(query.of), { kind: 'scalar', value: -1 });
      case 'binary':
        return this.#binary(query, this.value(query.left), this.value(query.right), query);
      case 'call':
        return this.#call(query.name, query.args);
      case 'aggregate':
        return this.#aggregate(query);
    }
  }

  #time({ offsetMs, at }: Place): number {
    const { start, end, at: now } = this.#moment;
    const base = at === 'start' ? start : at === 'end' ? end : (at ?? now);
    return base - offsetMs;
  }

  #instant(matchers: readonly Matcher[], place: Place): Value {
    const at = this.#time(place);
    const samples = selected(this.#source, matchers).flatMap((series) => sampleAt(series, at) ?? []);
    return { kind: 'vector', samples };
  }

  #stretches({ matchers, place, rangeMs }: Extract<Query, { kind: 'range' }>): Value {
    const to = this.#time(place);
    const window = { from: to - rangeMs, to };
    const stretches = selected(this.#source, matchers).map((series) => stretchOf(series, window.from, to));
    return { kind: 'matrix', stretches: stretches.filter(({ points }) => points.length > 0), window };
  }

  #subquery({ of, place, rangeMs, stepMs }: Extract<Query, { kind: 'subquery' }>): Value {
    const to = this.#time(place);
    const step = stepMs ?? SUBQUERY_STEP_MS;
    const window = { from: to - rangeMs, to };
    const start = (Math.floor(window.from / step) + 1) * step;
    return { kind: 'matrix', stretches: evaluateOver(this.#source, of, { start, end: to, stepMs: step }), window };
  }

  #binary(
    operation: { operator: string; bool: boolean },
    left: Value,
    right: Value,
    query?: Extract<Query, { kind: 'binary' }>,
  ): Value {
    if (left.kind === 'scalar' && right.kind === 'scalar') {
      return { kind: 'scalar', value: ofScalars(left.value, right.value, operation) };
    }
    if (left.kind === 'vector' && right.kind === 'scalar') {
      return { kind: 'vector', samples: withScalar(left.samples, right.value, { operation, swapped: false }) };
    }
    if (left.kind === 'scalar' && right.kind === 'vector') {
      return { kind: 'vector', samples: withScalar(right.samples, left.value, { operation, swapped: true }) };
    }
    if (left.kind !== 'vector' || right.kind !== 'vector' || query === undefined) {
      throw new BadQuery('binary expression must contain only scalar and instant vector types');
    }
    const sides = { left: left.samples, right: right.samples };
    return { kind: 'vector', samples: ofVectors(sides, operation, query.matching) };
  }

  #aggregate({ operator, grouping, args }: Extract<Query, { kind: 'aggregate' }>): Value {
    const vector = this.#vector(args.at(-1), operator);
    const first = args.length > 1 && args[0] !== undefined ? this.value(args[0]) : null;
    const parameter = first?.kind === 'scalar' || first?.kind === 'string' ? first.value : null;
    return { kind: 'vector', samples: aggregated(operator, vector, { grouping, parameter }) };
  }

  #call(name: string, args: readonly Query[]): Value {
    const vector = (samples: readonly Sample[]): Value => ({ kind: 'vector', samples });
    const scalar = (value: number): Value => ({ kind: 'scalar', value });
    if (isOverTime(name)) return vector(this.#overTime(name, args));
    if (isOfEach(name)) {
      return vector(
        ofEach(
          name,
          this.#vector(args[0], name),
          args.slice(1).map((each) => this.#scalar(each, name)),
        ),
      );
    }
    switch (name) {
      case 'time':
        return scalar(this.#moment.at / 1_000);
      case 'pi':
        return scalar(Math.PI);
      case 'vector':
        return vector([{ labels: {}, value: this.#scalar(args[0], name) }]);
      case 'scalar': {
        const [only, ...others] = this.#vector(args[0], name);
        return scalar(only === undefined || others.length > 0 ? Number.NaN : only.value);
      }
      case 'timestamp':
        return vector(
          ofEach('floor', this.#vector(args[0], name), []).map((each) => ({ ...each, value: this.#moment.at / 1_000 })),
        );
      case 'absent':
        return vector(this.#vector(args[0], name).length > 0 ? [] : [{ labels: absentLabels(args[0]), value: 1 }]);
      case 'absent_over_time':
        return vector(
          this.#matrix(args[0], name).stretches.length > 0 ? [] : [{ labels: absentLabels(args[0]), value: 1 }],
        );
      case 'histogram_quantile':
        return vector(histogramQuantile(this.#scalar(args[0], name), this.#vector(args[1], name)));
      case 'sort':
      case 'sort_desc':
        return vector(sorted(this.#vector(args[0], name), name === 'sort_desc'));
      case 'label_replace':
        return vector(replacedLabels(this.#vector(args[0], name), this.#texts(args.slice(1))));
      case 'label_join':
        return vector(joinedLabels(this.#vector(args[0], name), this.#texts(args.slice(1))));
      default:
        throw new BadQuery(`the sandbox does not know the function ${name}`);
    }
  }

  /** The number of `quantile_over_time` comes first, that of `predict_linear` last. */
  #overTime(name: string, args: readonly Query[]): readonly Sample[] {
    const isFirst = name === 'quantile_over_time';
    const { stretches, window } = this.#matrix(isFirst ? args[1] : args[0], name);
    const given = isFirst ? args[0] : args[1];
    const parameter = given === undefined ? Number.NaN : this.#scalar(given, name);
    return overTime(name, stretches, { window, parameter });
  }

  #vector(query: Query | undefined, name: string): readonly Sample[] {
    const value = query === undefined ? undefined : this.value(query);
    if (value?.kind !== 'vector') throw new BadQuery(`expected type instant vector in call to "${name}"`);
    return value.samples;
  }

  #matrix(query: Query | undefined, name: string): Extract<Value, { kind: 'matrix' }> {
    const value = query === undefined ? undefined : this.value(query);
    if (value?.kind !== 'matrix') throw new BadQuery(`expected type range vector in call to function "${name}"`);
    return value;
  }

  #scalar(query: Query | undefined, name: string): number {
    const value = query === undefined ? undefined : this.value(query);
    if (value?.kind !== 'scalar') throw new BadQuery(`expected type scalar in call to function "${name}"`);
    return value.value;
  }

  #texts(queries: readonly Query[]): readonly string[] {
    return queries.map((query) => {
      const value = this.value(query);
      if (value.kind !== 'string') throw new BadQuery('expected type string');
      return value.value;
    });
  }
}

/** What was looked for and is not there. */
function absentLabels(query: Query | undefined): Sample['labels'] {
  if (query?.kind !== 'selector' && query?.kind !== 'range') return {};
  const named = query.matchers.filter(({ label, operator }) => operator === '=' && label !== '__name__');
  return Object.fromEntries(named.map(({ label, value }) => [label, value]));
}
