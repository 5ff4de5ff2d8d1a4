/**
 * What must hold before a release may begin: an ordered list of small named checks. The first that fails is the
 * answer. Asked when a person asks, and again when the engine takes the Release object up.
 */

import type { Checked, CheckName } from '../../model/dry-run.ts';
import { UserProblem } from '../../model/problem.ts';
import type { Action, Release, Scaling } from '../../model/release.ts';
import { bringsNoVersion, isDrill, isRestart, isScaling, isUnderWay } from '../../model/release.ts';
import { type TargetSnapshot, versionOf as versionWith } from '../../model/snapshot.ts';
import { drillIsSafe, isWell } from '../drills/checks.ts';
import type { Place } from '../lookup.ts';
import { heldProblem, holdingOf } from './holds.ts';
import { podsHaveChanged } from './scaling.ts';
import { meansImage, versionOf } from './versions.ts';

export interface StartSituation {
  readonly action: Action;
  readonly place: Place;
  readonly image: string;
  readonly snapshot: TargetSnapshot;
  /** The release that is asked about when it exists already. */
  readonly release: Release | null;
  /** Of a scaling. */
  readonly pods?: Scaling | undefined;
  /** Every other release of the same target. */
  readonly others: readonly Release[];
}

type Check = (situation: StartSituation) => UserProblem | null;

type Name = Exclude<CheckName, 'right' | 'target' | 'version' | 'wayBack'>;

const CHECKS: Readonly<Record<Name, Check>> = {
  noReleaseRuns,
  nothingHolds,
  specIsValid,
  gitDoesNotOwn,
  noUpdateUnderWay,
  versionIsNew,
  versionIsThere,
  isAborted,
  isNotAborted,
  approvalCanBeKept,
  isWell,
  drillIsSafe,
  podsAreThere,
};

/** What is asked, in order. An abort, a retry and a restart are not undone by Git, so its ownership stops none of them. */
const ASKED: Readonly<Record<Action, readonly Name[]>> = {
  deploy: [
    'noReleaseRuns',
    'nothingHolds',
    'specIsValid',
    'gitDoesNotOwn',
    'noUpdateUnderWay',
    'versionIsNew',
    'approvalCanBeKept',
  ],
  // What was started elsewhere is there already.
  adopt: [],
  retry: ['noReleaseRuns', 'nothingHolds', 'specIsValid', 'isAborted', 'versionIsThere', 'approvalCanBeKept'],
  restart: ['noReleaseRuns', 'specIsValid', 'isNotAborted', 'noUpdateUnderWay', 'versionIsThere'],
  debug: [],
  scale: ['noReleaseRuns', 'specIsValid', 'gitDoesNotOwn', 'noUpdateUnderWay', 'podsAreThere'],
  drill: [
    'noReleaseRuns',
    'nothingHolds',
    'specIsValid',
    'isNotAborted',
    'noUpdateUnderWay',
    'versionIsThere',
    'isWell',
    'gitDoesNotOwn',
    'drillIsSafe',
  ],
};

function podsAreThere({ pods, snapshot, place }: StartSituation): UserProblem | null {
  return pods === undefined ? null : podsHaveChanged(pods, snapshot, place);
}

/** Every check that is asked for this action, with what it says. */
export function checked(situation: StartSituation): readonly Checked[] {
  return ASKED[situation.action].map((name) => ({ name, problem: CHECKS[name](situation) }));
}

/** The first problem in the way of a release; null when it may begin. */
export function problemBefore(situation: StartSituation): UserProblem | null {
  return checked(situation).find(({ problem }) => problem !== null)?.problem ?? null;
}

