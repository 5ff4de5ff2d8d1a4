/**
 * The shortest path of all: from a press to the write that moves traffic, through memory only. No Slack call, no
 * store write and no capture comes before that write; whatever must be written down follows it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { targetKey } from '../../model/catalog.ts';
import type { Actor } from '../../model/decision.ts';
import { UserProblem } from '../../model/problem.ts';
import { isDrill, type Release, type ReleaseStatus } from '../../model/release.ts';
import type { RollbackPlan } from '../../model/release-view.ts';
import type { Rollback } from '../../model/rollback.ts';
import { BackOff } from '../../waiting/back-off.ts';
import { within } from '../../waiting/pause.ts';
import { requireRollbackRight } from '../access.ts';
import type { Cover } from '../drills/cover.ts';
import { uncovered, wayOutOf } from '../drills/uncovered.ts';
import type { EvidenceDesk } from '../evidence/evidence.ts';
import type { RollbackIntent, RolledBack } from '../intents.ts';
import { findPlace, type Place } from '../lookup.ts';
import type { Pass, Pursuit } from '../ports.ts';
import { freshStatus, recordOf, rollingBack } from '../release/changes.ts';
import type { Reconciler } from '../release/reconciler.ts';
import { versionOf } from '../release/versions.ts';
import { releasesOf, type World } from '../world.ts';
import { askedWith } from './acknowledgement.ts';
import { type Chosen, choose, coverFor, type RollbackGoal, refuseElsewhere } from './way-back.ts';

/** What an alert may want: never a version that it names, always one that it leaves. */
export interface AlertIntent extends Omit<RollbackIntent, 'by'> {
  readonly to: null;
  readonly from: string;
}

