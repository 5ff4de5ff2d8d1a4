/** Lengths of time as they are written in Argo's objects. Pure. */

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h)/g;

/** Milliseconds of `1h30m`, `500ms` or a bare number of seconds; null when it cannot be read. */
export function milliseconds(duration: number | string): number | null {
  if (typeof duration === 'number') return duration * 1_000;
  if (/^\d+$/.test(duration)) return Number(duration) * 1_000;
  const parts = [...duration.matchAll(PART)];
  if (parts.length === 0 || parts.map(([text]) => text).join('') !== duration) return null;
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (UNITS[unit ?? ''] ?? 0), 0);
}
