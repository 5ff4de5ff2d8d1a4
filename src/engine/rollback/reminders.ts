/** Reminds people of rollbacks that nobody has acknowledged: by timers, of which a restart forgets none. */
import type { Release, ReleaseStatus } from '../../model/release.ts';
import { keepWriting } from '../keep-writing.ts';
import { placeOf, releaseNamed, type World } from '../world.ts';
import { reminded, reminderIn } from './acknowledgement.ts';

export class Reminders {
  readonly #world: World;
  readonly #stop = new AbortController();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #unfollow: () => void = () => undefined;

  constructor(world: World) {
    this.#world = world;
  }

  start(): void {
    this.#unfollow = this.#world.store.follow(
      (release) => this.#look(release),
      ({ name }) => this.#forget(name),
    );
    for (const release of this.#world.store.all()) this.#look(release);
  }

  stop(): void {
    this.#unfollow();
    this.#stop.abort();
    for (const name of [...this.#timers.keys()]) this.#forget(name);
  }

  #look(release: Release): void {
    const { name, status } = release;
    this.#forget(name);
    const place = status === null ? null : placeOf(this.#world, release);
    if (status === null || place === null || this.#stop.signal.aborted) return;
    const inMs = reminderIn(status, place.environment, this.#world.clock.now());
    if (inMs === null) return;
    this.#timers.set(name, setTimeout(() => void this.#remind(release), inMs).unref());
  }

  async #remind(release: Release): Promise<void> {
    const { clock, log } = this.#world;
    const change = (status: ReleaseStatus) => {
      // Asked now: the catalog may be another one than when the timer was set.
      const place = placeOf(this.#world, release);
      return place === null ? null : reminded(status, place.environment, clock.now());
    };
    try {
      await keepWriting(this.#world, { release: release.name, change, stop: this.#stop.signal });
    } catch (error) {
      log.warn({ err: error, release: release.name }, 'nobody could be reminded of a rollback');
      return;
    }
    // A timer may go off a moment early; then nothing was written, and nobody would hear of a change.
    const now = releaseNamed(this.#world, release.name);
    if (now !== null) this.#look(now);
  }

  #forget(name: string): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }
}
