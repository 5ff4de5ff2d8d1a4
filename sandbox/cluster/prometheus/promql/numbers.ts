/** Many numbers to one, as Prometheus does it; never asked about none. Pure. */

export function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

export function mean(values: readonly number[]): number {
  return total(values) / values.length;
}

/** What is not a number loses against any. */
export function least(values: readonly number[]): number {
  return values.reduce((one, value) => (value < one || Number.isNaN(one) ? value : one));
}

export function most(values: readonly number[]): number {
  return values.reduce((one, value) => (value > one || Number.isNaN(one) ? value : one));
}

export function variance(values: readonly number[]): number {
  const middle = mean(values);
  return mean(values.map((value) => (value - middle) ** 2));
}

export function deviation(values: readonly number[]): number {
  return Math.sqrt(variance(values));
}

/** `q` from 0 to 1; between two values it is drawn straight. */
export function quantile(q: number, values: readonly number[]): number {
  if (values.length === 0 || Number.isNaN(q)) return Number.NaN;
  if (q < 0) return Number.NEGATIVE_INFINITY;
  if (q > 1) return Number.POSITIVE_INFINITY;
  const sorted = values.toSorted(ascending);
  const rank = q * (sorted.length - 1);
  const low = Math.max(0, Math.floor(rank));
  const high = Math.min(sorted.length - 1, low + 1);
  const weight = rank - Math.floor(rank);
  return (sorted[low] ?? Number.NaN) * (1 - weight) + (sorted[high] ?? Number.NaN) * weight;
}

/** What is not a number comes first. */
export function ascending(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : -1;
  if (Number.isNaN(b)) return 1;
  return a - b;
}
