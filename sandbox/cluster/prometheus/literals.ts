/** Numbers, texts and lengths of time as PromQL writes them. Pure. */
import { BadQuery } from './query.ts';

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/** `0x1f`, `1e3`, `Inf`, and also `5m`, which is 300. Throws BadQuery. */
export function numberOf(text: string): number {
  const unsigned = text.replace(/^[-+]\s*/, '');
  const sign = text.startsWith('-') ? -1 : 1;
  if (/^inf$/i.test(unsigned)) return sign * Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(unsigned)) return Number.NaN;
  const value = Number(unsigned.replaceAll('_', ''));
  return Number.isNaN(value) ? durationOf(text) / 1_000 : sign * value;
}

/** Milliseconds of `1h30m`, `-5m` or a number of seconds. Throws BadQuery. */
export function durationOf(text: string): number {
  const unsigned = text.replace(/^[-+]\s*/, '');
  const sign = text.startsWith('-') ? -1 : 1;
  if (unsigned !== '' && !Number.isNaN(Number(unsigned))) return sign * Number(unsigned) * 1_000;
  const parts = [...unsigned.matchAll(/(\d+)(ms|s|m|h|d|w|y)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== unsigned) {
    throw new BadQuery(`not a valid duration string: "${text}"`);
  }
  return sign * parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ''] ?? 0), 0);
}

/** What stands between quotes; between backquotes nothing is special. */
export function textOf(text: string): string {
  const inner = text.slice(1, -1);
  if (text.startsWith('`')) return inner;
  return inner.replace(/\\(.)/g, (_, each: string) => ({ n: '\n', t: '\t', r: '\r' })[each] ?? each);
}
