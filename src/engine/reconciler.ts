/**
 * Brings every release forward: gather, decide, act, record. Woken by changes of Release objects, by changes of
 * targets, and by its own timers; each wake-up looks at everything afresh, so none of them can be lost for good.
 */
import { targetKey } from '../model/catalog.ts';
import { isRestart, isUnderWay, type Release, type ReleaseStatus } from '../model/release.ts';
import { Adoption } from './adoption.ts';
import { closed } from './closing.ts';
import { decide, type Pursue, type Situation } from './decide.ts';
import { Followed, leaveAlone } from './followed.ts';
import { refuseHomeless, takeUp } from './intake.ts';
import { Lane } from './lane.ts';
import type { Place } from './lookup.ts';
import type { Goal, Pass, Pursuit } from './ports.ts';
import { Pursuits } from './pursuits.ts';
import { removedView } from './removed.ts';
import { Rests } from './rests.ts';
import { hasBegun, placeOf, releasesOf, viewOf, type World } from './world.ts';

/** The effect of a write is looked for this soon when no watch brings it. */
const AFTER_A_WRITE_MS = 100;
/** How many of a target's newest releases, restarts aside, a change of the target may concern. */
const SHOWN = 3;

export class Reconciler {
  readonly #world: World;
  readonly #lanes = new Map<string, Lane>();
  readonly #pursuits: Pursuits;
  /** By target: the release that the urgent path acts on, null for a version that none brought. */
  readonly #held = new Map<string, string | null>();
  readonly #rests = new Rests();
  readonly #adoption: Adoption;
  readonly #followed: Followed;
  #unfollowStore: () => void = () => undefined;

  constructor(world: World) {
    this.#world = world;
    this.#pursuits = new Pursuits(world);
    this.#adoption = new Adoption(world);
    this.#followed = new Followed(world.driver, (place) => this.#targetChanged(place));
  }

