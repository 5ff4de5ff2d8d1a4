/** What the HTTP API answers to requests that are right and wrong. Times are of the past: all have samples of `up` now. */

export interface Request {
  readonly name: string;
  readonly path: string;
  readonly form?: Readonly<Record<string, string>>;
  readonly status: number;
  /** As JSON, or as text. */
  readonly body: unknown;
}

const refused = (error: string) => ({ status: 'error', errorType: 'bad_data', error });
const scalar = (...result: readonly [number, string]) => ({
  status: 'success',
  data: { resultType: 'scalar', result },
});
const matrix = (...result: readonly unknown[]) => ({ status: 'success', data: { resultType: 'matrix', result } });

const query = (rest: string) => `/api/v1/query?${rest}`;
const range = (rest: string) => `/api/v1/query_range?${rest}`;

const NOTHING = 'invalid parameter "query": 1:1: parse error: no expression found in input';

export const requests: readonly Request[] = [
  {
    name: 'a query has the time that it asks for',
    path: query('query=1&time=1.5'),
    status: 200,
    body: scalar(1.5, '1'),
  },
  {
    name: 'a time may be a date',
    path: query('query=time()&time=2026-11-21T13:00:00Z'),
    status: 200,
    body: scalar(1795266000, '1795266000'),
  },
  {
    name: 'a query may come in a form',
    path: '/api/v1/query',
    form: { query: '1+1', time: '0' },
    status: 200,
    body: scalar(0, '2'),
  },
  { name: 'without a query nothing is asked', path: '/api/v1/query', status: 400, body: refused(NOTHING) },
  {
    name: 'a time that is none',
    path: query('query=up&time=abc'),
    status: 400,
    body: refused(`invalid parameter "time": Invalid time value for 'time': cannot parse "abc" to a valid timestamp`),
  },
  {
    name: 'a timeout that is none',
    path: query('query=up&timeout=x'),
    status: 400,
    body: refused('invalid parameter "timeout": cannot parse "x" to a valid duration'),
  },
  {
    name: 'a range has a value at each step',
    path: range('query=time()&start=10&end=13&step=1500ms'),
    status: 200,
    body: matrix({
      metric: {},
      values: [
        [10, '10'],
        [11.5, '11.5'],
        [13, '13'],
      ],
    }),
  },
  {
    name: 'a range over which there was nothing',
    path: range('query=nope&start=10&end=13&step=1'),
    status: 200,
    body: matrix(),
  },
  {
    name: 'a range without a start',
    path: range('query=up'),
    status: 400,
    body: refused('invalid parameter "start": cannot parse "" to a valid timestamp'),
  },
  {
    name: 'a range that ends before it starts',
    path: range('query=up&start=10&end=3&step=1'),
    status: 400,
    body: refused('invalid parameter "end": end timestamp must not be before start time'),
  },
  {
    name: 'a step of nothing',
    path: range('query=up&start=1&end=3&step=0'),
    status: 400,
    body: refused(
      'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
    ),
  },
  {
    name: 'too many steps',
    path: range('query=up&start=0&end=20000&step=1'),
    status: 400,
    body: refused(
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    ),
  },
  {
    name: 'a range of what is a range already',
    path: range('query=up[5m]&start=1&end=3&step=1'),
    status: 400,
    body: refused('invalid expression type "range vector" for range query, must be Scalar or instant Vector'),
  },
  {
    name: 'the labels of a series',
    path: '/api/v1/labels?match[]=up',
    status: 200,
    body: { status: 'success', data: ['__name__', 'instance', 'job'] },
  },
  {
    name: 'the values of a label',
    path: '/api/v1/label/job/values',
    status: 200,
    body: { status: 'success', data: ['pods'] },
  },
  {
    name: 'the values of what is no label',
    path: '/api/v1/label/a-b/values',
    status: 400,
    body: refused('invalid label name: "a-b"'),
  },
  {
    name: 'series without saying which',
    path: '/api/v1/series',
    status: 400,
    body: refused('no match[] parameter provided'),
  },
  {
    name: 'series by what is no selector',
    path: '/api/v1/series?match[]=up{',
    status: 400,
    body: refused('invalid parameter "match[]": 1:4: parse error: unexpected end of input inside braces'),
  },
  { name: 'it is ready', path: '/-/ready', status: 200, body: 'Prometheus Server is Ready.\n' },
  { name: 'a path that there is not', path: '/api/v1/nope', status: 404, body: '404 page not found\n' },
];

export async function answerTo(url: string, { path, form }: Request): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(url + path, form && { method: 'POST', body: new URLSearchParams(form) });
  const isJson = answer.headers.get('content-type')?.startsWith('application/json');
  return { status: answer.status, body: isJson ? await answer.json() : await answer.text() };
}
