/** Which samples of a series there are. Pure, but for the clock of the source. */
import type { Series, Source } from './source.ts';
import type { Point } from './values.ts';

/** Milliseconds that a last sample counts for, where nobody said that the series has ended. */
const LOOKBACK = 300_000;

type Samples = Pick<Source, 'every' | 'now'>;

/** The last one before, or at that time; null when there is none, or the series has ended since. */
export function sampleAt({ every, now }: Samples, series: Series, at: number): Point | null {
  const taken = Math.floor(Math.min(at, now()) / every) * every;
  if (taken < series.from || at - taken > LOOKBACK || (series.to !== null && taken >= series.to)) return null;
  return { at: taken, value: series.valueAt(taken) };
}

/** Both ends included, as up to Prometheus 2. */
export function pointsBetween(
  { every, now }: Samples,
  series: Series,
  { from, to }: { from: number; to: number },
): readonly Point[] {
  const first = Math.ceil(Math.max(from, series.from) / every) * every;
  const last = Math.min(to, now());
  const points: Point[] = [];
  for (let at = first; at <= last && (series.to === null || at < series.to); at += every) {
    points.push({ at, value: series.valueAt(at) });
  }
  return points;
}