  /** Takes up whatever is stored, and follows all targets of the catalog from now on. */
  start(): void {
    this.#unfollowStore = this.#world.store.follow(
      (release) => this.#releaseChanged(release),
      (release) => this.#releaseRemoved(release),
    );
    this.refollow();
  }

  /** The catalog is another one: follows its targets and no others, and looks at every release by its rules. */
  refollow(): void {
    const { catalog, store } = this.#world;
    // Each of them has its target from the catalog before.
    this.#pursuits.clear();
    for (const place of this.#followed.keepTo(catalog)) {
      this.#adoption.forget(place);
      void leaveAlone(this.#world, place);
    }
    // Something may have been started elsewhere while nobody looked.
    for (const place of this.#followed.places()) this.#lane(place).wake();
    for (const release of store.all()) this.#releaseChanged(release);
  }

  /** Resolves when nothing is being written any more. */
  async stop(): Promise<void> {
    this.#unfollowStore();
    this.#followed.stop();
    await Promise.all([...this.#lanes.values()].map((lane) => lane.stop()));
    this.#rests.stop();
  }

  /** Leaves a release of this target alone until `letGo`: the urgent path acts on it first and writes it down afterwards. */
  hold({ target }: Place, release: string | null): void {
    this.#held.set(targetKey(target), release);
  }

  letGo(place: Place): void {
    this.#held.delete(targetKey(place.target));
    this.#lane(place).wake();
  }

  /** Goes on with a pursuit whose first write the urgent path has made. */
  adopt(release: Release, goal: Goal, pursuit: Pursuit): void {
    this.#pursuits.adopt(release.name, goal, pursuit);
    this.#rests.forget(release.name);
    this.#releaseChanged(release);
  }

  #targetChanged(place: Place): void {
    this.#show(place);
    // News of the target, or the way to it is open again: what failed may go now. Our own notes in a release are no news.
    for (const { name } of releasesOf(this.#world, place)) this.#rests.cutShort(name);
    this.#lane(place).wake();
  }

  #releaseChanged(release: Release): void {
    const place = placeOf(this.#world, release);
    if (place === null) {
      void refuseHomeless(this.#world, release);
      return;
    }
    this.#show(place, release);
    this.#lane(place).wake();
  }

  /** Nothing is done for it any more; what it has begun is taken up again. */
  #releaseRemoved(release: Release): void {
    this.#pursuits.drop(release.name);
    this.#rests.forget(release.name);
    const place = placeOf(this.#world, release);
    if (place === null) return;
    const view = removedView(viewOf(this.#world, release, place));
    if (view !== null) this.#world.audience.removed(view);
    this.#adoption.orphaned(place, release);
    this.#lane(place).wake();
  }

  /** Whatever may look different now: the release itself, and the newest ones, of which one may have lost its way back. */
  #show(place: Place, release?: Release): void {
    const releases = releasesOf(this.#world, place);
    const newest = [
      ...releases.filter(hasBegun).slice(0, SHOWN),
      ...releases.filter((release) => isRestart(release) && isUnderWay(release)),
    ];
    for (const shown of new Set([...newest, ...(release === undefined ? [] : [release])])) {
      if (shown.status !== null) this.#world.audience.changed(viewOf(this.#world, shown, place));
    }
  }

  #lane(place: Place): Lane {
    const key = targetKey(place.target);
    const lane =
      this.#lanes.get(key) ??
      new Lane(
        () => this.#turn(key),
        (error) => this.#world.log.error({ err: error, target: key }, 'a turn failed and will be tried again'),
      );
    this.#lanes.set(key, lane);
    return lane;
  }

  /** All there is to do for one target; returns in how many ms to look again. */
  async #turn(key: string): Promise<number | null> {
    const place = this.#followed.placeOf(key);
    if (place === null) return null;
    let againMs: number | null = null;
    const releases = releasesOf(this.#world, place);
    for (const release of [...releases].reverse()) {
      if (this.#rests.isResting(release.name)) continue;
      const next = await this.#triedForward(release.name, place);
      if (next !== null) againMs = againMs === null ? next : Math.min(againMs, next);
    }
    // What a rollback has just done is not written down yet, and would look like somebody else's doing.
    if (!this.#held.has(key)) await this.#adoption.look(place);
    return againMs;
  }

  /** A release that fails, for example because it cannot be written, must not hold up the others of its target. */
  async #triedForward(name: string, place: Place): Promise<number | null> {
    try {
      return await this.#bringForward(name, place);
    } catch (error) {
      this.#world.log.error({ err: error, release: name }, 'a turn failed and will be tried again');
      this.#rests.begin(name, () => this.#lane(place).wake());
      return null;
    }
  }

  async #bringForward(name: string, place: Place): Promise<number | null> {
    for (;;) {
      const situation = this.#situation(name, place);
      if (situation === null || this.#held.get(targetKey(place.target)) === name) return null;
      const decision = decide(situation, this.#world.clock.now());
      switch (decision.do) {
        case 'wait':
          this.#pursuits.drop(name);
          this.#rests.forget(name);
          return null;
        case 'take-up':
          await takeUp(this.#world, situation.release, place);
          break;
        case 'record':
          if (!(await this.#record(situation, place))) return null;
          break;
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
    this.#world.measure('zero', after.rollback.mechanism, secondsBetween(pressedAt, zeroAt));
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
        if (decision.purpose !== 'heed') await this.#close(release, place, decision, pass);
        this.#pursuits.drop(release.name);
        this.#rests.forget(release.name);
        // Memory may not know yet that it was heeded, and would ask the same at once.
        return decision.purpose === 'heed' ? AFTER_A_WRITE_MS : null;
    }
  }

  async #close(release: Release, place: Place, { purpose, goal }: Pursue, pass: Pass): Promise<void> {
    const hash = purpose === 'start' && pass.came === 'done' ? await this.#startedHash(release, place) : null;
    const after = await this.#world.store.update(release.name, ({ status }) => {
      if (status === null) return null;
      return closed(status, { purpose, goal, pass, hash }, this.#world.clock.now());
    });
    const { rollback } = after.status ?? {};
    if (purpose !== 'rollback' || pass.came !== 'done' || !rollback) return;
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
