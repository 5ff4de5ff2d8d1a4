/** Goals on their way, one for each release; and what is written down while one of them does not get on. */
import { UserProblem } from '../../model/problem.ts';
import type { Release, ReleaseStatus } from '../../model/release.ts';
import type { Place } from '../lookup.ts';
import type { Goal, Pass, Pursuit } from '../ports.ts';
import { goingOn, hindered, isHindrance } from '../rollback/hindrance.ts';
import { releaseNamed, type World } from '../world.ts';
import { told } from './changes.ts';
import type { Pursue } from './decide.ts';

export class Pursuits {
  readonly #world: World;
  readonly #running = new Map<string, { readonly goal: string; readonly pursuit: Pursuit }>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Goes on with one whose first write was made elsewhere. */
  adopt(release: string, goal: Goal, pursuit: Pursuit): void {
    this.#running.set(release, { goal: JSON.stringify(goal), pursuit });
  }

  drop(release: string): void {
    this.#running.delete(release);
  }

  clear(): void {
    this.#running.clear();
  }

  /** One move towards the goal. Throws when the cluster does not answer, and when what it refuses is to be tried again. */
  async pass({ name }: Release, place: Place, decision: Pursue): Promise<Pass> {
    const pass = await this.#passed(name, this.#of(name, place, decision.goal), decision);
    if (pass.came === 'waiting' && pass.for === 'controller') {
      await this.#tell(name, (status, now) => notReconciling(status, pass.says ?? null, now));
    }
    if (pass.came === 'acted' || pass.came === 'done') await this.#tell(name, goingOn);
    return pass;
  }

  /**
   * What the cluster refuses ends a wish or a start, with the refusal as its answer. A rollback that has begun, and a
   * nudge, are tried until they are let through.
   */
  async #passed(release: string, pursuit: Pursuit, { purpose }: Pursue): Promise<Pass> {
    try {
      return await pursuit.pass();
    } catch (error) {
      if (!(error instanceof UserProblem) || error.code === 'cluster-unreachable' || purpose === 'heed') throw error;
      if (purpose === 'rollback' && isHindrance(error)) {
        await this.#tell(release, (status, now) => hindered(status, error, now));
        throw error;
      }
      return { came: 'impossible', why: [error.message, error.why, error.hint].join(' ') };
    }
  }

  #of(release: string, place: Place, goal: Goal): Pursuit {
    const key = JSON.stringify(goal);
    const running = this.#running.get(release);
    if (running?.goal === key) return running.pursuit;
    const pursuit = this.#world.driver.pursue(place.target, goal);
    this.#running.set(release, { goal: key, pursuit });
    return pursuit;
  }

  /** Writes down what is new; memory is asked first, for most of the time nothing is. */
  async #tell(name: string, next: (status: ReleaseStatus, now: Date) => ReleaseStatus | null): Promise<void> {
    const { store, clock } = this.#world;
    const change = ({ status }: Release) => (status === null ? null : next(status, clock.now()));
    const remembered = releaseNamed(this.#world, name);
    if (remembered === null || change(remembered) === null) return;
    await store.update(name, change);
  }
}

/** Once for each thing that the controller says, and once when it says nothing. */
function notReconciling(status: ReleaseStatus, says: string | null, now: Date): ReleaseStatus | null {
  if (status.story.some((event) => event.what === 'notReconciling' && (event.says ?? null) === says)) return null;
  return told(status, now, { what: 'notReconciling', ...(says === null ? {} : { says }) });
}
