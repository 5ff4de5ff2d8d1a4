/** What was asked, in the query of the address or in a form. */

import type { Span } from './promql/engine.ts';
import { durationOf } from './promql/literals.ts';
import { QueryProblem } from './promql/problem.ts';

const MOST_POINTS = 11_000;

export class Parameters {
  readonly #sources: readonly URLSearchParams[];

  constructor(query: URLSearchParams, form: URLSearchParams) {
    this.#sources = [form, query];
  }

  text(name: string): string {
    return this.all(name)[0] ?? '';
  }

  all(name: string): readonly string[] {
    return this.#sources.flatMap((source) => source.getAll(name));
  }

  /** Milliseconds since 1970, from seconds or RFC 3339. */
  time(name: string, usual: number | null = null): number {
    const text = this.text(name);
    if (text === '' && usual !== null) return usual;
    const ms = text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) * 1_000 : rfc3339(text);
    if (!Number.isNaN(ms)) return Math.round(ms);
    const why = `cannot parse ${JSON.stringify(text)} to a valid timestamp`;
    throw invalid(name, name === 'time' ? `Invalid time value for 'time': ${why}` : why);
  }

  /** Milliseconds, from seconds or `1m30s`. */
  duration(name: string, usual: number | null = null): number {
    const text = this.text(name);
    if (text === '' && usual !== null) return usual;
    const isNumber = text.trim() !== '' && Number.isFinite(Number(text));
    const ms = isNumber ? Number(text) * 1_000 : durationOf(text);
    if (ms === null) throw invalid(name, `cannot parse ${JSON.stringify(text)} to a valid duration`);
    return Math.round(ms);
  }

  span(): Span {
    const [start, end] = [this.time('start'), this.time('end')];
    if (end < start) throw invalid('end', 'end timestamp must not be before start time');
    const step = this.duration('step');
    if (step <= 0) {
      throw invalid('step', 'zero or negative query resolution step widths are not accepted. Try a positive integer');
    }
    if ((end - start) / step <= MOST_POINTS) return { start, end, step };
    const words = 'exceeded maximum resolution of 11,000 points per timeseries.';
    throw new QueryProblem('bad_data', `${words} Try decreasing the query resolution (?step=XX)`);
  }
}

function rfc3339(text: string): number {
  return /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[-+]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
}

function invalid(name: string, why: string): QueryProblem {
  return new QueryProblem('bad_data', `invalid parameter "${name}": ${why}`);
}
