/**
 * Keeps the number of ended releases bounded. Beside the work: one removal at a time, unhurried, each judged anew, and
 * what cannot be removed now is left for later. Two processes may do it at once.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { hasEnded, type Release } from '../../model/release.ts';
import { Lane } from '../lane.ts';
import { placeNamed } from '../lookup.ts';
import type { ReleaseRemoval } from '../ports.ts';
import { placeKey, releasesIn, type World } from '../world.ts';
import { surplusOf } from './pruning.ts';

const BETWEEN_MS = 50;
/** When a target cannot be seen, or somebody else was writing. */
const LATER_MS = 60_000;
/** When it was refused or nobody answered. */
const MUCH_LATER_MS = 10 * 60_000;

export class Pruner {
  readonly #world: World;
  readonly #removal: ReleaseRemoval;
  readonly #lane: Lane;
  readonly #stop = new AbortController();
  /** Services in environments of which a release has ended, or more may have to go. */
  readonly #due = new Set<string>();
  /** Nothing is tried before, in ms since 1970. */
  #restUntil = 0;
  #unfollow: () => void = () => undefined;

  constructor(world: World, removal: ReleaseRemoval) {
    this.#world = world;
    this.#removal = removal;
    this.#lane = new Lane(
      () => this.#turn(),
      (error) => world.log.error({ err: error }, 'old releases could not be looked at'),
    );
  }

  start(): void {
    this.#unfollow = this.#world.store.follow((release) => this.#changed(release));
    this.lookAtAll();
  }

  /** As at the start, and when the catalog is another one. */
  lookAtAll(): void {
    for (const { spec } of this.#world.store.all()) this.#due.add(placeKey(spec.service, spec.environment));
    this.#restUntil = 0;
    this.#lane.wake();
  }

  async stop(): Promise<void> {
    this.#unfollow();
    this.#stop.abort();
    await this.#lane.stop();
  }

  #changed({ spec, status }: Release): void {
    if (status === null || !hasEnded(status.phase)) return;
    this.#due.add(placeKey(spec.service, spec.environment));
    this.#lane.wake();
  }

  async #turn(): Promise<number | null> {
    const rest = this.#restUntil - this.#world.clock.now().getTime();
    if (rest > 0) return rest;
    for (const key of [...this.#due]) {
      if (this.#stop.signal.aborted) return null;
      try {
        if (await this.#prune(key)) this.#due.delete(key);
      } catch (error) {
        this.#world.log.warn({ err: error, of: key }, 'old releases could not be removed');
        this.#restUntil = this.#world.clock.now().getTime() + MUCH_LATER_MS;
        return MUCH_LATER_MS;
      }
    }
    return this.#due.size === 0 ? null : LATER_MS;
  }

  /** False when there may be more to remove later. */
  async #prune(key: string): Promise<boolean> {
    const surplus = this.#surplus(key);
    for (const { name } of surplus ?? []) {
      const release = this.#surplus(key)?.find((judged) => judged.name === name);
      if (release === undefined) continue;
      if (this.#stop.signal.aborted || !(await this.#removal.remove(release))) return false;
      this.#world.log.info({ release: name, ended: release.status?.endedAt }, 'old release removed');
      await pause(BETWEEN_MS, undefined, { ref: false });
    }
    return surplus !== null;
  }

  /** Null while it cannot be seen what the target runs: then nothing is known to be of no use. */
  #surplus(key: string): readonly Release[] | null {
    const { catalog, driver, clock } = this.#world;
    const releases = releasesIn(this.#world, key);
    const [newest] = releases;
    if (newest === undefined || releases.length <= catalog.history.keep) return [];
    const place = placeNamed(catalog, newest.spec);
    const snapshot = place === null ? null : driver.latest(place.target);
    if (place !== null && !snapshot?.live) return null;
    return surplusOf({ releases, snapshot, keep: catalog.history.keep, now: clock.now() });
  }
}
