/**
 * Carries drills through: brings what a drill needs, and when that is up presses what people press. A drill is a release
 * like others, so whatever is between its steps survives a restart.
 */
import { sameBasis } from '../../model/decision.ts';
import { isDrill, type Release, type ReleaseStatus } from '../../model/release.ts';
import { BackOff } from '../../waiting/back-off.ts';
import { pause } from '../../waiting/pause.ts';
import { ReleaseFollower } from '../follower.ts';
import { keepWriting } from '../keep-writing.ts';
import type { Place } from '../lookup.ts';
import { told, wished } from '../release/changes.ts';
import { basisOf } from '../release/offers.ts';
import type { RollbackDesk } from '../rollback/rollback.ts';
import { placeOf, releaseNamed, type World } from '../world.ts';
import { coverOf } from './cover.ts';
import { type DrillStep, isJudged, nextOf } from './plan.ts';

/** How often memory is looked at: pods take seconds to start. */
const LOOK_AGAIN_MS = 100;

export class DrillDesk {
  readonly #world: World;
  readonly #rollbacks: Pick<RollbackDesk, 'rollBackDrill'>;
  readonly #follower = new ReleaseFollower(
    (release) => this.#look(release),
    (error, name) => this.#world.log.error({ err: error, release: name }, 'nobody goes on with a drill'),
  );

  constructor(world: World, rollbacks: Pick<RollbackDesk, 'rollBackDrill'>) {
    this.#world = world;
    this.#rollbacks = rollbacks;
  }

  /** Goes on with whatever a restart has interrupted. */
  start(): void {
    this.#follower.start(this.#world.store);
  }

  async stop(): Promise<void> {
    await this.#follower.stop();
  }

  #look(release: Release): void {
    const { name } = release;
    if (!isDrill(release) || this.#next(name)?.step.do === 'end') return;
    this.#follower.begin(name, () => this.#run(name));
  }

  /** Null when the release is gone, or belongs nowhere any more. */
  #next(name: string): { readonly step: DrillStep; readonly release: Release; readonly place: Place } | null {
    const release = releaseNamed(this.#world, name);
    const place = release === null ? null : placeOf(this.#world, release);
    if (release === null || place === null) return null;
    const snapshot = this.#world.driver.latest(place.target);
    return { step: nextOf(release, snapshot, place.environment.drill, this.#world.clock.now()), release, place };
  }

  async #run(name: string): Promise<void> {
    const backOff = new BackOff();
    while (!this.#follower.stopped.aborted) {
      const next = this.#next(name);
      if (next === null || next.step.do === 'end') return;
      try {
        await this.#take(next.step, next.release, next.place);
        backOff.reset();
        await pause(LOOK_AGAIN_MS, this.#follower.stopped);
      } catch (error) {
        this.#world.log.warn({ err: error, release: name, step: next.step.do }, 'a drill does not get on');
        await pause(backOff.next(), this.#follower.stopped);
      }
    }
  }

  #take(step: DrillStep, release: Release, place: Place): Promise<void> {
    switch (step.do) {
      case 'wait':
      case 'end':
        return Promise.resolve();
      case 'promote':
        return this.#promote(release, place);
      case 'ready': {
        const { ms, percent } = step;
        return this.#tell(release, (status, now) => told(status, now, { what: 'drillReady', ms, percent }));
      }
      case 'fail': {
        const { why } = step;
        return this.#tell(release, (status, now) => told(status, now, { what: 'drillFailed', why }));
      }
      case 'press':
        return this.#press(release, place);
    }
  }

  async #press(release: Release, place: Place): Promise<void> {
    const { driver, clock, log } = this.#world;
    const snapshot = driver.latest(place.target);
    const cover = snapshot === null ? null : coverOf([release], snapshot);
    if (cover === null) return;
    await this.#rollbacks.rollBackDrill(cover, place, clock.now());
    log.info({ release: release.name }, 'the rollback of a drill is pressed');
  }

  #promote(release: Release, { target }: Place): Promise<void> {
    const seen = () => basisOf(release, this.#world.driver.latest(target));
    const basis = seen();
    const asked = { verb: 'promote', by: { kind: 'engine' }, basis } as const;
    return this.#tell(release, (status, now) =>
      status.wish === null && sameBasis(basis, seen())
        ? wished(status, { ...asked, at: now.toISOString() }, now)
        : null,
    );
  }

  /** Once: a try whose answer was lost may have been written. */
  #tell({ name }: Release, change: (status: ReleaseStatus, now: Date) => ReleaseStatus | null): Promise<void> {
    return keepWriting(this.#world, {
      release: name,
      change: (status) =>
        status.rollback !== null || isJudged(status) ? null : change(status, this.#world.clock.now()),
      stop: this.#follower.stopped,
    });
  }
}
