/**
 * The shortest path of all: from a press to the write that moves traffic, through memory only. No Slack call, no
 * store write and no capture comes before that write; whatever must be written down follows it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { targetKey } from '../model/catalog.ts';
import { UserProblem } from '../model/problem.ts';
import type { KeptVersion, Release, ReleaseStatus, Rollback } from '../model/release.ts';
import type { RollbackPlan } from '../model/release-view.ts';
import type { TargetSnapshot } from '../model/snapshot.ts';
import { requireRollbackRight } from './access.ts';
import { freshStatus, rollingBack } from './changes.ts';
import type { RollbackIntent, RolledBack } from './intents.ts';
import { findPlace, type Place } from './lookup.ts';
import type { Goal, Pass, Pursuit } from './ports.ts';
import type { Reconciler } from './reconciler.ts';
import { meansImage, versionOf } from './versions.ts';
import { releasesOf, type World } from './world.ts';

type RollbackGoal = Goal & { verb: 'rollback' };

interface Chosen {
  readonly place: Place;
  readonly goal: RollbackGoal;
  readonly plan: RollbackPlan;
  /** The release that brought the bad version; null when none did. */
  readonly release: Release | null;
}

interface Accepted {
  readonly recorded: Promise<Release>;
}

interface Underway {
  readonly goal: RollbackGoal;
  readonly plan: RollbackPlan;
  readonly accepted: Promise<Accepted>;
}

/** How often a rollback that is not recorded yet is looked after. */
const CARRY_ON_MS = 100;
/** How long the answer to a press waits for the record of it. */
const RECORD_WAIT_MS = 700;

export class RollbackDesk {
  readonly #world: World;
  readonly #reconciler: Reconciler;
  /** Rollbacks that the cluster has taken and the store has not, by target. */
  readonly #unrecorded = new Map<string, Underway>();

  constructor(world: World, reconciler: Reconciler) {
    this.#world = world;
    this.#reconciler = reconciler;
  }

  async plan(intent: Omit<RollbackIntent, 'pressedAt'>): Promise<RollbackPlan> {
    const place = findPlace(this.#world.catalog, intent.service, intent.environment);
    requireRollbackRight(intent.by, place.environment, this.#world.directory);
    return (await this.#choose(intent, place)).plan;
  }

  async rollBack(intent: RollbackIntent, cause: Rollback['cause']): Promise<RolledBack> {
    const { catalog, directory } = this.#world;
    const place = findPlace(catalog, intent.service, intent.environment);
    // A rejection was checked against the approvers already.
    if (cause === 'pressed') requireRollbackRight(intent.by, place.environment, directory);
    const joined = this.#joined(intent, place);
    if (joined !== null) return this.#answered(joined);
    const chosen = await this.#choose(intent, place);
    const underWay = chosen.release?.status?.phase === 'RollingBack';
    if (underWay) return { plan: chosen.plan, release: chosen.release };
    return this.#answered(this.#joined(intent, place) ?? this.#begun(chosen, intent, cause));
  }

  /** The rollback of this target that is done already and not yet written down: a second press means the same one. */
  #joined({ from }: RollbackIntent, { target }: Place): Underway | null {
    const underway = this.#unrecorded.get(targetKey(target));
    return underway !== undefined && (from === null || from === underway.goal.from.hash) ? underway : null;
  }

  #begun(chosen: Chosen, intent: RollbackIntent, cause: Rollback['cause']): Underway {
    const key = targetKey(chosen.place.target);
    const accepted = this.#accepted(chosen, intent, cause);
    const underway = { goal: chosen.goal, plan: chosen.plan, accepted };
    this.#unrecorded.set(key, underway);
    const forget = () => this.#unrecorded.delete(key);
    accepted.then(({ recorded }) => recorded).then(forget, forget);
    return underway;
  }

  async #answered({ plan, accepted }: Underway): Promise<RolledBack> {
    return { plan, release: await withinReason((await accepted).recorded) };
  }

