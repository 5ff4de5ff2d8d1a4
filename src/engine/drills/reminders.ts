/** Reminds people of drills that are due: in the thread of the last one, or of the newest release where there was none. */
import { hasEnded, isDrill, type Release, type ReleaseStatus } from '../../model/release.ts';
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
    // Also what is removed: it may have been under way.
    const heard = (release: Release) => this.#hear(release);
    this.#unfollow = this.#world.store.follow(heard, heard);
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

  #hear(release: Release): void {
    const place = placeOf(this.#world, release);
    if (place !== null) this.#look(place);
  }

  #look(place: Place): void {
    this.#wait(place, this.#dueIn(place));
  }

  #dueIn(place: Place): number | null {
    const releases = releasesOf(this.#world, place);
    const remindAt = dueOf(releases, place.environment.drill)?.remindAt ?? null;
    if (remindAt === null) return null;
    // While nobody can be told the time says nothing: what ends that is heard of.
    return tellingOf(releases) === null ? LONGEST_MS : remindAt.getTime() - this.#world.clock.now().getTime();
  }

  /** Null: until something is heard of it. */
  #wait(place: Place, ms: number | null): void {
    const key = placeKey(place.service.name, place.environment.name);
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    if (ms === null || this.#stop.signal.aborted) return;
    const timer = setTimeout(() => void this.#turn(place), Math.min(Math.max(0, ms), LONGEST_MS));
    this.#timers.set(key, timer.unref());
  }

  async #turn(place: Place): Promise<void> {
    const releases = releasesOf(this.#world, place);
    const where = this.#dueNow(releases, place) === null ? null : tellingOf(releases);
    if (where === null) return this.#look(place);
    try {
      await this.#remind(where, place);
    } catch (error) {
      this.#world.log.warn({ err: error, release: where.name }, 'nobody could be reminded of a drill');
      this.#wait(place, LONGEST_MS);
    }
  }

  #dueNow(releases: readonly Release[], { environment }: Place): Due | null {
    const due = dueOf(releases, environment.drill);
    return due?.remindAt != null && due.remindAt <= this.#world.clock.now() ? due : null;
  }

  /** What was written is heard of, and looked at then. */
  #remind({ name }: Release, place: Place): Promise<void> {
    const { everyMs } = place.environment.drill;
    if (everyMs === null) return Promise.resolve();
    // Asked again at each try: one whose answer was lost may have been written.
    const change = (status: ReleaseStatus) => {
      const releases = releasesOf(this.#world, place).map((each) => (each.name === name ? { ...each, status } : each));
      const due = this.#dueNow(releases, place);
      if (due === null) return null;
      return told(status, this.#world.clock.now(), { what: 'drillDue', since: due.since, everyMs });
    };
    return keepWriting(this.#world, { release: name, change, stop: this.#stop.signal });
  }
}

/** Nobody is called while a release runs: then it is told when that has ended. */
function tellingOf(releases: readonly Release[]): Release | null {
  const isOver = ({ status }: Release) => status !== null && hasEnded(status.phase);
  if (!releases.every(isOver)) return null;
  return releases.find(isDrill) ?? releases[0] ?? null;
}
