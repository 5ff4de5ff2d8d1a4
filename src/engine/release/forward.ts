/** Brings one release forward as far as it goes now: gather, decide, act, record. */
import type { Release, ReleaseStatus } from '../../model/release.ts';
import type { Place } from '../lookup.ts';
import type { Goal, Pass, Pursuit } from '../ports.ts';
import { hasBegun, releasesOf, type World } from '../world.ts';
import { calledOff, isWritten } from './calling-off.ts';
import { closed } from './closing.ts';
import { decide, type Pursue, type Situation } from './decide.ts';
import { takeUp } from './intake.ts';
import { Pursuits } from './pursuits.ts';
import { Rests } from './rests.ts';

/** The effect of a write is looked for this soon when no watch brings it. */
const AFTER_A_WRITE_MS = 100;

export class Forward {
  readonly #world: World;
  readonly #pursuits: Pursuits;
  readonly #rests = new Rests();
  readonly #isHeld: (place: Place, release: string) => boolean;

  /** `isHeld`: the urgent path acts on this release, and nobody else may. */
  constructor(world: World, isHeld: (place: Place, release: string) => boolean) {
    this.#world = world;
    this.#pursuits = new Pursuits(world);
    this.#isHeld = isHeld;
  }

  /** Goes on with a pursuit whose first write was made elsewhere. */
  adopt(release: string, goal: Goal, pursuit: Pursuit): void {
    this.#pursuits.adopt(release, goal, pursuit);
    this.#rests.forget(release);
  }

  /** The catalog is another one: each pursuit has its target from the one before. */
  restart(): void {
    this.#pursuits.clear();
  }

  /** Nothing is left to be done for it. */
  forget(release: string): void {
    this.#pursuits.drop(release);
    this.#rests.forget(release);
  }

  /** There is reason to believe that what failed goes now. */
  cutShort(release: string): void {
    this.#rests.cutShort(release);
  }

  stop(): void {
    this.#rests.stop();
  }

