/** Which versions of a service are known, and what is known of each: pure. */
import type { KnownVersion } from '../../model/choices.ts';
import { bringsNoVersion, type Release } from '../../model/release.ts';
import type { Revision } from '../../model/rollback.ts';
import { type TargetSnapshot, versionOf } from '../../model/snapshot.ts';
import { typedFor } from '../release/versions.ts';

export interface Sources {
  /** Images of other repositories cannot be released, so they are left out. */
  readonly repository: string;
  readonly environment: string;
  readonly snapshot: TargetSnapshot | null;
  /** Of every environment of the service, newest first. */
  readonly releases: readonly Release[];
  /** Newest first. */
  readonly revisions: readonly Revision[];
}

interface Found extends Omit<KnownVersion, 'version'> {
  readonly image: string;
}

/** What runs first, then what was released, then what the cluster still keeps, each newest first. */
export function knownVersions({ repository, environment, snapshot, releases, revisions }: Sources): KnownVersion[] {
  const found = [...running(snapshot), ...released(releases, environment), ...revisions.map(kept)];
  const known = new Map<string, KnownVersion>();
  for (const { image, ...facts } of found) {
    const version = typedFor(image, repository);
    if (version === null) continue;
    const before = known.get(version);
    known.set(version, before === undefined ? { version, ...facts } : completed(before, facts));
  }
  return [...known.values()];
}

const NOTHING: Omit<Found, 'image'> = { now: null, revision: null, released: null };

function running(snapshot: TargetSnapshot | null): Found[] {
  if (snapshot === null) return [];
  const stable = versionOf(snapshot, snapshot.stableHash)?.image ?? null;
  const rests = stable === null || stable === snapshot.image;
  const wanted: Found = { ...NOTHING, image: snapshot.image, now: rests ? 'runs' : 'coming' };
  return rests ? [wanted] : [{ ...NOTHING, image: stable, now: 'stable' }, wanted];
}

function released(releases: readonly Release[], environment: string): Found[] {
  return releases.flatMap(({ spec, status, createdAt: at }) => {
    const image = status?.targets[0]?.image;
    // A restart and a drill bring no version: what became of them says nothing about one.
    const bringsNone = bringsNoVersion({ spec }) || spec.action === 'drill';
    if (!status || image === undefined || status.phase === 'Refused' || bringsNone) return [];
    const elsewhere = spec.environment === environment ? null : spec.environment;
    return [{ ...NOTHING, image, released: { environment: elsewhere, phase: status.phase, at } }];
  });
}

function kept({ image, revision }: Revision): Found {
  return { ...NOTHING, image, revision };
}

/** What happened here counts more than what happened elsewhere. */
function completed(before: KnownVersion, { now, revision, released: later }: Omit<Found, 'image'>): KnownVersion {
  const isFurther = before.released === null || (before.released.environment !== null && later?.environment === null);
  return {
    version: before.version,
    now: before.now ?? now,
    revision: before.revision ?? revision,
    released: later !== null && isFurther ? later : before.released,
  };
}
