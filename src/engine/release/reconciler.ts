/**
 * Who is brought forward when: woken by changes of Release objects, by changes of targets, and by its own timers; each
 * wake-up looks at everything of one target afresh, so none of them can be lost for good. How is in `forward.ts`.
 */
import { targetKey } from '../../model/catalog.ts';
import type { Release } from '../../model/release.ts';
import { Lane } from '../lane.ts';
import type { Place } from '../lookup.ts';
import type { Goal, Pursuit } from '../ports.ts';
import { placeOf, releasesOf, viewOf, type World } from '../world.ts';
import { Adoption } from './adoption.ts';
import { Followed, leaveAlone } from './followed.ts';
import { Forward } from './forward.ts';
import { refuseHomeless } from './intake.ts';
import { removedView } from './removed.ts';
import { show } from './showing.ts';

export class Reconciler {
  readonly #world: World;
  readonly #lanes = new Map<string, Lane>();
  readonly #forward: Forward;
  /** By target: the release that the urgent path acts on, null for a version that none brought. */
  readonly #held = new Map<string, string | null>();
  readonly #adoption: Adoption;
  readonly #followed: Followed;
  #unfollowStore: () => void = () => undefined;

  constructor(world: World) {
    this.#world = world;
    this.#forward = new Forward(world, ({ target }, release) => this.#held.get(targetKey(target)) === release);
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
    this.#forward.restart();
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
    this.#forward.stop();
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
    this.#forward.adopt(release.name, goal, pursuit);
    this.#releaseChanged(release);
  }

  #targetChanged(place: Place): void {
    show(this.#world, place);
    // News of the target, or the way to it is open again: what failed may go now. Our own notes in a release are no news.
    for (const { name } of releasesOf(this.#world, place)) this.#forward.cutShort(name);
    this.#lane(place).wake();
  }

  #releaseChanged(release: Release): void {
    const place = placeOf(this.#world, release);
    if (place === null) {
      void refuseHomeless(this.#world, release);
      return;
    }
    show(this.#world, place, release);
    this.#lane(place).wake();
  }

  /** Nothing is done for it any more; what it has begun is taken up again. */
  #releaseRemoved(release: Release): void {
    this.#forward.forget(release.name);
    const place = placeOf(this.#world, release);
    if (place === null) return;
    const view = removedView(viewOf(this.#world, release, place));
    if (view !== null) this.#world.audience.removed(view);
    this.#adoption.orphaned(place, release);
    this.#lane(place).wake();
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
      const next = await this.#forward.bring(release.name, place, () => this.#lane(place).wake());
      if (next !== null) againMs = againMs === null ? next : Math.min(againMs, next);
    }
    // What a rollback has just done is not written down yet, and would look like somebody else's doing.
    if (!this.#held.has(key)) await this.#adoption.look(place);
    return againMs;
  }
}