  /**
   * In how many ms to look again; null: on a change only. Never rejects: a release that fails, for example because it
   * cannot be written, rests until `again` is called, and holds up no other of its target.
   */
  async bring(name: string, place: Place, again: () => void): Promise<number | null> {
    if (this.#rests.isResting(name)) return null;
    try {
      return await this.#bring(name, place);
    } catch (error) {
      this.#world.log.error({ err: error, release: name }, 'a turn failed and will be tried again');
      this.#rests.begin(name, again);
      return null;
    }
  }

  async #bring(name: string, place: Place): Promise<number | null> {
    for (;;) {
      const situation = this.#situation(name, place);
      if (situation === null || this.#isHeld(place, name)) return null;
      const decision = decide(situation, this.#world.clock.now());
      switch (decision.do) {
        case 'wait':
          this.forget(name);
          return null;
        case 'take-up':
          await takeUp(this.#world, situation.release, place);
          break;
        case 'record':
          if (!(await this.#record(situation, place))) return null;
          break;
        case 'call-off': {
          if (await this.#callOff(situation.release, place)) break;
          const again = await this.#pursue(situation.release, place, decision.start);
          if (again !== null) return again;
          break;
        }
        case 'pursue': {
          const again = await this.#pursue(situation.release, place, decision);
          if (again !== null) return again;
          break;
        }
      }
    }
  }

  #situation(name: string, place: Place): Situation | null {
    const releases = releasesOf(this.#world, place);
    const release = releases.find((candidate) => candidate.name === name);
    if (release === undefined) return null;
    const newest = releases.find(hasBegun)?.name === name;
    return { release, environment: place.environment, snapshot: this.#world.driver.latest(place.target), newest };
  }

  /**
   * Decides again on what is stored by then, so that a lost race never writes something outdated; and on a fresh read
   * where memory may be old. False when there was nothing to write down after all.
   */
  async #record(situation: Situation, place: Place): Promise<boolean> {
    const before = situation.release.status;
    const remembered = situation.snapshot;
    const snapshot = remembered?.live === false ? await this.#world.driver.read(place.target) : remembered;
    let written = false;
    const { status: after } = await this.#world.store.update(situation.release.name, (release) => {
      const decision = decide({ ...situation, release, snapshot }, this.#world.clock.now());
      written = decision.do === 'record';
      return decision.do === 'record' ? decision.status : null;
    });
    if (before?.phase !== after?.phase) {
      this.#world.log.info(
        { release: situation.release.name, from: before?.phase, to: after?.phase },
        'release moved on',
      );
    }
    this.#measureZero(before, after);
    return written;
  }

  #measureZero(before: ReleaseStatus | null, after: ReleaseStatus | null): void {
    const { pressedAt, zeroAt } = after?.rollback?.clock ?? {};
    if (!after?.rollback || zeroAt === undefined || before?.rollback?.clock.zeroAt !== undefined) return;
    if (after.rollback.cause === 'drill') return;
    this.#world.measure('zero', after.rollback.mechanism, secondsBetween(pressedAt, zeroAt));
  }

  /** False when its first write has come through after all. Throws when the cluster does not answer. */
  async #callOff(release: Release, place: Place): Promise<boolean> {
    if (isWritten(release, await this.#world.driver.read(place.target))) return false;
    await this.#world.store.update(release.name, ({ status }) => {
      if (status?.phase !== 'Starting' || status.wish?.verb !== 'abort') return null;
      const { by, reason } = status.wish;
      return calledOff(status, by, reason, this.#world.clock.now());
    });
    this.#world.log.info({ release: release.name }, 'called off before it began');
    return true;
  }

  /** One move towards a goal. Null when it was reached or given up, and the release should be looked at again. */
  async #pursue(release: Release, place: Place, decision: Pursue): Promise<number | null> {
    const pass = await this.#pursuits.pass(release, place, decision);
    switch (pass.came) {
      case 'acted':
        this.#rests.forget(release.name);
        this.#world.log.info({ release: release.name, move: pass.move, goal: decision.goal.verb }, 'wrote');
        return AFTER_A_WRITE_MS;
      case 'waiting':
        // A wait between two refusals is no success.
        return Math.max(pass.againMs, this.#rests.lastMs(release.name));
      case 'done':
      case 'impossible':
        if (decision.purpose !== 'heed') await this.#close(release, place, { ...decision, pass });
        this.forget(release.name);
        // Memory may not know yet that it was heeded, and would ask the same at once.
        return decision.purpose === 'heed' ? AFTER_A_WRITE_MS : null;
    }
  }

  async #close(
    release: Release,
    place: Place,
    { purpose, goal, pass }: Pursue & { readonly pass: Pass },
  ): Promise<void> {
    const hash = purpose === 'start' && pass.came === 'done' ? await this.#startedHash(release, place) : null;
    const after = await this.#world.store.update(release.name, ({ status }) => {
      if (status === null) return null;
      return closed(status, { purpose, goal, pass, hash }, this.#world.clock.now());
    });
    const { rollback } = after.status ?? {};
    if (purpose !== 'rollback' || pass.came !== 'done' || !rollback || rollback.cause === 'drill') return;
    const { pressedAt, healthyAt } = rollback.clock;
    this.#world.measure('healthy', rollback.mechanism, secondsBetween(pressedAt, healthyAt));
  }

  /** Hash of the version that was started, read afresh: memory may still show the one before, which is not ours. */
  async #startedHash(release: Release, place: Place): Promise<string | null> {
    const { desiredHash, image } = await this.#world.driver.read(place.target);
    return image === release.status?.targets[0]?.image ? desiredHash : null;
  }
}

function secondsBetween(from: string | undefined, to: string | undefined): number {
  return (Date.parse(to ?? '') - Date.parse(from ?? '')) / 1_000;
}
