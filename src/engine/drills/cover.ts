/**
 * While a drill runs, what stands in its target is the drill's. People who roll back, and cards of other releases, mean
 * what runs beneath it. Pure.
 */
import { hasEnded, isDrill, type Release, type ReleasePhase } from '../../model/release.ts';
import type { KeptVersion } from '../../model/rollback.ts';
import { isWanted, type TargetSnapshot } from '../../model/snapshot.ts';

export interface Cover {
  readonly drill: Release;
  /** What it has marked, and brings back. */
  readonly beneath: KeptVersion;
}

/** What it brought is gone, or never came. */
const GONE: ReadonlySet<ReleasePhase> = new Set(['Refused', 'RolledBack', 'Superseded']);

/** The drill that has its target in hand; null when none does. */
export function coverOf(releases: readonly Release[], snapshot: TargetSnapshot): Cover | null {
  for (const drill of releases) {
    const { status } = drill;
    const record = status?.targets[0];
    if (!isDrill(drill) || !status || !record?.replaced || GONE.has(status.phase)) continue;
    const stands = record.hash !== null && isWanted(snapshot, record);
    if (!hasEnded(status.phase) || stands) return { drill, beneath: record.replaced };
  }
  return null;
}

/** The target as it would be without the drill: nothing of it is on its way. */
export function beneathOf(snapshot: TargetSnapshot, { beneath }: Cover): TargetSnapshot {
  if (snapshot.desiredHash === beneath.hash) return snapshot;
  return {
    ...snapshot,
    phase: 'Healthy',
    desiredHash: beneath.hash,
    image: beneath.image,
    settled: true,
    pause: null,
    unheeded: null,
  };
}

/** What a press on the card of this release is about. */
export function meantBy(release: Release, releases: readonly Release[], snapshot: TargetSnapshot): TargetSnapshot {
  const cover = isDrill(release) ? null : coverOf(releases, snapshot);
  return cover === null ? snapshot : beneathOf(snapshot, cover);
}
