/** Where samples come from: one every so often of each series, as if they had been collected. */
import type { Labels } from './labels.ts';
import type { Matcher } from './tree.ts';

export interface Series {
  readonly labels: Labels;
  /** Milliseconds since 1970: there are samples from here. */
  readonly from: number;
  /** There are none from here on; null while it goes on. */
  readonly to: number | null;
  /** What it was or is at a time between. */
  valueAt(at: number): number;
}

export interface Source {
  /** Milliseconds from sample to sample; they are taken at whole multiples of it. */
  readonly every: number;
  /** Milliseconds since 1970: no samples after it. */
  now(): number;
  select(matchers: readonly Matcher[]): readonly Series[];
}
