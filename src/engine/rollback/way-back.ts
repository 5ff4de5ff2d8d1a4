/** What a rollback leaves, and where it goes: from memory where that is possible, and never by a guess. */
import { UserProblem } from '../../model/problem.ts';
import { bringsNoVersion, isDrill, type Release } from '../../model/release.ts';
import type { Outlook, RollbackPlan } from '../../model/release-view.ts';
import type { KeptVersion, Revision, Rollback } from '../../model/rollback.ts';
import { isWanted, type TargetSnapshot } from '../../model/snapshot.ts';
import { beneathOf, type Cover, coverOf } from '../drills/cover.ts';
import type { RollbackIntent } from '../intents.ts';
import type { Place } from '../lookup.ts';
import type { Goal } from '../ports.ts';
import { meansImage, versionOf } from '../release/versions.ts';
import { hasBegun, releasesOf, type World } from '../world.ts';

type Asked = Omit<RollbackIntent, 'pressedAt' | 'by'>;

export type RollbackGoal = Goal & { verb: 'rollback' };

export interface Chosen {
  readonly place: Place;
  readonly goal: RollbackGoal;
  readonly plan: RollbackPlan;
  /** The release that brought the bad version; null when none did. */
  readonly release: Release | null;
  /** What memory held of the target when this was chosen. */
  readonly snapshot: TargetSnapshot;
}

/** The newest version that still exists and matches. */
type Find = (match: (version: Revision) => boolean) => Promise<KeptVersion | null>;

/**
 * Throws UserProblem `stale` when the version to leave is gone, `no-way-back` when nothing says where to go. `find` is
 * asked only when no release has kept the version to go back to.
 */
export async function choose(
  world: World,
  intent: Asked,
  place: Place,
  find: Find = (match) => world.driver.find(place.target, match),
): Promise<Chosen> {
  const seen = world.driver.latest(place.target) ?? (await world.driver.read(place.target));
  const all = releasesOf(world, place);
  const cover = coverFor(intent, all, seen);
  const snapshot = cover === null ? seen : beneathOf(seen, cover);
  const releases = cover === null ? all : all.filter((each) => each !== cover.drill);
  const release = releases.find((candidate) => brought(candidate, snapshot)) ?? null;
  const running = release?.status?.phase === 'RollingBack' ? release.status.rollback : null;
  if (running === null) refuseGone(intent, snapshot, { release, releases });
  else refuseElsewhere(intent, running.to);
  const from = running?.from ?? {
    hash: snapshot.desiredHash ?? release?.status?.targets[0]?.hash ?? null,
    image: snapshot.image,
  };
  const to = running?.to ?? (await wayBack({ intent, place, snapshot, releases, release, find }));
  const goal: RollbackGoal = { verb: 'rollback', from, to };
  const plan: RollbackPlan = {
    service: place.service.name,
    environment: place.environment.name,
    release: release?.name ?? null,
    from,
    to: { hash: to.hash, image: to.image, revision: to.revision },
    outlook: cover === null ? world.driver.outlook(place.target, goal) : AFTER_A_DRILL,
  };
  return { place, goal, plan, release, snapshot };
}

/** The drill is ended first; how the rest goes is seen then, and this is the slowest way there is. */
const AFTER_A_DRILL: Outlook = { mechanism: 'restore-and-promote', expectedMs: null, caveats: ['waits-for-pod-start'] };

/** The drill that is in the way of this rollback; null when there is none, or when the drill itself is what is meant. */
export function coverFor(
  { release, from }: Pick<Asked, 'release' | 'from'>,
  releases: readonly Release[],
  snapshot: TargetSnapshot,
): Cover | null {
  const cover = coverOf(releases, snapshot);
  const hash = cover?.drill.status?.targets[0]?.hash ?? null;
  return cover?.drill.name === release || (from !== null && from === hash) ? null : cover;
}

interface Situation {
  readonly intent: Asked;
  readonly place: Place;
  readonly snapshot: TargetSnapshot;
  readonly releases: readonly Release[];
  readonly release: Release | null;
  readonly find: Find;
}

/** The version to go back to: what was named, else exactly what the release replaced, else what Argo remembers. */
async function wayBack(situation: Situation): Promise<KeptVersion> {
  const { intent, place, snapshot, releases, release, find } = situation;
  const named = intent.to;
  const kept = release?.status?.targets[0]?.replaced ?? null;
  if (named === null && intent.from === null && isJustBack(releases, snapshot)) {
    throw nothingToTakeBack(situation);
  }
  if (named === null && kept !== null) return kept;
  if (named !== null && kept !== null && matches(named, kept)) return kept;
  // "The one before" is known from a release or from an update under way. Anything else would be a guess, and after a
  // rollback the newest other version is the bad one.
  const isUpdating = snapshot.desiredHash !== snapshot.stableHash;
  if (named === null && !isUpdating) throw nothingToTakeBack(situation);
  const found = await find((version) => {
    if (version.hash === snapshot.desiredHash) return false;
    return named === null ? version.hash === snapshot.stableHash : matches(named, version);
  });
  if (found !== null) return found;
  throw new UserProblem('no-way-back', {
    happened:
      named === null ? 'There is no version to go back to.' : `There is no other version "${named}" to go back to.`,
    why: 'Neither Rollbridge nor the Rollout keeps such a version any more, or it is the one that is wanted now.',
    hint: `Release a good version instead: /deploy ${place.service.name} <version>.`,
  });
}

