/** Numbers, durations and strings as PromQL writes them. */
import { ParseProblem } from './problem.ts';

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};
const DURATION = /^(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?$/;

/** Milliseconds of `1h30m`; null when it is none. A number alone is none either (it is in Prometheus 3 only). */
export function durationOf(text: string): number | null {
  if (text === '' || !DURATION.test(text)) return null;
  const parts = [...text.matchAll(/(\d+)(ms|[smhdwy])/g)];
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0), 0);
}

/** `from` is where it stands. Throws ParseProblem. */
export function numberOf(text: string, from: number): number {
  const sign = /^[-+]/.test(text) ? text.charAt(0) : '';
  const digits = text.slice(sign.length).trim().toLowerCase();
  const value = digits === 'inf' ? Number.POSITIVE_INFINITY : digits === 'nan' ? Number.NaN : numeric(digits);
  if (value === null) throw new ParseProblem(from + text.length - digits.length, unexpectedNumber(digits));
  return sign === '-' ? -value : value;
}

function numeric(digits: string): number | null {
  const value = Number(digits);
  return digits === '' || digits.includes('_') || Number.isNaN(value) ? null : value;
}

function unexpectedNumber(digits: string): string {
  return durationOf(digits) === null ? `error parsing number: "${digits}"` : `unexpected duration "${digits}"`;
}

const LETTERS: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
};
const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|(.))/gs;

/** With the quotes on. Throws ParseProblem. */
export function stringOf(text: string, from: number): string {
  const quote = text.charAt(0);
  const inside = text.slice(1, -1);
  if (text.length < 2 || !text.endsWith(quote)) throw new ParseProblem(from, 'unterminated quoted string');
  if (quote === '`') return inside;
  if (inside.includes('\n')) throw new ParseProblem(from, 'unterminated quoted string');
  return inside.replaceAll(ESCAPE, (_, hex, short, long, octal, letter) => {
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
    if (letter === undefined) return String.fromCodePoint(Number.parseInt(hex ?? short ?? long, 16));
    const meant = LETTERS[letter];
    if (meant === undefined) throw new ParseProblem(from, 'error unquoting string: invalid syntax');
    return meant;
  });
}
