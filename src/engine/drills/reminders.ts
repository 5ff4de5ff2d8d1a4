/** Reminds people of drills that are due: in the thread of the last one, or of the newest release where there was none. */
import { hasEnded, isDrill, type Release } from '../../model/release.ts';
import { keepWriting } from '../keep-writing.ts';
import { type Place, placesOf } from '../lookup.ts';
import { told } from '../release/changes.ts';
import { placeKey, placeOf, releasesOf, type World } from '../world.ts';
import { type Due, dueOf } from './due.ts';

/** Timers cannot be longer than 24 days, and a look costs nothing. */
const LONGEST_MS = 3_600_000;

export class DrillReminders {
  readonly #world: World;
  readonly #stop = new AbortController();
  /** By place. */
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #unfollow: () => void = () => undefined;

  constructor(world: World) {
    this.#world = world;
  }

  start(): void {
    this.#unfollow = this.#world.store.follow((release) => {
      const place = placeOf(this.#world, release);
      if (place !== null) this.#look(place);
    });
    this.lookAtAll();
  }

  /** The catalog may be another one. */
  lookAtAll(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    for (const place of placesOf(this.#world.catalog)) this.#look(place);
  }

  stop(): void {
    this.#unfollow();
    this.#stop.abort();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #look(place: Place): void {
    const key = placeKey(place.service.name, place.environment.name);
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    const due = dueOf(releasesOf(this.#world, place), place.environment.drill);
    if (due?.remindAt == null || this.#stop.signal.aborted) return;
    const inMs = due.remindAt.getTime() - this.#world.clock.now().getTime();
    const timer = setTimeout(() => void this.#turn(place), Math.min(Math.max(0, inMs), LONGEST_MS));
    this.#timers.set(key, timer.unref());
  }

  async #turn(place: Place): Promise<void> {
    const releases = releasesOf(this.#world, place);
    const due = dueOf(releases, place.environment.drill);
    const isDue = due?.remindAt != null && due.remindAt <= this.#world.clock.now();
    const where = isDue ? tellingOf(releases) : null;
    try {
      if (due !== null && where !== null) await this.#remind(where, place, due);
    } catch (error) {
      this.#world.log.warn({ err: error, release: where?.name }, 'nobody could be reminded of a drill');
      return;
    }
    // What was written is heard of, and looked at then.
    if (where === null) this.#look(place);
  }

  #remind({ name }: Release, { environment }: Place, { since }: Due): Promise<void> {
    const { everyMs } = environment.drill;
    if (everyMs === null) return Promise.resolve();
    return keepWriting(this.#world, {
      release: name,
      change: (status) => told(status, this.#world.clock.now(), { what: 'drillDue', since, everyMs }),
      stop: this.#stop.signal,
    });
  }
}

/** Nobody is called while a release runs: then it is told when that has ended. */
function tellingOf(releases: readonly Release[]): Release | null {
  const isOver = ({ status }: Release) => status !== null && hasEnded(status.phase);
  if (!releases.every(isOver)) return null;
  return releases.find(isDrill) ?? releases[0] ?? null;
}