type Order = Omit<RollbackIntent, 'by'> &
  (
    | { readonly by: Actor & { kind: 'user' }; readonly cause: 'pressed' | 'rejected' }
    | { readonly by: Actor & { kind: 'engine' }; readonly cause: 'alert' | 'drill' }
  );

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
  readonly #evidence: Pick<EvidenceDesk, 'pressed'> | null;
  /** Rollbacks that the cluster has taken and the store has not, by target. */
  readonly #unrecorded = new Map<string, Underway>();

  constructor(world: World, reconciler: Reconciler, evidence: Pick<EvidenceDesk, 'pressed'> | null = null) {
    this.#world = world;
    this.#reconciler = reconciler;
    this.#evidence = evidence;
  }

  async plan(intent: Omit<RollbackIntent, 'pressedAt'>): Promise<RollbackPlan> {
    const place = findPlace(this.#world.catalog, intent.service, intent.environment);
    requireRollbackRight(intent.by, place.environment, this.#world.directory);
    return (await choose(this.#world, intent, place)).plan;
  }

  rollBack(intent: RollbackIntent, cause: 'pressed' | 'rejected'): Promise<RolledBack> {
    return this.#rollBack({ ...intent, by: { kind: 'user', id: intent.by.id }, cause });
  }

  /** Nobody is asked for a right: the rule in the catalog is the permission. `from` says which version it is about. */
  rollBackForAlert(intent: AlertIntent): Promise<RolledBack> {
    return this.#rollBack({ ...intent, by: { kind: 'engine' }, cause: 'alert' });
  }

  /** Ends a drill, as a press would: nothing of the way is left out but Slack and the question who may. */
  async rollBackDrill(cover: Cover, place: Place, pressedAt: Date): Promise<RolledBack> {
    const { drill } = cover;
    const order = orderFor(drill.name, place, pressedAt);
    const isSeen = drill.status?.targets[0]?.hash != null;
    const chosen = isSeen ? await choose(this.#world, order, place) : this.#wayOut(cover, place);
    return this.#answered(this.#begun(chosen, order));
  }

  async #rollBack(intent: Order): Promise<RolledBack> {
    const { catalog, directory } = this.#world;
    const place = findPlace(catalog, intent.service, intent.environment);
    // A rejection was checked against the approvers already; an alert has the catalog's word.
    if (intent.cause === 'pressed') requireRollbackRight(intent.by, place.environment, directory);
    const joined = this.#joined(intent, place);
    if (joined !== null) return this.#answered(joined);
    const cover = this.#coverFor(intent, place);
    if (cover !== null) await this.#endDrill(cover, place);
    const chosen = await choose(this.#world, intent, place);
    const underWay = chosen.release?.status?.phase === 'RollingBack';
    if (underWay) return { plan: chosen.plan, release: chosen.release };
    return this.#answered(this.#joined(intent, place) ?? this.#begun(chosen, intent));
  }

  /** The rollback of this target that is done already and not yet written down: a second press means the same one. */
  #joined(intent: Order, { target }: Place): Underway | null {
    const underway = this.#unrecorded.get(targetKey(target));
    if (underway === undefined || ![null, underway.goal.from.hash].includes(intent.from)) return null;
    refuseElsewhere(intent, underway.goal.to);
    return underway;
  }

  #coverFor(intent: Order, place: Place): Cover | null {
    const snapshot = this.#world.driver.latest(place.target);
    return snapshot === null ? null : coverFor(intent, releasesOf(this.#world, place), snapshot);
  }

  /** What people want gone is beneath a drill: that one gives way first, by one write. */
  async #endDrill(cover: Cover, place: Place): Promise<void> {
    const { name, status } = cover.drill;
    if (status?.phase !== 'RollingBack') {
      const order = orderFor(name, place, this.#world.clock.now());
      const { recorded } = await this.#begun(this.#wayOut(cover, place), order).accepted;
      await within(RECORD_WAIT_MS, recorded);
    }
    await uncovered(this.#world, place, cover);
  }

  #wayOut(cover: Cover, place: Place): Chosen {
    const snapshot = this.#world.driver.latest(place.target);
    if (snapshot === null) throw new Error('a drill covers nothing that is not seen');
    return { ...wayOutOf(cover, place, this.#world), snapshot };
  }

  #begun(chosen: Chosen, intent: Order): Underway {
    const key = targetKey(chosen.place.target);
    const accepted = this.#accepted(chosen, intent);
    const underway = { goal: chosen.goal, plan: chosen.plan, accepted };
    this.#unrecorded.set(key, underway);
    const forget = () => {
      if (this.#unrecorded.get(key) === underway) this.#unrecorded.delete(key);
    };
    accepted.then(({ recorded }) => recorded).then(forget, forget);
    return underway;
  }

  async #answered({ plan, accepted }: Underway): Promise<RolledBack> {
    return { plan, release: await within(RECORD_WAIT_MS, (await accepted).recorded) };
  }

  /** Resolves when the cluster has taken the first write; the record follows it. */
  async #accepted(chosen: Chosen, intent: Order): Promise<Accepted> {
    const { driver, clock, log, measure } = this.#world;
    const pursuit = driver.pursue(chosen.place.target, chosen.goal);
    this.#reconciler.hold(chosen.place, chosen.release?.name ?? null);
    try {
      const pass = await pursuit.pass();
      refuseUseless(pass, intent);
      log.warn({ service: intent.service, by: intent.by, pass }, 'rollback accepted');
    } catch (error) {
      this.#reconciler.letGo(chosen.place);
      throw error;
    }
    const acceptedAt = clock.now();
    const { mechanism } = chosen.plan.outlook;
    const cause = chosen.release !== null && isDrill(chosen.release) ? 'drill' : intent.cause;
    // What is rehearsed is not what happened to people.
    if (cause !== 'drill') measure('accepted', mechanism, (acceptedAt.getTime() - intent.pressedAt.getTime()) / 1_000);
    const rollback: Rollback = {
      by: intent.by,
      cause,
      from: chosen.goal.from,
      to: chosen.goal.to,
      mechanism,
      clock: { pressedAt: intent.pressedAt.toISOString(), acceptedAt: acceptedAt.toISOString() },
      ...(intent.reason === null ? {} : { reason: intent.reason }),
      ...askedWith(chosen.place.environment, cause),
    };
    const recorded = this.#record(chosen, rollback).then((release) => {
      this.#reconciler.adopt(release, chosen.goal, pursuit);
      this.#reconciler.letGo(chosen.place);
      return release;
    });
    void this.#carryOn(pursuit, recorded);
    this.#evidence?.pressed({ chosen, rollback, recorded });
    return { recorded };
  }

  /** Until the record is there nobody else brings the rollback forward, and its first write is seldom all of it. */
  async #carryOn(pursuit: Pursuit, recorded: Promise<Release>): Promise<void> {
    const isRecorded = recorded.then(() => true);
    const backOff = new BackOff();
    let againMs = CARRY_ON_MS;
    while (!(await Promise.race([isRecorded, pause(againMs, false, { ref: false })]))) {
      try {
        const { came } = await pursuit.pass();
        if (came === 'done' || came === 'impossible') return;
        backOff.reset();
        againMs = CARRY_ON_MS;
      } catch (error) {
        againMs = backOff.next();
        this.#world.log.error({ err: error }, 'a rollback that is not recorded yet does not get on');
      }
    }
  }

  /** Writes down what was done, for as long as it takes: the home store may be away. */
  async #record(chosen: Chosen, rollback: Rollback): Promise<Release> {
    let { release } = chosen;
    const backOff = new BackOff();
    for (;;) {
      try {
        return await this.#recordOnce({ ...chosen, release }, rollback);
      } catch (error) {
        this.#world.log.error({ err: error, service: chosen.place.service.name }, 'a rollback is not recorded yet');
        // Removed meanwhile: then it gets a release of its own.
        if (error instanceof UserProblem && error.code === 'unknown-release') release = null;
        else await pause(backOff.next());
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
}

function orderFor(drill: string, { service, environment }: Place, pressedAt: Date): Order {
  const version = { to: null, from: null, release: drill, reason: null } as const;
  const place = { service: service.name, environment: environment.name };
  return { ...place, ...version, pressedAt, by: { kind: 'engine' }, cause: 'drill' };
}

function refuseUseless(pass: Pass, intent: Order): void {
  if (pass.came !== 'impossible') return;
  throw new UserProblem('no-way-back', {
    happened: `${intent.service} was not rolled back.`,
    why: `${pass.why}.`,
    hint: `/deploy status ${intent.service} shows what runs.`,
  });
}

/** A rollback of a version that no release brought gets a release of its own, for its card and its record. */
function standAlone(place: Place, goal: RollbackGoal, rollback: Rollback): ReleaseStatus {
  const record = { ...recordOf(place.target), replaced: null, found: goal.from.image, image: goal.from.image };
  return {
    ...freshStatus(rollback.by),
    startedAt: rollback.clock.pressedAt,
    targets: [{ ...record, hash: goal.from.hash, step: null }],
  };
}
