/** What the parts of the engine share: its ports, made once. */
import type { Logger } from 'pino';
import { type Catalog, targetKey } from '../model/catalog.ts';
import { bringsNoVersion, isPastDrill, isUnderWay, type Release } from '../model/release.ts';
import type { Offer, ReleaseView } from '../model/release-view.ts';
import { meantBy } from './drills/cover.ts';
import { type Place, placeNamed } from './lookup.ts';
import type {
  Audience,
  Clock,
  Directory,
  RecordRehearsal,
  ReleaseStore,
  TargetActor,
  TargetDriver,
  TargetHistory,
  TargetRehearsal,
  TargetScale,
} from './ports.ts';
import { holdingOf, withoutForward } from './release/holds.ts';
import { basisOf, offersOf, wayBackOf } from './release/offers.ts';
import { lastGoodOf } from './rollback/last-good.ts';

export interface World {
  /** The one in force at this moment: another one after a reload, so nobody keeps it. */
  readonly catalog: Catalog;
  readonly driver: TargetDriver & TargetActor & TargetHistory & TargetRehearsal & TargetScale;
  readonly store: ReleaseStore;
  readonly records: RecordRehearsal;
  readonly directory: Directory;
  readonly audience: Audience;
  readonly clock: Clock;
  readonly log: Logger;
  /** Hears how long each stage of a rollback took since the press, in seconds. */
  readonly measure: (stage: 'accepted' | 'zero' | 'healthy', mechanism: string, seconds: number) => void;
}

/** Where a release belongs; null when the catalog does not know its place, or names another object there by now. */
export function placeOf(world: World, release: Release): Place | null {
  const place = placeNamed(world.catalog, release.spec);
  return place !== null && isOf(release, place) ? place : null;
}

/** Releases of one target, newest first. */
export function releasesOf(world: World, place: Place): readonly Release[] {
  const { service, environment } = place;
  return releasesIn(world, placeKey(service.name, environment.name)).filter((release) => isOf(release, place));
}

/** Of each list of the store by place: one event asks for the releases of its place several times. */
const sorted = new WeakMap<readonly Release[], ReadonlyMap<string, readonly Release[]>>();

/** Releases that name the service and environment of this key, newest first, whatever object they went to. */
export function releasesIn({ store }: Pick<World, 'store'>, key: string): readonly Release[] {
  const all = store.all();
  const places = sorted.get(all) ?? Map.groupBy(all, ({ spec }) => placeKey(spec.service, spec.environment));
  sorted.set(all, places);
  return places.get(key) ?? [];
}

/** One string per service and environment. */
export function placeKey(service: string, environment: string): string {
  return `${service}/${environment}`;
}

/** Null when it was removed, or is not known yet. */
export function releaseNamed({ store }: Pick<World, 'store'>, name: string): Release | null {
  return store.all().find((release) => release.name === name) ?? null;
}

/** What was done to another object says nothing about this one, though both go by the same name. */
function isOf({ spec, status }: Release, { service, environment, target }: Place): boolean {
  if (spec.service !== service.name || spec.environment !== environment.name) return false;
  const object = status?.targets[0]?.object;
  return object === undefined || object === targetKey(target);
}

/** True for a release that has, or had, to do with which version is wanted: not refused, no restart, no drill that is over. */
export function hasBegun(release: Release): boolean {
  const { status } = release;
  return status !== null && status.phase !== 'Refused' && !bringsNoVersion(release) && !isPastDrill(release);
}

/** The release that is under way, else a restart that is, else the newest one that ever began. */
export function currentOf(releases: readonly Release[]): Release | null {
  const running = releases.filter((release) => release.status !== null && isUnderWay(release));
  const bringing = running.find((release) => !bringsNoVersion(release));
  return bringing ?? running[0] ?? releases.find(hasBegun) ?? releases[0] ?? null;
}

const FURTHER: readonly Offer[] = ['further'];
/** A release of its own, which waits for every other. */
const BEGINS_ANEW: ReadonlySet<Offer> = new Set(['retry', 'restart']);

/** Nothing is offered of a release that the catalog has no place for any more: no press on it would be taken. */
export function viewOf(world: World, release: Release, place: Place): ReleaseView {
  const releases = releasesOf(world, place);
  const held = holdingOf(releases);
  const snapshot = world.driver.latest(place.target);
  const meant = snapshot === null ? null : meantBy(release, releases, snapshot);
  const offered = withoutForward(offersOf(release, meant, place.environment), held);
  const isPossible = (offer: Offer) => !BEGINS_ANEW.has(offer) || !releases.some(isUnderWay);
  const wayBack = meant === null ? null : wayBackOf(release, meant);
  const further =
    snapshot === null
      ? null
      : lastGoodOf(release, { releases, snapshot, revisions: () => world.driver.revisions(place.target) });
  return {
    release,
    environment: place.environment,
    target: place.target,
    snapshot,
    offers:
      placeOf(world, release) === null ? [] : [...offered, ...(further === null ? [] : FURTHER)].filter(isPossible),
    basis: basisOf(release, meant),
    wayBack: wayBack === null ? null : { image: wayBack.image },
    further: further === null ? null : { image: further.image, hash: further.hash },
    held,
  };
}
