/** What many numbers come to. Pure. */

export function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

export function mean(values: readonly number[]): number {
  return total(values) / values.length;
}

export function variance(values: readonly number[]): number {
  const middle = mean(values);
  return mean(values.map((value) => (value - middle) ** 2));
}

/** The larger of both; a number before no number. */
export function larger(a: number, b: number): number {
  return Number.isNaN(a) || b > a ? b : a;
}

export function smaller(a: number, b: number): number {
  return Number.isNaN(a) || b < a ? b : a;
}

/** `share` from 0 to 1, between the two nearest. */
export function quantile(share: number, values: readonly number[]): number {
  if (values.length === 0 || Number.isNaN(share)) return Number.NaN;
  if (share < 0) return Number.NEGATIVE_INFINITY;
  if (share > 1) return Number.POSITIVE_INFINITY;
  const sorted = [...values].sort((a, b) => a - b);
  const rank = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(rank)] ?? 0, sorted[Math.ceil(rank)] ?? 0];
  return low + (high - low) * (rank - Math.floor(rank));
}

interface Bucket {
  readonly upTo: number;
  readonly count: number;
}

/** Of a histogram whose buckets each count what is below their bound; NaN without a bucket for all. */
export function bucketQuantile(share: number, given: readonly Bucket[]): number {
  if (share < 0) return Number.NEGATIVE_INFINITY;
  if (share > 1) return Number.POSITIVE_INFINITY;
  const buckets = [...given].sort((a, b) => a.upTo - b.upTo);
  const all = buckets.at(-1);
  if (all === undefined || all.upTo !== Number.POSITIVE_INFINITY || buckets.length < 2 || all.count === 0)
    return Number.NaN;
  const rank = share * all.count;
  const index = buckets.findIndex(({ count }) => count >= rank);
  if (index === buckets.length - 1) return buckets.at(-2)?.upTo ?? Number.NaN;
  const bucket = buckets[index];
  const below = buckets[index - 1];
  if (bucket === undefined || (below === undefined && bucket.upTo <= 0)) return bucket?.upTo ?? Number.NaN;
  const [from, before] = [below?.upTo ?? 0, below?.count ?? 0];
  return from + (bucket.upTo - from) * ((rank - before) / (bucket.count - before));
}
