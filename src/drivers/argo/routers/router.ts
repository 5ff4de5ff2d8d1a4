/** What splits the traffic between versions: read it, and in need move it without the controller. */
import type { TrafficShare } from '../../../model/snapshot.ts';
import type { TargetFacts } from '../facts.ts';
import type { Move } from '../moves.ts';

export interface Router {
  /** Share of traffic by hash, from the objects that carry it; null while one of them is not known. */
  shares(facts: TargetFacts): readonly TrafficShare[] | null;
  /** The write that brings the traffic nearer to the version `good` without the controller; null when all is there. */
  force(facts: TargetFacts, good: string): Move | null;
}

export function summed(parts: readonly (readonly [string | null | undefined, number])[]): TrafficShare[] {
  const sums = new Map<string, number>();
  for (const [hash, percent] of parts) if (hash && percent > 0) sums.set(hash, (sums.get(hash) ?? 0) + percent);
  return [...sums].map(([hash, percent]) => ({ hash, percent }));
}

/** `weight` percent to the canary, the rest to the stable version; null when a version that gets any is not known. */
export function split(stable: string | null, canary: string | null, weight: number): readonly TrafficShare[] | null {
  if ((weight < 100 && stable === null) || (weight > 0 && canary === null)) return null;
  return summed([
    [stable, 100 - weight],
    [canary, weight],
  ]);
}

export function forceSelector(facts: TargetFacts, service: string | null, good: string): Move | null {
  const from = service === null ? null : (facts.selectors[service] ?? null);
  if (service === null || from === null || from === good) return null;
  return { name: 'force-selector', service, from, to: good };
}
