/** The numbers of a bundle as charts: the queries of the catalog, and what the analyses measured. */
import type { Chart, Curve, Limit, Mark, Whose } from '../chart.ts';
import type { Point } from '../plot.ts';
import {
  type Contents,
  HASH_LABEL,
  jsonIn,
  type Measurement,
  podsIn,
  type Run,
  rollbackIn,
  runsIn,
} from './contents.ts';
import { limitsOf } from './limits.ts';
import { zeroOf } from './story.ts';

interface Numbers {
  readonly query?: string;
  readonly around?: { readonly series?: readonly Series[] };
}

interface Series {
  readonly metric?: Readonly<Record<string, string>>;
  readonly values?: readonly (readonly [number, string])[];
}

export function chartsOf(contents: Contents): readonly Chart[] {
  const runs = runsIn(contents);
  const marks = marksOf(contents);
  const metrics = contents.files
    .map(({ path }) => path)
    .filter((path) => /^metrics\/[^/]+\.json$/.test(path))
    .map((path) => metricChart(contents, path, { runs, marks }));
  return [...metrics, ...runs.flatMap((run) => runCharts(run, marks))];
}

function marksOf(contents: Contents): readonly Mark[] {
  const zeroAt = rollbackIn(contents)?.clock.zeroAt;
  return [zeroOf(contents), ...(zeroAt === undefined ? [] : [{ at: zeroAt, words: 'traffic back' }])];
}

interface Beside {
  readonly runs: readonly Run[];
  readonly marks: readonly Mark[];
}

function metricChart(contents: Contents, path: string, { runs, marks }: Beside): Chart {
  const name = path.slice('metrics/'.length, -'.json'.length);
  const { query = '', around } = (jsonIn(contents, path) ?? {}) as Numbers;
  const whose = whoseIn(contents);
  const curves = (around?.series ?? []).map(
    ({ metric = {}, values = [] }): Curve => ({
      name: labels(metric),
      whose: whose(metric, query),
      points: values.map(point).filter(({ at }) => Number.isFinite(at)),
    }),
  );
  return { title: name, curves, limits: limitsFor(name, query, runs), marks };
}

function point([seconds, value]: readonly [number, string]): Point {
  const number = Number(value);
  return { at: seconds * 1_000, value: Number.isFinite(number) ? number : null };
}

/** By the hash that stands in a label, is the end of a pod's name, or is all that the query asks for. */
function whoseIn(contents: Contents): (metric: Readonly<Record<string, string>>, query: string) => Whose {
  const { bad, good } = contents.about;
  const hashes = new Map(
    podsIn(contents).map(({ metadata }) => [metadata?.name ?? '', metadata?.labels?.[HASH_LABEL] ?? '']),
  );
  const belongs = (hash: string | null, texts: readonly string[]) =>
    hash !== null && hash !== '' && texts.some((text) => text.split(/[^A-Za-z0-9]+/).includes(hash));
  return (metric, query) => {
    const named = [...Object.values(metric), hashes.get(metric.pod ?? '') ?? ''];
    const texts = belongs(bad, named) || belongs(good, named) ? named : [query];
    const [isBad, isGood] = [belongs(bad, texts), belongs(good, texts)];
    if (isBad === isGood) return 'other';
    return isBad ? 'new' : 'stable';
  };
}

function labels(metric: Readonly<Record<string, string>>): string {
  const { __name__: name = '', ...rest } = metric;
  const pairs = Object.entries(rest).map(([label, value]) => `${label}=${value}`);
  return [name, ...pairs].filter((part) => part !== '').join(' ');
}

/** Of the metric of an analysis that has the same name, or asks the same. */
function limitsFor(name: string, query: string, runs: readonly Run[]): readonly Limit[] {
  const plain = (text: string) => text.replace(/\s+/g, '');
  for (const { spec } of runs.toReversed()) {
    const metric = spec?.metrics?.find((each) => {
      const asked = filled(each.provider?.prometheus?.query ?? '', spec.args ?? []);
      return each.name === name || (asked !== '' && plain(asked) === plain(query));
    });
    const limits = metric === undefined ? [] : limitsOf(metric);
    if (limits.length > 0) return limits;
  }
  return [];
}

function filled(query: string, args: readonly { readonly name: string; readonly value?: string }[]): string {
  return args.reduce((text, { name, value = '' }) => text.replaceAll(`{{args.${name}}}`, value), query);
}

/** A metric that was measured once is a number, not a line. */
function runCharts({ metadata, spec, status }: Run, marks: readonly Mark[]): readonly Chart[] {
  return (status?.metricResults ?? []).flatMap(({ name, measurements = [] }) => {
    const points = measurements.flatMap(measured);
    if (points.filter(({ value }) => value !== null).length < 2) return [];
    const metric = spec?.metrics?.find((each) => each.name === name);
    const curves: Curve[] = [{ name: 'measured', whose: 'new', points }];
    return [{ title: `${name} · ${metadata?.name ?? ''}`, curves, limits: metric ? limitsOf(metric) : [], marks }];
  });
}

/** A value is a number, or a list of which the first counts, as `result[0]` does. */
function measured({ value, startedAt, finishedAt }: Measurement): readonly Point[] {
  const at = Date.parse(finishedAt ?? startedAt ?? '');
  const text = typeof value === 'string' ? value.replace(/^\[\s*|\s*\]$/g, '').split(/[\s,]+/)[0] : '';
  const number = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isNaN(at) ? [] : [{ at, value: Number.isFinite(number) ? number : null }];
}
