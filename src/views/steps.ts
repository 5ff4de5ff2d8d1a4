/** Steps of a canary in words. */

/** `index` steps are done, as in a snapshot, so the next one is under way. */
export function stepWords(index: number, count: number): string {
  return index >= count ? `All ${count} steps done` : `Step ${index + 1} of ${count}`;
}
