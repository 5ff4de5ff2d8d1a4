/**
 * What must hold before a release may begin: an ordered list of small named checks. The first that fails is the
 * answer. Asked when a person asks, and again when the engine takes the Release object up.
 */

import { UserProblem } from '../model/problem.ts';
import type { Action, Release } from '../model/release.ts';
import { hasEnded } from '../model/release.ts';
import { type TargetSnapshot, versionOf as versionWith } from '../model/snapshot.ts';
import { heldProblem, holdingOf } from './holds.ts';
import type { Place } from './lookup.ts';
import { versionOf } from './versions.ts';

export interface StartSituation {
  readonly action: Action;
  readonly place: Place;
  readonly image: string;
  readonly snapshot: TargetSnapshot;
  /** The release that is asked about when it exists already. */
  readonly release: Release | null;
  /** Every other release of the same target. */
  readonly others: readonly Release[];
}

type Check = (situation: StartSituation) => UserProblem | null;

const checks: readonly Check[] = [
  noReleaseRuns,
  nothingHolds,
  specIsValid,
  gitDoesNotOwn,
  noUpdateUnderWay,
  versionIsNew,
  approvalCanBeKept,
];

/** The first problem in the way of a release; null when it may begin. */
export function problemBefore(situation: StartSituation): UserProblem | null {
  for (const check of checks) {
    const problem = check(situation);
    if (problem !== null) return problem;
  }
  return null;
}

function noReleaseRuns({ release, others, place }: StartSituation): UserProblem | null {
  const running = others.find((other) => isUnderWay(other) && (release === null || isEarlier(other, release)));
  if (running === undefined) return null;
  return new UserProblem('release-running', {
    happened: `A release of ${place.service.name} to ${running.spec.version} is running in ${place.environment.name}.`,
    why: 'Two releases of one target would undo each other.',
    hint: `Wait for it, or end it first: /deploy abort ${place.service.name} or /rollback ${place.service.name}.`,
  });
}

function isUnderWay({ status }: Release): boolean {
  return status === null || !hasEnded(status.phase);
}

/** Of two that were made at nearly the same time one must win, the same one for everybody. */
function isEarlier(a: Release, b: Release): boolean {
  const begun = (release: Release) => release.status !== null && release.status.phase !== 'Pending';
  if (begun(a) !== begun(b)) return begun(a);
  return a.createdAt < b.createdAt || (a.createdAt === b.createdAt && a.name < b.name);
}

function nothingHolds({ action, others }: StartSituation): UserProblem | null {
  if (action !== 'deploy' && action !== 'retry') return null;
  const holding = holdingOf(others);
  return holding === null ? null : heldProblem(holding);
}

function specIsValid({ snapshot, place }: StartSituation): UserProblem | null {
  if (snapshot.phase !== 'Degraded' || !snapshot.message) return null;
  if (snapshot.desiredHash !== null && snapshot.desiredHash !== snapshot.stableHash) return null;
  if (snapshot.message.startsWith('ProgressDeadlineExceeded')) return null;
  return new UserProblem('target-invalid', {
    happened: `The Rollout of ${place.service.name} is not valid.`,
    why: snapshot.message,
    hint: 'Mend the Rollout first: kubectl describe shows the condition InvalidSpec.',
  });
}

function gitDoesNotOwn({ snapshot, place }: StartSituation): UserProblem | null {
  if (snapshot.git === null) return null;
  return new UserProblem('git-owned', {
    happened: `${place.service.name} is kept by ${snapshot.git.tool}${snapshot.git.owner ? ` (${snapshot.git.owner})` : ''}.`,
    why: 'It would set the image back to what Git says within seconds.',
    hint: 'Change the version in Git. Promote, abort and roll back work here all the same.',
  });
}

function noUpdateUnderWay({ snapshot, place }: StartSituation): UserProblem | null {
  if (!isUpdating(snapshot) || snapshot.phase === 'Aborted') return null;
  return new UserProblem('release-running', {
    happened: `An update of ${place.service.name} to ${versionOf(snapshot.image)} is under way.`,
    why: 'It was started outside of Rollbridge and has not ended.',
    hint: `Let it end, or take it back: /rollback ${place.service.name}.`,
  });
}

/** Until the controller has seen the spec only the image tells: an autoscaler changes the spec too, and no version. */
function isUpdating(snapshot: TargetSnapshot): boolean {
  if (snapshot.stableHash === null) return false;
  if (snapshot.desiredHash !== null) return snapshot.desiredHash !== snapshot.stableHash;
  return versionWith(snapshot, snapshot.stableHash)?.image !== snapshot.image;
}

function versionIsNew({ snapshot, image, place }: StartSituation): UserProblem | null {
  if (snapshot.image !== image) return null;
  if (snapshot.phase === 'Aborted') {
    return new UserProblem('already-running', {
      happened: `${versionOf(image)} of ${place.service.name} was aborted and still stands in the Rollout.`,
      why: 'Setting the same image again changes nothing, so the controller would not start anew.',
      hint: `Take it back first: /rollback ${place.service.name}. Then release it again, or release another version.`,
    });
  }
  return new UserProblem('already-running', {
    happened: `${place.service.name} already runs ${versionOf(image)} in ${place.environment.name}.`,
    why: 'There is nothing to change.',
    hint: `/deploy status ${place.service.name} shows what runs.`,
  });
}

function approvalCanBeKept({ snapshot, place }: StartSituation): UserProblem | null {
  if (place.environment.access.approvals === 0 || snapshot.waitsForPeople) return null;
  const remedy =
    snapshot.strategy === 'blueGreen'
      ? 'set autoPromotionEnabled: false in its blueGreen strategy'
      : 'give its canary steps a pause without duration';
  return new UserProblem('never-waits', {
    happened: `${place.environment.name} wants an approval, but the Rollout of ${place.service.name} never waits for one.`,
    why: 'It would run to its end before anybody could decide.',
    hint: `Either ${remedy}, or set approvals: 0 for this environment in the catalog.`,
  });
}
