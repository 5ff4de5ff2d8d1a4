/** Which captures go: beyond what is kept of each service, too old, or the oldest while all together are too large. Pure. */
import type { EvidenceRules } from '../../model/catalog.ts';

export type Retention = Pick<EvidenceRules, 'keep' | 'retention'>;

export interface Kept {
  /** `<service>_<time>`, with `_2` and so on behind it for others of the same moment. */
  readonly name: string;
  readonly bytes: number;
}

/** Names, oldest first. The newest capture of all stays, whatever its size. */
export function surplusOf(captures: readonly Kept[], { keep, retention }: Retention, now: Date): readonly string[] {
  const all = captures.toSorted((a, b) => compared(timeOf(a), timeOf(b)) || compared(a.name, b.name));
  const counts = new Map<string, number>();
  let bytes = 0;
  const stays = new Set<string>();
  // From the newest on.
  for (const [n, capture] of all.toReversed().entries()) {
    const service = serviceOf(capture.name);
    const before = counts.get(service) ?? 0;
    bytes += capture.bytes;
    const isTooMany = before >= keep;
    const isTooOld = retention.ageMs !== null && now.getTime() - timeOf(capture) > retention.ageMs;
    const isTooMuch = retention.bytes !== null && bytes > retention.bytes && n > 0;
    if (isTooMany || isTooOld) bytes -= capture.bytes;
    if (isTooMany || isTooOld || isTooMuch) continue;
    counts.set(service, before + 1);
    stays.add(capture.name);
  }
  return all.map(({ name }) => name).filter((name) => !stays.has(name));
}

function serviceOf(name: string): string {
  return name.slice(0, name.indexOf('_'));
}

/** ms since the epoch; NaN for a name that somebody made up, whose age nobody knows. */
function timeOf({ name }: Kept): number {
  const [, day = '', hour = '', minute = '', rest = ''] = /_(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-([\d.]+Z)/.exec(name) ?? [];
  return Date.parse(`${day}T${hour}:${minute}:${rest}`);
}

function compared(a: number | string, b: number | string): number {
  return a < b ? -1 : Number(a > b);
}
