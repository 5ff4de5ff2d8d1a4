/** Small statistics, and pauses that do not lock onto the controller's beat. */

export interface Summary {
  readonly count: number;
  readonly median: number;
  readonly p95: number;
}

/** Milliseconds. */
export function summary(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { count: sorted.length, median: at(0.5), p95: at(0.95) };
}

/** 0.5 to 1.5 s: a constant pause would meet the controller always at the same point of its loop. */
export function randomPause(): Promise<void> {
  return pause(500 + Math.random() * 1_000);
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