/**
 * The last thing that happened was a rollback, of whichever release, and what it went back to is wanted: a second one
 * would go further back.
 */
function isJustBack(releases: readonly Release[], { desiredHash, image }: TargetSnapshot): boolean {
  const begun = releases.filter(hasBegun);
  const last = begun
    .flatMap(({ status }) => (status?.phase === 'RolledBack' && status.rollback ? [status.rollback] : []))
    .reduce<Rollback | null>((a, b) => (a !== null && a.clock.pressedAt > b.clock.pressedAt ? a : b), null);
  if (last === null || (last.to.hash !== desiredHash && last.to.image !== image)) return false;
  return !begun.some(({ status }) => (status?.startedAt ?? '') > last.clock.pressedAt);
}

/** Throws UserProblem when a rollback to another version than this one is asked for while one is carried out. */
export function refuseElsewhere({ service, to: named }: Asked, to: KeptVersion): void {
  if (named === null || matches(named, to)) return;
  throw new UserProblem('already-decided', {
    happened: `Nothing was changed: ${service} is being rolled back to ${versionOf(to.image)} already.`,
    why: 'One rollback is carried out at a time.',
    hint: `When its card says that it is rolled back: /rollback ${service} to ${named}.`,
  });
}

function nothingToTakeBack({ place, snapshot, releases }: Situation): UserProblem {
  const waiting = releases.find(hasNotBegun);
  return waiting === undefined ? mustBeNamed(place, snapshot) : notBegun(place, snapshot, waiting);
}

/** Asked for, and its version is not the wanted one yet. */
function hasNotBegun(release: Release): boolean {
  const phase = release.status?.phase ?? 'Pending';
  return !bringsNoVersion(release) && !isDrill(release) && (phase === 'Pending' || phase === 'Starting');
}

function notBegun({ service }: Place, { image }: TargetSnapshot, { spec }: Release): UserProblem {
  return new UserProblem('no-way-back', {
    happened: `Nothing was changed: ${spec.version} of ${service.name} has not begun in the cluster, so there is nothing to take back.`,
    why: `All of it is on ${versionOf(image)}.`,
    hint: `To call it off: /deploy abort ${service.name}.`,
  });
}

function mustBeNamed({ service }: Place, { image }: TargetSnapshot): UserProblem {
  return new UserProblem('no-way-back', {
    happened: `Nothing was changed: ${service.name} is on ${versionOf(image)}, and no release of it is there to be taken back.`,
    why: 'It was rolled back already, or the version that runs was not released with Rollbridge.',
    hint: `To go to an older version name it: /rollback ${service.name} to <revision or version>.`,
  });
}

/** By revision number or by version; a button that shows a plan names the hash, which is one version and no other. */
function matches(named: string, version: Revision): boolean {
  const word = named.trim();
  return word === version.hash || word === String(version.revision) || meansImage(named, version.image);
}

/** True for the release whose version is the wanted one now, or that is on its way to be or to go. */
export function brought(release: Release, snapshot: TargetSnapshot): boolean {
  const { status } = release;
  const record = status?.targets[0];
  if (bringsNoVersion(release) || !status || !record || status.phase === 'Refused') return false;
  // Its image is that of what runs beneath it.
  if (isDrill(release) && (record.hash === null || ![null, record.hash].includes(snapshot.desiredHash))) return false;
  if (status.phase === 'RollingBack') return true;
  if (status.phase === 'RolledBack' || status.phase === 'Superseded') return false;
  return snapshot.phase === 'Unobserved' ? record.image === snapshot.image : isWanted(snapshot, record);
}

/** A rollback press is bound to the bad version only: no step, weight or phase makes it stale. */
function refuseGone(
  intent: Asked,
  snapshot: TargetSnapshot,
  { release, releases }: Pick<Situation, 'release' | 'releases'>,
): void {
  const isSameRelease = !intent.release || intent.release === release?.name;
  const isDrillOver = !isSameRelease && releases.some((each) => each.name === intent.release && isDrill(each));
  if (isDrillOver) throw drillIsOver(intent);
  if (intent.from === null ? isSameRelease : [null, intent.from].includes(snapshot.desiredHash)) return;
  throw new UserProblem('stale', {
    happened: 'Nothing was changed: the version you wanted to leave is not the wanted one any more.',
    why: `${versionOf(snapshot.image)} is wanted now.`,
    hint: 'Look at the newest card of this service.',
  });
}

function drillIsOver({ service }: Asked): UserProblem {
  return new UserProblem('stale', {
    happened: 'Nothing was changed: the drill is over, or has not begun yet.',
    why: 'What it brings is not what stands in the target now.',
    hint: `To take back what runs: /rollback ${service}.`,
  });
}