/** A restart gives way to a new version: whatever changes the pod template ends it. */
function noReleaseRuns({ action, release, others, place }: StartSituation): UserProblem | null {
  const running = others
    .filter((other) => isInTheWay(other, action))
    .find((other) => isUnderWay(other) && (release === null || isEarlier(other, release)));
  if (running === undefined) return null;
  if (isRestart(running)) {
    return new UserProblem('release-running', {
      happened: `${place.service.name} is being restarted in ${place.environment.name} already.`,
      why: 'One restart replaces every pod.',
      hint: `Wait for it: /deploy status ${place.service.name} --env ${place.environment.name} shows how far it is.`,
    });
  }
  if (isScaling(running)) {
    return new UserProblem('release-running', {
      happened: `${place.service.name} is being scaled in ${place.environment.name} already.`,
      why: `${running.spec.pods?.to ?? 'Other'} pods are on their way.`,
      hint: 'Wait until its card says that they are there, or undo it there.',
    });
  }
  if (isDrill(running)) {
    return new UserProblem('release-running', {
      happened: `A rollback of ${place.service.name} is being rehearsed in ${place.environment.name}.`,
      why: 'A drill takes back what it brings before anything else begins.',
      hint: 'Wait until its card says that it is over, or press Roll back on it. A rollback does not wait for it.',
    });
  }
  return new UserProblem('release-running', {
    happened: `A release of ${place.service.name} to ${running.spec.version} is running in ${place.environment.name}.`,
    why: 'Two releases of one target would undo each other.',
    hint: `Wait for it, or end it first: /deploy abort ${place.service.name} or /rollback ${place.service.name}.`,
  });
}

/** What brings no version gives way to what does, and waits for its like. */
function isInTheWay(other: Release, action: Action): boolean {
  return !bringsNoVersion(other) || other.spec.action === action;
}

/** Of two that were made at nearly the same time one must win, the same one for everybody. */
function isEarlier(a: Release, b: Release): boolean {
  const begun = (release: Release) => release.status !== null && release.status.phase !== 'Pending';
  if (begun(a) !== begun(b)) return begun(a);
  return a.createdAt < b.createdAt || (a.createdAt === b.createdAt && a.name < b.name);
}

function nothingHolds({ others }: StartSituation): UserProblem | null {
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

function gitDoesNotOwn({ action, snapshot, place }: StartSituation): UserProblem | null {
  if (snapshot.git === null) return null;
  const words = IN_GIT[action] ?? VERSION_IN_GIT;
  return new UserProblem('git-owned', {
    happened: `${place.service.name} is kept by ${snapshot.git.tool}${snapshot.git.owner ? ` (${snapshot.git.owner})` : ''}.`,
    why: `It would set the ${words.what} back to what Git says within seconds.`,
    hint: words.hint,
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
      hint: `Try it again with /deploy retry ${place.service.name}, take it back with /rollback ${place.service.name}, or release another version.`,
    });
  }
  return new UserProblem('already-running', {
    happened: `${place.service.name} already runs ${versionOf(image)} in ${place.environment.name}.`,
    why: 'There is nothing to change.',
    hint: `/deploy status ${place.service.name} shows what runs.`,
  });
}

const VERSION_IN_GIT = {
  what: 'image',
  hint: 'Change the version in Git. Promote, abort and roll back work here all the same.',
};

const IN_GIT: Readonly<Partial<Record<Action, typeof VERSION_IN_GIT>>> = {
  drill: { what: 'pod template', hint: 'Rehearse on a service that Git does not keep.' },
  scale: { what: 'number of pods', hint: 'Change spec.replicas in Git.' },
};

function isAborted({ snapshot, place }: StartSituation): UserProblem | null {
  if (snapshot.phase === 'Aborted') return null;
  return new UserProblem('not-offered', {
    happened: `There is nothing to try again of ${place.service.name} in ${place.environment.name}.`,
    why: `No aborted update stands in its Rollout; ${versionOf(snapshot.image)} is wanted and not aborted.`,
    hint: `Start a release: /deploy ${place.service.name} <version>.`,
  });
}

function isNotAborted({ action, snapshot, place }: StartSituation): UserProblem | null {
  if (snapshot.phase !== 'Aborted') return null;
  return new UserProblem('not-offered', {
    happened: `${place.service.name} is not ${action === 'drill' ? 'rehearsed with' : 'restarted'}: the aborted update to ${versionOf(snapshot.image)} still stands.`,
    why: 'It is not clear whose pods are meant.',
    hint: `Take it back first with /rollback ${place.service.name}, or try it again with /deploy retry ${place.service.name}.`,
  });
}

/** Whoever made the object with kubectl may have meant another version than the one that is there by now. */
function versionIsThere({ snapshot, release, place }: StartSituation): UserProblem | null {
  if (release === null || meansImage(release.spec.version, snapshot.image)) return null;
  return new UserProblem('stale', {
    happened: `Nothing was changed: ${place.service.name} is not on ${release.spec.version}.`,
    why: `${versionOf(snapshot.image)} is the wanted version now.`,
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
