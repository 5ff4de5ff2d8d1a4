/**
 * Pods for debugging: made when they are asked for, looked at while they are there, and taken away by a press or when their
 * time is over. What is to be done stands in the record, so a restart forgets none.
 */
import { UserProblem } from '../../model/problem.ts';
import { isDebugging, isUnderWay, type Release, type ReleaseStatus } from '../../model/release.ts';
import { BackOff } from '../../waiting/back-off.ts';
import { pause } from '../../waiting/pause.ts';
import { ReleaseFollower } from '../follower.ts';
import { keepWriting } from '../keep-writing.ts';
import type { Place } from '../lookup.ts';
import { ended, freshStatus, inPhase, refused, takenUp, told } from '../release/changes.ts';
import { PASSING } from '../release/intake.ts';
import { placeOf, releaseNamed, releasesOf, type World } from '../world.ts';
import { debugImage } from './images.ts';
import type { TargetDebug } from './ports.ts';

const LOOK_AGAIN_MS = 1_000;

export class DebugDesk {
  readonly #world: World;
  readonly #pods: TargetDebug;
  readonly #follower = new ReleaseFollower(
    (release) => this.#look(release),
    (error, name) => this.#world.log.error({ err: error, release: name }, 'nobody goes on with debugging'),
  );

  constructor(world: World, pods: TargetDebug) {
    this.#world = world;
    this.#pods = pods;
  }

  /** Goes on with whatever a restart has interrupted. */
  start(): void {
    this.#follower.start(this.#world.store);
  }

  async stop(): Promise<void> {
    await this.#follower.stop();
  }

  #look(release: Release): void {
    if (isDebugging(release) && isUnderWay(release)) this.#follower.begin(release.name, () => this.#run(release.name));
  }

  async #run(name: string): Promise<void> {
    const backOff = new BackOff();
    while (!this.#follower.stopped.aborted) {
      const release = releaseNamed(this.#world, name);
      const place = release === null ? null : placeOf(this.#world, release);
      if (release === null || place === null || !isUnderWay(release)) return;
      try {
        await this.#turn(release, place);
        backOff.reset();
        await pause(LOOK_AGAIN_MS, this.#follower.stopped);
      } catch (error) {
        // Its record may be gone, or the store away: the next look shows.
        await this.#failed(release, error).catch((unwritten: unknown) =>
          this.#world.log.warn({ err: unwritten, release: name }, 'it is not written down that debugging failed'),
        );
        await pause(backOff.next(), this.#follower.stopped);
      }
    }
  }

  async #turn(release: Release, place: Place): Promise<void> {
    const { status } = release;
    if (status === null || status.phase === 'Pending') return this.#takeUp(release, place);
    if (status.debug === undefined) return;
    if (status.phase === 'Starting') return this.#begin(release, place, status);
    const { pod, until, state } = status.debug;
    const isOver = this.#world.clock.now() >= new Date(until);
    if (status.wish?.verb === 'undo' || isOver) {
      await this.#pods.end(place.target, pod);
      return this.#over(release, isOver ? 'time' : 'taken');
    }
    const now = await this.#pods.state(place.target, pod);
    if (now === null) return this.#over(release, 'gone');
    if (now !== state) await this.#write(release, (fresh) => withState(fresh, now));
  }

  /** Written down before there is a pod: whoever finds the record knows what to take away. */
  async #takeUp({ name, spec }: Release, place: Place): Promise<void> {
    const { driver, clock } = this.#world;
    const { image } = debugImage(spec.debug?.image ?? '', place, null);
    const snapshot = await driver.read(place.target);
    const hash = snapshot.desiredHash ?? snapshot.stableHash;
    const { reason } = spec;
    await this.#write({ name }, (fresh) => {
      if (fresh.phase !== 'Pending') return null;
      const now = clock.now();
      const until = new Date(now.getTime() + place.environment.debug.forMs).toISOString();
      const message = `Starting a pod with ${image}`;
      const taken = {
        target: place.target,
        kept: null,
        found: snapshot.image,
        image: snapshot.image,
        hash,
        message,
        reason,
      };
      const debug = { pod: name, container: place.target.container, until, state: null };
      return { ...takenUp(fresh, taken, now), debug };
    });
  }

  async #begin(release: Release, place: Place, { debug, targets }: ReleaseStatus): Promise<void> {
    const hash = targets[0]?.hash ?? null;
    if (debug === undefined || hash === null) return;
    const chosen = debugImage(release.spec.debug?.image ?? '', place, null);
    const seconds = Math.max(1, Math.ceil((Date.parse(debug.until) - this.#world.clock.now().getTime()) / 1_000));
    const { container } = await this.#pods.begin(place.target, { name: debug.pod, hash, seconds, ...chosen });
    await this.#write(release, (fresh) => {
      if (fresh.phase !== 'Starting') return null;
      const next = inPhase(fresh, 'Progressing', `Pod ${debug.pod} with ${chosen.image}`);
      const { pod, until } = debug;
      const event = { what: 'debugging', pod, image: chosen.image, until } as const;
      return told({ ...next, debug: { ...debug, container } }, this.#world.clock.now(), event);
    });
  }

  #over(release: Release, why: 'taken' | 'time' | 'gone'): Promise<void> {
    const now = this.#world.clock.now();
    return this.#write(release, (fresh) =>
      isUnderWay({ status: fresh })
        ? told(ended(fresh, 'Completed', 'The pod is gone', now), now, { what: 'debugOver', why })
        : null,
    );
  }

  /** What the cluster refuses ends it: nothing was made. What is only away is tried again. */
  async #failed(release: Release, error: unknown): Promise<void> {
    const { log, clock } = this.#world;
    const isPassing = !(error instanceof UserProblem) || PASSING.has(error.code);
    log.warn({ err: error, release: release.name }, 'debugging does not get on');
    if (isPassing || (release.status?.phase ?? 'Pending') === 'Progressing') return;
    const why = [error.message, error.why, error.hint].join(' ');
    await this.#write(release, (fresh) => (isUnderWay({ status: fresh }) ? refused(fresh, why, clock.now()) : null));
  }

  /** One that was made with kubectl has no status yet. */
  async #write(
    { name }: Pick<Release, 'name'>,
    change: (status: ReleaseStatus) => ReleaseStatus | null,
  ): Promise<void> {
    const { store } = this.#world;
    const known = releaseNamed(this.#world, name);
    if (known?.status === null) {
      const claimed = known.spec.requestedBy ?? null;
      await store.update(name, ({ status }) => (status === null ? freshStatus({ kind: 'unknown', claimed }) : null));
    }
    await keepWriting(this.#world, { release: name, change, stop: this.#follower.stopped });
  }
}

function withState(status: ReleaseStatus, state: string): ReleaseStatus | null {
  return status.debug === undefined ? null : { ...status, debug: { ...status.debug, state } };
}

/** Of one place at a time. Throws UserProblem. */
export function refuseSecond(world: World, place: Place): void {
  const running = releasesOf(world, place).find((each) => isDebugging(each) && isUnderWay(each));
  if (running === undefined) return;
  throw new UserProblem('already-running', {
    happened: `${place.service.name} in ${place.environment.name} is being debugged already.`,
    why: `Its pod is ${running.status?.debug?.pod ?? running.name}, asked for with ${running.spec.debug?.image ?? 'an image'}.`,
    hint: 'Use that one, or take it away on its card first.',
  });
}
