/** `histogram_quantile` over buckets that count all up to a bound, the label `le` (`promql/quantile.go`). */
import { keyOf, type Labels, NAME, without } from '../labels.ts';
import { type Sample, vector } from '../values.ts';
import { type Functions, numberAt, samplesAt } from './function.ts';

export const histograms: Functions = {
  histogram_quantile: {
    signature: { takes: ['scalar', 'instant vector'], gives: 'instant vector' },
    run: (args) => {
      const q = numberAt(args, 0);
      const found = [...histogramsIn(samplesAt(args, 1)).values()];
      return vector(found.map(({ labels, buckets }) => ({ labels, value: bucketQuantile(q, buckets) })));
    },
  },
};

interface Bucket {
  /** Values up to this. */
  readonly bound: number;
  readonly count: number;
}

interface Histogram {
  readonly labels: Labels;
  readonly buckets: Bucket[];
}

/** A series without a bound is no bucket. */
function histogramsIn(samples: readonly Sample[]): ReadonlyMap<string, Histogram> {
  const found = new Map<string, Histogram>();
  for (const { labels, value } of samples) {
    const bound = boundOf(labels.le ?? '');
    if (bound === null) continue;
    const rest = without(labels, 'le', NAME);
    const histogram = found.get(keyOf(rest)) ?? { labels: rest, buckets: [] };
    histogram.buckets.push({ bound, count: value });
    found.set(keyOf(rest), histogram);
  }
  return found;
}

function boundOf(le: string): number | null {
  if (/^\+?inf$/i.test(le)) return Number.POSITIVE_INFINITY;
  const bound = Number(le);
  return le.trim() === '' || Number.isNaN(bound) ? null : bound;
}

function bucketQuantile(q: number, unordered: readonly Bucket[]): number {
  if (Number.isNaN(q)) return Number.NaN;
  if (q < 0) return Number.NEGATIVE_INFINITY;
  if (q > 1) return Number.POSITIVE_INFINITY;
  const buckets = rising(merged(unordered.toSorted((a, b) => a.bound - b.bound)));
  const last = buckets.at(-1);
  if (last?.bound !== Number.POSITIVE_INFINITY || buckets.length < 2 || last.count === 0) return Number.NaN;
  const rank = q * last.count;
  const index = buckets.slice(0, -1).findIndex(({ count }) => count >= rank);
  const bucket = buckets[index];
  // Beyond the last bound nothing is known but the bound.
  if (bucket === undefined) return buckets.at(-2)?.bound ?? Number.NaN;
  if (index === 0 && bucket.bound <= 0) return bucket.bound;
  const before = buckets[index - 1] ?? { bound: 0, count: 0 };
  const share = (rank - before.count) / (bucket.count - before.count);
  return before.bound + (bucket.bound - before.bound) * share;
}

function merged(sorted: readonly Bucket[]): readonly Bucket[] {
  const all: Bucket[] = [];
  for (const { bound, count } of sorted) {
    const last = all.at(-1);
    if (last?.bound === bound) all[all.length - 1] = { bound, count: last.count + count };
    else all.push({ bound, count });
  }
  return all;
}

/** A bucket that has less than one below it has as many. */
function rising(buckets: readonly Bucket[]): readonly Bucket[] {
  let most = Number.NEGATIVE_INFINITY;
  return buckets.map(({ bound, count }) => {
    most = Math.max(most, count);
    return { bound, count: most };
  });
}
