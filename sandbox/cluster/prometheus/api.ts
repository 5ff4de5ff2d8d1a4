/** The HTTP API of a Prometheus (`/api/v1`), as far as programs and people ask it for numbers. */
import { Hono } from 'hono';
import { evaluateAt, evaluateOver, type Value } from './evaluate.ts';
import { durationOf } from './literals.ts';
import { BadQuery } from './query.ts';
import { keyOf, type Labels, type Point, type Source, type Stretch, sampleAt, selected } from './series.ts';
import { parseQuery } from './syntax.ts';

type Form = Readonly<Record<string, readonly string[]>>;

export interface PrometheusOptions {
  readonly source: Source;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

type Call = (form: Form, options: PrometheusOptions) => unknown;

const CALLS: Readonly<Record<string, Call>> = {
  query: (form, { source, now }) => {
    const at = timeOf(form.time?.[0], now());
    return shown(evaluateAt(source, parseQuery(one(form, 'query')), at), at);
  },
  query_range: (form, { source, now }) => {
    const [start, end] = [timeOf(one(form, 'start'), now()), timeOf(one(form, 'end'), now())];
    if (end < start) throw new BadQuery('invalid parameter "end": end timestamp must not be before start time');
    const steps = { start, end, stepMs: durationOf(one(form, 'step')) };
    const stretches = evaluateOver(source, parseQuery(one(form, 'query')), steps);
    return { resultType: 'matrix', result: stretches.map(matrixEntry) };
  },
  series: (form, options) => {
    if ((form['match[]'] ?? []).length === 0) throw new BadQuery('no match[] parameter provided');
    return labelSets(form, options);
  },
  labels: (form, options) => [...new Set(labelSets(form, options).flatMap((labels) => Object.keys(labels)))].sort(),
  'status/buildinfo': () => ({
    version: '3.0.0',
    revision: 'sandbox',
    branch: '',
    buildUser: '',
    buildDate: '',
    goVersion: '',
  }),
  metadata: () => ({}),
  rules: () => ({ groups: [] }),
  alerts: () => ({ alerts: [] }),
};

/** Answers GET and POST alike. */
export function prometheusApi(options: PrometheusOptions): Hono {
  const app = new Hono();
  for (const [path, call] of Object.entries(CALLS)) {
    app.on(['GET', 'POST'], `/api/v1/${path}`, async (context) => {
      const form = await formOf(context.req.raw);
      const { status, body } = answered(() => call(form, options));
      return context.json(body, status);
    });
  }
  app.on(['GET', 'POST'], '/api/v1/label/:name/values', async (context) => {
    const form = await formOf(context.req.raw);
    const name = context.req.param('name');
    const { status, body } = answered(() => {
      return [...new Set(labelSets(form, options).flatMap((labels) => labels[name] ?? []))].sort();
    });
    return context.json(body, status);
  });
  for (const path of ['/-/ready', '/-/healthy'])
    app.get(path, (context) => context.text('Prometheus Server is Ready.\n'));
  return app;
}

function answered(call: () => unknown): { readonly status: 200 | 400; readonly body: object } {
  try {
    return { status: 200, body: { status: 'success', data: call() } };
  } catch (error) {
    if (!(error instanceof BadQuery)) throw error;
    return { status: 400, body: { status: 'error', errorType: 'bad_data', error: error.message } };
  }
}

async function formOf(request: Request): Promise<Form> {
  const pairs = [...new URL(request.url).searchParams];
  if (request.method === 'POST') pairs.push(...new URLSearchParams(await request.text()));
  const form: Record<string, string[]> = {};
  for (const [key, value] of pairs) form[key] = [...(form[key] ?? []), value];
  return form;
}

function one(form: Form, name: string): string {
  const [value] = form[name] ?? [];
  if (value === undefined || value === '')
    throw new BadQuery(`invalid parameter "${name}": unknown position: parse error: no expression found in input`);
  return value;
}

/** Seconds since 1970, or RFC 3339. */
function timeOf(text: string | undefined, now: number): number {
  if (text === undefined || text === '') return now;
  const at = Number.isNaN(Number(text)) ? Date.parse(text) : Number(text) * 1_000;
  if (Number.isNaN(at)) throw new BadQuery(`cannot parse "${text}" to a valid timestamp`);
  return at;
}

function labelSets(form: Form, { source, now }: PrometheusOptions): readonly Labels[] {
  const at = timeOf(form.end?.[0], now());
  const matches = form['match[]'] ?? [];
  const queries = matches.map((text) => {
    const query = parseQuery(text);
    if (query.kind !== 'selector') throw new BadQuery('invalid parameter "match[]": expected a selector');
    return query.matchers;
  });
  const found = (queries.length === 0 ? [[]] : queries).flatMap((matchers) => selected(source, matchers));
  const there = found.filter((series) => sampleAt(series, at) !== null).map(({ labels }) => labels);
  return [...new Map(there.map((labels) => [keyOf(labels), labels])).values()];
}

function shown(value: Value, at: number): object {
  switch (value.kind) {
    case 'scalar':
      return { resultType: 'scalar', result: shownPoint([at, value.value]) };
    case 'string':
      return { resultType: 'string', result: [at / 1_000, value.value] };
    case 'vector': {
      const result = value.samples.map((each) => ({ metric: each.labels, value: shownPoint([at, each.value]) }));
      return { resultType: 'vector', result };
    }
    case 'matrix':
      return { resultType: 'matrix', result: value.stretches.map(matrixEntry) };
  }
}

function matrixEntry({ labels, points }: Stretch): object {
  return { metric: labels, values: points.map(shownPoint) };
}

function shownPoint([at, value]: Point): readonly [number, string] {
  return [at / 1_000, numberText(value)];
}

export function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}
