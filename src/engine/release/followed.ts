/** Which targets are followed: those of the catalog in force, whose place in it may change under them. */
import { isDeepStrictEqual } from 'node:util';
import { type Catalog, type Target, targetKey } from '../../model/catalog.ts';
import { hasEnded } from '../../model/release.ts';
import { type Place, placesOf } from '../lookup.ts';
import type { TargetDriver } from '../ports.ts';
import { placeOf, releasesOf, viewOf, type World } from '../world.ts';
import { told } from './changes.ts';

interface Watched {
  readonly place: Place;
  readonly stop: () => void;
}

export class Followed {
  readonly #driver: Pick<TargetDriver, 'follow'>;
  readonly #changed: (place: Place) => void;
  readonly #watched = new Map<string, Watched>();

  constructor(driver: Pick<TargetDriver, 'follow'>, changed: (place: Place) => void) {
    this.#driver = driver;
    this.#changed = changed;
  }

  /** Where the target of this key stands in the catalog now; null when it is not followed any more. */
  placeOf(key: string): Place | null {
    return this.#watched.get(key)?.place ?? null;
  }

  places(): readonly Place[] {
    return [...this.#watched.values()].map(({ place }) => place);
  }

  /** Follows the targets of this catalog and no others. Returns the places that are gone, as they were. */
  keepTo(catalog: Catalog): readonly Place[] {
    const wanted = new Map(placesOf(catalog).map((place) => [targetKey(place.target), place]));
    const before = new Map(this.#watched);
    for (const [key, { place, stop }] of before) {
      const next = wanted.get(key);
      if (next !== undefined && isDeepStrictEqual(next.target, place.target)) continue;
      stop();
      this.#watched.delete(key);
    }
    for (const [key, place] of wanted) {
      const stop = this.#watched.get(key)?.stop ?? this.#follow(key, place.target);
      this.#watched.set(key, { place, stop });
    }
    return [...before].filter(([key, { place }]) => !isSame(wanted.get(key), place)).map(([, { place }]) => place);
  }

  stop(): void {
    for (const { stop } of this.#watched.values()) stop();
    this.#watched.clear();
  }

  #follow(key: string, target: Target): () => void {
    return this.#driver.follow(target, () => {
      const place = this.placeOf(key);
      if (place !== null) this.#changed(place);
    });
  }
}

/** What is under way in a place that the catalog does not have any more stays as it is, and its card says so. */
export async function leaveAlone(world: World, place: Place): Promise<void> {
  for (const release of releasesOf(world, place)) {
    const isRunning = release.status !== null && !hasEnded(release.status.phase);
    if (!isRunning || placeOf(world, release) !== null) continue;
    try {
      const left = await world.store.update(release.name, ({ status }) =>
        status === null ? null : told(status, world.clock.now(), { what: 'leftAlone' }),
      );
      world.audience.changed(viewOf(world, left, place));
    } catch (error) {
      world.log.error({ err: error, release: release.name }, 'a release could not be told that it is left alone');
    }
  }
}

function isSame(next: Place | undefined, before: Place): boolean {
  return next?.service.name === before.service.name && next.environment.name === before.environment.name;
}
