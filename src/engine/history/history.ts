/** Looks back: what was released, and which revisions the cluster still keeps. From memory alone. */

import { type DrillEntry, drillOutcome } from '../../model/drill.ts';
import type { History, KeptRevision, PastRelease, ReleasePage } from '../../model/history.ts';
import { UserProblem } from '../../model/problem.ts';
import { isDrill, isFromElsewhere, type Release } from '../../model/release.ts';
import type { Revision } from '../../model/rollback.ts';
import { type TargetSnapshot, versionOf } from '../../model/snapshot.ts';
import { dueOf } from '../drills/due.ts';
import type { Histories } from '../intents.ts';
import { findEnvironment, findPlace, type Place, placeNamed, placesOf } from '../lookup.ts';
import { hasBegun, placeKey, placeOf, releasesIn, releasesOf, viewOf, type World } from '../world.ts';

/** As many as are read at once; a message may have room for fewer. */
const PAGE = 10;
/** Of all services, with a line for each. */
const PAGE_OF_ALL = 20;
/** Of each place the newest so many. */
const DRILLS = 3;

export class WorldHistories implements Histories {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  lately(after: string | null): ReleasePage {
    const { catalog, store } = this.#world;
    const places = catalog.services.flatMap(({ name, environments }) =>
      environments.filter(({ targets }) => targets.length === 1).map((environment) => placeKey(name, environment.name)),
    );
    const known = new Set(places);
    const all = store.all().filter(({ spec }) => known.has(placeKey(spec.service, spec.environment)));
    const { releases, ...counts } = pageOf(all, after, PAGE_OF_ALL);
    return { ...counts, releases: releases.flatMap((release) => this.#past(release, []) ?? []) };
  }

  history(service: string, environment: string | null, after: string | null): History {
    const { catalog, driver } = this.#world;
    const place = findPlace(catalog, service, environment);
    const snapshot = driver.latest(place.target);
    const kept = snapshot === null ? [] : driver.revisions(place.target);
    const named = releasesIn(this.#world, placeKey(place.service.name, place.environment.name));
    const { releases, ...counts } = pageOf(named, after, PAGE);
    const names = place.service.environments.map(({ name }) => name);
    return {
      ...counts,
      service: place.service.name,
      environment: place.environment.name,
      isUsual: isUsual(this.#world, place),
      others: names.filter((name) => name !== place.environment.name),
      revisions: snapshot === null ? null : keptRevisions(kept, snapshot, releasesOf(this.#world, place)),
      live: snapshot?.live ?? false,
      releases: releases.flatMap((release) => this.#past(release, kept) ?? []),
    };
  }

  drills(): readonly DrillEntry[] {
    const entries = placesOf(this.#world.catalog).map((place) => this.#drills(place));
    const wanted = entries.filter(({ drills, dueAt }) => drills.length > 0 || dueAt !== null);
    return wanted.sort((a, b) => (a.dueAt ?? '~').localeCompare(b.dueAt ?? '~'));
  }

  #drills(place: Place): DrillEntry {
    const releases = releasesOf(this.#world, place);
    return {
      service: place.service.name,
      environment: place.environment.name,
      drills: releases
        .filter(isDrill)
        .slice(0, DRILLS)
        .map((release) => ({ view: viewOf(this.#world, release, place), outcome: drillOutcome(release) })),
      dueAt: dueOf(releases, place.environment.drill)?.at.toISOString() ?? null,
    };
  }

  #past(release: Release, kept: readonly Revision[]): PastRelease | null {
    const place = placeNamed(this.#world.catalog, release.spec);
    if (place === null) return null;
    // What the catalog names now may be another object than the one that was released to.
    const isSameObject = placeOf(this.#world, release) !== null;
    const brought = isSameObject ? kept.find((revision) => isBroughtBy(release, revision)) : undefined;
    return { view: viewOf(this.#world, release, place), revision: brought?.revision ?? null };
  }
}

/**
 * What follows after the release of this name, the first ones for null. Pure. Throws UserProblem `stale` when the
 * list has no such release any more: what is next to it is not known then.
 */
export function pageOf(
  all: readonly Release[],
  after: string | null,
  most: number,
): { readonly releases: readonly Release[]; readonly newer: number; readonly older: number } {
  const from = after === null ? 0 : all.findIndex(({ name }) => name === after) + 1;
  if (after !== null && from === 0) {
    throw new UserProblem('stale', {
      happened: 'There is nothing to go on from.',
      why: `The release ${after}, at which that page ended, was removed since.`,
      hint: 'Say /deploy history again.',
    });
  }
  const releases = all.slice(from, from + most);
  return { releases, newer: from, older: all.length - from - releases.length };
}

/** Revisions that are kept, newest first, with what is known of each. Pure. */
export function keptRevisions(
  kept: readonly Revision[],
  snapshot: TargetSnapshot,
  releases: readonly Release[],
): readonly KeptRevision[] {
  return kept.map((revision) => {
    const version = versionOf(snapshot, revision.hash);
    const release = releases.find((candidate) => isBroughtBy(candidate, revision));
    return {
      ...revision,
      roles: version?.roles ?? [],
      isWanted: revision.hash === snapshot.desiredHash,
      available: version?.available ?? 0,
      origin: release === undefined ? null : isFromElsewhere(release) ? 'elsewhere' : 'asked',
    };
  });
}

/** A release that was rolled back at once ended before its own hash was noted; the rollback knew what it took off. */
function isBroughtBy(release: Release, { hash }: Revision): boolean {
  const { targets = [], rollback = null } = release.status ?? {};
  return hasBegun(release) && hash !== null && (targets[0]?.hash ?? rollback?.from.hash) === hash;
}

function isUsual({ catalog }: World, { service, environment }: Place): boolean {
  try {
    return findEnvironment(catalog, service, null).name === environment.name;
  } catch (error) {
    if (error instanceof UserProblem) return false;
    throw error;
  }
}
