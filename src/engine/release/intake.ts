/** Taking a Release object up: checked, everything that is needed to go back kept, then begun; or refused. */
import { type ProblemCode, UserProblem } from '../../model/problem.ts';
import { type Action, bringsNoVersion, hasEnded, type Release, type ReleaseStatus } from '../../model/release.ts';
import { findPlace, type Place } from '../lookup.ts';
import { releasesOf, type World } from '../world.ts';
import { freshStatus, refused, takenUp } from './changes.ts';
import { problemBefore } from './checks.ts';
import { refuseAutoscaled } from './scaling.ts';
import { imageFor, versionOf } from './versions.ts';

/** Problems that say nothing about the release, and may be over when it is tried again. */
export const PASSING: ReadonlySet<ProblemCode> = new Set(['cluster-unreachable', 'lost-race']);

/** Throws when the cluster or the store does not answer: then it is tried again. */
export async function takeUp(world: World, release: Release, place: Place): Promise<void> {
  try {
    const change = await beginning(world, release, place);
    await world.store.update(release.name, (fresh) => {
      const status = fresh.status ?? freshStatus(requesterOf(fresh));
      return status.phase === 'Pending' ? change(status, world.clock.now()) : null;
    });
    world.log.info({ release: release.name }, 'release taken up');
  } catch (error) {
    if (!(error instanceof UserProblem) || PASSING.has(error.code)) throw error;
    world.log.warn({ release: release.name, code: error.code }, 'release refused');
    await refuse(world, release, error);
  }
}

/** Refuses a release whose service or environment the catalog does not know. One that has begun is left as it is. */
export async function refuseHomeless(world: World, release: Release): Promise<void> {
  if (release.status !== null && release.status.phase !== 'Pending') {
    if (!hasEnded(release.status.phase))
      world.log.warn({ release: release.name }, 'release left alone: see the catalog');
    return;
  }
  try {
    findPlace(world.catalog, release.spec.service, release.spec.environment);
  } catch (error) {
    if (!(error instanceof UserProblem)) throw error;
    await refuse(world, release, error).catch((err: unknown) => world.log.error({ err, release: release.name }));
  }
}

async function beginning(
  world: World,
  release: Release,
  place: Place,
): Promise<(status: ReleaseStatus, now: Date) => ReleaseStatus> {
  const action = release.spec.action ?? 'deploy';
  if (action === 'adopt' || action === 'debug') throw nothingToAdopt(release);
  const isAgain = action !== 'deploy';
  const snapshot = await world.driver.read(place.target);
  const image = isAgain ? snapshot.image : imageFor(release.spec.version, place.service.image, snapshot.image);
  const others = releasesOf(world, place).filter((other) => other.name !== release.name);
  const { reason, pods } = release.spec;
  if (action === 'scale' && pods === undefined) throw podsMissing();
  const problem = problemBefore({ action, place, image, snapshot, release, others, pods });
  if (problem !== null) throw problem;
  if (action === 'scale') await refuseAutoscaled(world.driver, place);
  const message = `${DOING[action]} ${versionOf(image)}`;
  // What a drill brings is another version to the controller.
  const hash = isAgain && action !== 'drill' ? snapshot.desiredHash : null;
  const again = { target: place.target, image, hash, message, reason };
  if (bringsNoVersion(release)) return (status, now) => takenUp(status, { ...again, kept: null, found: image }, now);
  const { kept, found } = await world.driver.keep(place.target);
  const remembered = others.find((other) => other.status?.targets[0]?.replaced?.hash === kept.hash);
  // A template copied from a ReplicaSet is second best: the one kept by an earlier release is exact.
  const exact = found === kept.image ? kept : (remembered?.status?.targets[0]?.replaced ?? kept);
  return (status, now) => takenUp(status, { ...again, kept: exact, found }, now);
}

/** An adopted release is made with its status: one without was made by somebody else. */
function nothingToAdopt({ spec }: Release): UserProblem {
  return new UserProblem('not-offered', {
    happened: 'A release with `action: adopt` cannot be made by hand.',
    why: 'Rollbridge adopts by itself what it sees started elsewhere.',
    hint: `To release ${spec.version} leave out \`action\`.`,
  });
}

function podsMissing(): UserProblem {
  return new UserProblem('usage', {
    happened: 'A release with `action: scale` needs `pods`.',
    why: 'It does not say how many are to be wanted.',
    hint: 'Write pods: {from: <how many are wanted now>, to: <how many are to be>}.',
  });
}

const DOING: Readonly<Record<Exclude<Action, 'adopt' | 'debug'>, string>> = {
  deploy: 'Setting',
  retry: 'Trying again',
  restart: 'Restarting',
  drill: 'Rehearsing a rollback with',
  scale: 'Scaling',
};

async function refuse(world: World, release: Release, problem: UserProblem): Promise<void> {
  const why = [problem.message, problem.why, problem.hint].join(' ');
  await world.store.update(release.name, (fresh) => {
    const status = fresh.status ?? freshStatus(requesterOf(fresh));
    // It may have begun meanwhile, and what stands in its way now is its own work.
    return status.phase === 'Pending' ? refused(status, why, world.clock.now()) : null;
  });
}

/** Nobody's name is proven by the object alone: only who may write the status can say who asked. */
function requesterOf(release: Release): ReleaseStatus['requester'] {
  return release.status?.requester ?? { kind: 'unknown', claimed: release.spec.requestedBy ?? null };
}