  /** Resolves when the cluster has taken the first write; the record follows it. */
  async #accepted(chosen: Chosen, intent: RollbackIntent, cause: Rollback['cause']): Promise<Accepted> {
    const { driver, clock, log, measure } = this.#world;
    const pursuit = driver.pursue(chosen.place.target, chosen.goal);
    const held = chosen.release?.name ?? '';
    this.#reconciler.hold(held);
    try {
      const pass = await pursuit.pass();
      refuseUseless(pass, intent);
      log.warn({ service: intent.service, by: intent.by.id, pass }, 'rollback accepted');
    } catch (error) {
      this.#reconciler.letGo(held);
      throw error;
    }
    const acceptedAt = clock.now();
    const { mechanism } = chosen.plan.outlook;
    measure('accepted', mechanism, (acceptedAt.getTime() - intent.pressedAt.getTime()) / 1_000);
    const rollback: Rollback = {
      by: { kind: 'user', id: intent.by.id },
      cause,
      from: chosen.goal.from,
      to: chosen.goal.to,
      mechanism,
      clock: { pressedAt: intent.pressedAt.toISOString(), acceptedAt: acceptedAt.toISOString() },
      ...(intent.reason === null ? {} : { reason: intent.reason }),
    };
    const recorded = this.#record(chosen, rollback).then((release) => {
      this.#reconciler.letGo(held);
      this.#reconciler.adopt(release, chosen.goal, pursuit);
      return release;
    });
    void this.#carryOn(pursuit, recorded);
    return { recorded };
  }

  /** Until the record is there nobody else brings the rollback forward, and its first write is seldom all of it. */
  async #carryOn(pursuit: Pursuit, recorded: Promise<Release>): Promise<void> {
    const isRecorded = recorded.then(() => true);
    while (!(await Promise.race([isRecorded, pause(CARRY_ON_MS, false, { ref: false })]))) {
      try {
        const { came } = await pursuit.pass();
        if (came === 'done' || came === 'impossible') return;
      } catch (error) {
        this.#world.log.error({ err: error }, 'a rollback that is not recorded yet does not get on');
      }
    }
  }

  /** Writes down what was done, for as long as it takes: the home store may be away. */
  async #record(chosen: Chosen, rollback: Rollback): Promise<Release> {
    let { release } = chosen;
    for (let delay = 200; ; delay = Math.min(delay * 2, 5_000)) {
      try {
        return await this.#recordOnce({ ...chosen, release }, rollback);
      } catch (error) {
        this.#world.log.error({ err: error, service: chosen.place.service.name }, 'a rollback is not recorded yet');
        // Removed meanwhile: then it gets a release of its own.
        if (error instanceof UserProblem && error.code === 'unknown-release') release = null;
        else await pause(delay);
      }
    }
  }

  #recordOnce({ place, goal, release }: Chosen, rollback: Rollback): Promise<Release> {
    const { store, clock } = this.#world;
    if (release !== null) {
      return store.update(release.name, ({ status }) =>
        status === null || status.phase === 'RollingBack' ? null : rollingBack(status, rollback, clock.now()),
      );
    }
    const spec = {
      service: place.service.name,
      environment: place.environment.name,
      version: versionOf(goal.to.image),
      ...(rollback.reason === undefined ? {} : { reason: rollback.reason }),
    };
    return store.create(spec, rollingBack(standAlone(place, goal, rollback), rollback, clock.now()));
  }

  async #choose(intent: Omit<RollbackIntent, 'pressedAt'>, place: Place): Promise<Chosen> {
    const snapshot = this.#world.driver.latest(place.target) ?? (await this.#world.driver.read(place.target));
    const releases = releasesOf(this.#world, place);
    const release = releases.find((candidate) => brought(candidate, snapshot)) ?? null;
    const running = release?.status?.phase === 'RollingBack' ? release.status.rollback : null;
    if (running === null) refuseGone(intent, snapshot, release);
    const from = running?.from ?? {
      hash: snapshot.desiredHash ?? release?.status?.targets[0]?.hash ?? null,
      image: snapshot.image,
    };
    const to = running?.to ?? (await this.#wayBack(intent, place, snapshot, release));
    const goal: RollbackGoal = { verb: 'rollback', from, to };
    const plan: RollbackPlan = {
      service: place.service.name,
      environment: place.environment.name,
      release: release?.name ?? null,
      from,
      to: { hash: to.hash, image: to.image, revision: to.revision },
      outlook: this.#world.driver.outlook(place.target, goal),
    };
    return { place, goal, plan, release };
  }

  /** The version to go back to: what was named, else exactly what the release replaced, else what Argo remembers. */
  async #wayBack(
    intent: Omit<RollbackIntent, 'pressedAt'>,
    place: Place,
    snapshot: TargetSnapshot,
    release: Release | null,
  ): Promise<KeptVersion> {
    const { driver } = this.#world;
    const named = intent.to;
    const kept = release?.status?.targets[0]?.replaced ?? null;
    if (named === null && intent.from === null && isJustBack(releasesOf(this.#world, place), snapshot)) {
      throw mustBeNamed(place, snapshot);
    }
    if (named === null && kept !== null) return kept;
    if (named !== null && kept !== null && matches(named, kept)) return kept;
    // "The one before" is known from a release or from an update under way. Anything else would be a guess, and after a
    // rollback the newest other version is the bad one.
    const isUpdating = snapshot.desiredHash !== snapshot.stableHash;
    if (named === null && !isUpdating) throw mustBeNamed(place, snapshot);
    const found = await driver.find(place.target, (version) => {
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
}

/** The newest release was taken back, and what it went back to is wanted: a second rollback would go further back. */
function isJustBack(releases: readonly Release[], { desiredHash, image }: TargetSnapshot): boolean {
  const newest = releases.find(({ status }) => status !== null && status.phase !== 'Refused');
  const back = newest?.status?.phase === 'RolledBack' ? newest.status.rollback : null;
  return back ? back.to.hash === desiredHash || back.to.image === image : false;
}

function mustBeNamed({ service }: Place, { image }: TargetSnapshot): UserProblem {
  return new UserProblem('no-way-back', {
    happened: `Nothing was changed: ${service.name} is on ${versionOf(image)}, and no release of it is there to be taken back.`,
    why: 'It was rolled back already, or the version that runs was not released with Rollbridge.',
    hint: `To go to an older version name it: /rollback ${service.name} to <revision or version>.`,
  });
}

/** By revision number or by version. */
function matches(named: string, version: Omit<KeptVersion, 'template'>): boolean {
  return named.trim() === String(version.revision) || meansImage(named, version.image);
}

/** True for the release whose version is the wanted one now, or that is on its way to be or to go. */
function brought({ status }: Release, snapshot: TargetSnapshot): boolean {
  const record = status?.targets[0];
  if (!status || !record || status.phase === 'Refused') return false;
  if (status.phase === 'RollingBack') return true;
  if (status.phase === 'RolledBack' || status.phase === 'Superseded') return false;
  if (snapshot.phase === 'Unobserved' || record.hash === null) return record.image === snapshot.image;
  return record.hash === snapshot.desiredHash;
}

/** A rollback press is bound to the bad version only: no step, weight or phase makes it stale. */
function refuseGone(
  intent: Omit<RollbackIntent, 'pressedAt'>,
  snapshot: TargetSnapshot,
  release: Release | null,
): void {
  const isSameRelease = !intent.release || intent.release === release?.name;
  if (intent.from === null ? isSameRelease : [null, intent.from].includes(snapshot.desiredHash)) return;
  throw new UserProblem('stale', {
    happened: 'Nothing was changed: the version you wanted to leave is not the wanted one any more.',
    why: `${versionOf(snapshot.image)} is wanted now.`,
    hint: 'Look at the newest card of this service.',
  });
}

function refuseUseless(pass: Pass, intent: RollbackIntent): void {
  if (pass.came !== 'impossible') return;
  throw new UserProblem('no-way-back', {
    happened: `${intent.service} was not rolled back.`,
    why: `${pass.why}.`,
    hint: `/deploy status ${intent.service} shows what runs.`,
  });
}

/** A rollback of a version that no release brought gets a release of its own, for its card and its record. */
function standAlone(place: Place, goal: RollbackGoal, rollback: Rollback): ReleaseStatus {
  const record = { region: place.target.region, replaced: null, found: goal.from.image, image: goal.from.image };
  return {
    ...freshStatus(rollback.by),
    startedAt: rollback.clock.pressedAt,
    targets: [{ ...record, hash: goal.from.hash, step: null }],
  };
}

/** The record, or null when it takes longer than a person should wait for their answer. */
async function withinReason(recorded: Promise<Release>): Promise<Release | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), RECORD_WAIT_MS);
  });
  const release = await Promise.race([recorded, late]);
  clearTimeout(timer);
  return release;
}
