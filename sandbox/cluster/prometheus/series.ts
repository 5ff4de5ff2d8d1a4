/** Time series and what is measured of them. Pure. */
import { BadQuery, type Matcher } from './query.ts';

export type Labels = Readonly<Record<string, string>>;

/** A moment in milliseconds since 1970, and the value then. */
export type Point = readonly [number, number];

/** A series of which any moment can be asked. */
export interface Series {
  /** With `__name__`. */
  readonly labels: Labels;
  /** Null where there is none. */
  at(ms: number): number | null;
}

export interface Source {
  /** All with this name, or all of all names. */
  series(name: string | null): readonly Series[];
}

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** The values of one series over a time, oldest first. */
export interface Stretch {
  readonly labels: Labels;
  readonly points: readonly Point[];
}

/** Everything is measured on the full second. */
export const SCRAPE_MS = 1_000;

export function selected(source: Source, matchers: readonly Matcher[]): readonly Series[] {
  const name = matchers.find(({ label, operator }) => label === '__name__' && operator === '=')?.value ?? null;
  const tests = matchers.map(testOf);
  return source.series(name).filter(({ labels }) => tests.every((test) => test(labels)));
}

/** A label that is not there counts as empty; patterns fit the whole value. */
function testOf({ label, operator, value }: Matcher): (labels: Labels) => boolean {
  const of = (labels: Labels) => labels[label] ?? '';
  if (operator === '=') return (labels) => of(labels) === value;
  if (operator === '!=') return (labels) => of(labels) !== value;
  const pattern = patternOf(value);
  return operator === '=~' ? (labels) => pattern.test(of(labels)) : (labels) => !pattern.test(of(labels));
}

/** Throws BadQuery. */
export function patternOf(text: string): RegExp {
  try {
    return new RegExp(`^(?:${text})$`, 's');
  } catch {
    throw new BadQuery(`error parsing regexp: \`${text}\``);
  }
}

/** As of the last measurement before that moment. */
export function sampleAt({ labels, at }: Series, ms: number): Sample | null {
  const value = at(Math.floor(ms / SCRAPE_MS) * SCRAPE_MS);
  return value === null ? null : { labels, value };
}

/** What was measured after `from` until `to`. */
export function stretchOf({ labels, at }: Series, from: number, to: number): Stretch {
  const points: Point[] = [];
  for (let ms = (Math.floor(from / SCRAPE_MS) + 1) * SCRAPE_MS; ms <= to; ms += SCRAPE_MS) {
    const value = at(ms);
    if (value !== null) points.push([ms, value]);
  }
  return { labels, points };
}

export function withoutName({ __name__: _, ...labels }: Labels): Labels {
  return labels;
}

/** The same for the same labels, whatever their order. */
export function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
