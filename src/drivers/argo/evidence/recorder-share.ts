/** Which containers are listened to when there are more than streams may be open: a share for each release. Pure. */

export interface Wanted {
  readonly flight: string;
  readonly key: string;
  /** The lower the sooner. */
  readonly urgency: number;
  readonly open: boolean;
}

/**
 * At most so many, one release after the other getting its next one; of each the most urgent first, then those that are
 * listened to already.
 */
export function share<T extends Wanted>(wanted: readonly T[], most: number): readonly T[] {
  const queues = [...Map.groupBy(wanted, ({ flight }) => flight).values()].map((own) =>
    own.toSorted((a, b) => a.urgency - b.urgency || Number(b.open) - Number(a.open) || a.key.localeCompare(b.key)),
  );
  const longest = Math.max(0, ...queues.map(({ length }) => length));
  const turns = Array.from({ length: longest }, (_, turn) => queues.flatMap((queue) => queue[turn] ?? []));
  return turns.flat().slice(0, most);
}
