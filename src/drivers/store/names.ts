/** Names for records: readable, and in the order in which they were made. */

const LONGEST = 63;

interface Named {
  readonly service: string;
  readonly environment: string;
}

/**
 * `<service>-<environment>-<time>`, at most 63 long so that it can be a label too. The time is in milliseconds to the
 * base of 36: eight digits until 2059, so names of one service sort by age.
 */
export function recordName({ service, environment }: Named, ms: number): string {
  const suffix = Math.max(0, Math.trunc(ms)).toString(36).padStart(8, '0');
  const room = LONGEST - suffix.length - 1;
  return `${`${service}-${environment}`.slice(0, room).replace(/-+$/, '')}-${suffix}`;
}
