/** The HTTP API of Prometheus, v1, as far as queries and their browsers use it (https://prometheus.io/docs/prometheus/latest/querying/api/). */
import { type Context, Hono } from 'hono';
import { answered, matrixAnswer, refused } from './answers.ts';
import { Parameters } from './parameters.ts';
import { instant, range } from './promql/engine.ts';
import { inOrder, keyOf, type Labels } from './promql/labels.ts';
import { parse } from './promql/parse.ts';
import { QueryProblem } from './promql/problem.ts';
import type { Source } from './promql/source.ts';

const PREFIX = '/api/v1';

type Answer = (asked: Parameters, context: Context) => object;

export function prometheusApi(source: Source): Hono {
  const app = new Hono();
  const on = (path: string, methods: string[], answer: Answer) => {
    app.on(methods, path, (context) => given(context, answer));
    app.all(path, (context) => {
      context.header('Allow', [...methods, 'OPTIONS'].sort().join(', '));
      return context.text('Method Not Allowed\n', 405);
    });
  };
  const both = ['GET', 'POST'];
  on(`${PREFIX}/query`, both, (asked) => {
    const at = asked.time('time', source.now());
    asked.duration('timeout', 0);
    return answered(instantIn(source, asked.text('query'), at), at);
  });
  on(`${PREFIX}/query_range`, both, (asked) => {
    const span = asked.span();
    return matrixAnswer(inParameter('query', () => range(source, asked.text('query'), span)));
  });
  on(`${PREFIX}/series`, both, (asked) => {
    const wanted = asked.all('match[]');
    if (wanted.length === 0) throw new QueryProblem('bad_data', 'no match[] parameter provided');
    return inOrder(found(source, asked).map((labels) => ({ labels }))).map(({ labels }) => labels);
  });
  on(`${PREFIX}/labels`, both, (asked) => sorted(found(source, asked).flatMap(Object.keys)));
  on(`${PREFIX}/label/:name/values`, ['GET'], (asked, { req }) => {
    const name = req.param('name') ?? '';
    if (!/^[A-Za-z_]\w*$/.test(name)) throw new QueryProblem('bad_data', `invalid label name: ${JSON.stringify(name)}`);
    return sorted(found(source, asked).flatMap((labels) => labels[name] ?? []));
  });
  app.get('/-/ready', (context) => context.text('Prometheus Server is Ready.\n'));
  app.get('/-/healthy', (context) => context.text('Prometheus Server is Healthy.\n'));
  app.notFound((context) => context.text('404 page not found\n', 404));
  return app;
}

async function given(context: Context, answer: Answer): Promise<Response> {
  const form = context.req.method === 'POST' ? await context.req.text() : '';
  const asked = new Parameters(new URL(context.req.url).searchParams, new URLSearchParams(form));
  try {
    return context.json({ status: 'success', data: answer(asked, context) });
  } catch (error) {
    if (!(error instanceof QueryProblem)) throw error;
    return context.json(refused(error), error.type === 'bad_data' ? 400 : 422);
  }
}

function instantIn(source: Source, text: string, at: number) {
  return inParameter('query', () => instant(source, text, at));
}

/** Says which parameter could not be read. */
function inParameter<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof QueryProblem) || !/^\d+:\d+: parse error/.test(error.message)) throw error;
    throw new QueryProblem('bad_data', `invalid parameter "${name}": ${error.message}`);
  }
}

/** The labels of every series that was there in the time asked for, matched by any of what is wanted. */
function found(source: Source, asked: Parameters): readonly Labels[] {
  const [start, end] = [asked.time('start', 0), asked.time('end', source.now())];
  const wanted = asked.all('match[]');
  const selections = wanted.length === 0 ? [[]] : wanted.map(matchersOf);
  const series = selections
    .flatMap((matchers) => source.select(matchers))
    .filter(({ from, to }) => from <= end && (to === null || to >= start));
  return [...new Map(series.map(({ labels }) => [keyOf(labels), labels])).values()];
}

function matchersOf(text: string) {
  const expr = inParameter('match[]', () => parse(text));
  if (expr.kind === 'selector') return expr.matchers;
  throw new QueryProblem('bad_data', 'invalid parameter "match[]": 1:1: parse error: unexpected expression');
}

function sorted(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
