/** Small statistics, and pauses that do not lock onto the controller's beat. */

export interface Summary {
  readonly count: number;
  readonly median: number;
  readonly p95: number;
  readonly slowest: number;
}

/** Of milliseconds; the p95 is the nearest rank, so with few values close to the slowest. */
export function summary(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { count: sorted.length, median: medianOf(sorted), p95: rank(0.95), slowest: rank(1) };
}

export interface Ratio {
  readonly value: number;
  /** Where the ratio lies in 95 of 100 resamplings of what was measured. */
  readonly low: number;
  readonly high: number;
}

/** Of two medians. */
export function ratio(above: readonly number[], below: readonly number[]): Ratio {
  const medians = (pick: (values: readonly number[]) => readonly number[]) =>
    medianOf([...pick(above)].sort((a, b) => a - b)) / medianOf([...pick(below)].sort((a, b) => a - b));
  const drawn = Array.from({ length: 2_000 }, () => medians(resampled)).sort((a, b) => a - b);
  return { value: medians((values) => values), low: drawn[50] ?? Number.NaN, high: drawn[1_949] ?? Number.NaN };
}

function medianOf(sorted: readonly number[]): number {
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}

function resampled(values: readonly number[]): readonly number[] {
  return values.map(() => values[Math.floor(Math.random() * values.length)] ?? Number.NaN);
}

export function shuffled<T>(values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, order: Math.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ value }) => value);
}

/** 0.5 to 1.5 s: a constant pause would meet the controller always at the same point of its loop. */
export function randomPause(): Promise<void> {
  return pause(500 + Math.random() * 1_000);
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
