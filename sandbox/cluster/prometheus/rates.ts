/** How counters and gauges move over a time (`promql/functions.go`). Pure. */
import type { Point } from './series.ts';

export interface Window {
  readonly from: number;
  readonly to: number;
}

interface Kind {
  /** It only rises, but for when it begins anew. */
  readonly counter: boolean;
  readonly perSecond: boolean;
}

/** From the first to the last point, and on to the ends of the window as far as it likely went on; null below two points. */
export function extrapolated(points: readonly Point[], { from, to }: Window, kind: Kind): number | null {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 2) return null;
  const change = last[1] - first[1] + (kind.counter ? lost(points) : 0);
  const sampled = last[0] - first[0];
  const usual = sampled / (points.length - 1);
  const reach = (gap: number) => (gap >= usual * 1.1 ? usual / 2 : gap);
  const untilZero =
    kind.counter && change > 0 && first[1] >= 0 ? (sampled * first[1]) / change : Number.POSITIVE_INFINITY;
  const total = sampled + Math.min(reach(first[0] - from), untilZero) + reach(to - last[0]);
  const value = (change * total) / sampled;
  return kind.perSecond ? (value / (to - from)) * 1_000 : value;
}

/** What a counter had when it began anew. */
function lost(points: readonly Point[]): number {
  return pairs(points).reduce((sum, [[, before], [, after]]) => (after < before ? sum + before : sum), 0);
}

/** By the last two points; null when there are no two. */
export function instant(points: readonly Point[], { counter, perSecond }: Kind): number | null {
  const [before, last] = points.slice(-2);
  if (before === undefined || last === undefined) return null;
  const change = counter && last[1] < before[1] ? last[1] : last[1] - before[1];
  return perSecond ? change / ((last[0] - before[0]) / 1_000) : change;
}

export function resets(points: readonly Point[]): number {
  return pairs(points).filter(([[, before], [, after]]) => after < before).length;
}

export function changes(points: readonly Point[]): number {
  return pairs(points).filter(([[, before], [, after]]) => after !== before).length;
}

function pairs(points: readonly Point[]): readonly (readonly [Point, Point])[] {
  return points.slice(1).map((point, index) => [points[index] ?? point, point] as const);
}

/** The straight line that fits best: its value at `ms`, and what it gains in a second. */
export function line(points: readonly Point[], ms: number): { readonly value: number; readonly slope: number } {
  const xs = points.map(([at]) => (at - ms) / 1_000);
  const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
  const [x, y] = [mean(xs), mean(points.map(([, value]) => value))];
  const rise = points.reduce((sum, [, value], index) => sum + ((xs[index] ?? 0) - x) * (value - y), 0);
  const run = xs.reduce((sum, each) => sum + (each - x) ** 2, 0);
  const slope = rise / run;
  return { value: y - slope * x, slope };
}
