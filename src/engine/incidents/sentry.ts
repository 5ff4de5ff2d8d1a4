/** Opens an incident when the catalog calls a place critical and a release of it was taken back though nobody asked for it. */
import type { Release } from '../../model/release.ts';
import { Lane } from '../lane.ts';
import { environmentNamed } from '../lookup.ts';
import { occasionOf } from './occasion.ts';
import type { IncidentOpening } from './opening.ts';
import type { IncidentWorld } from './ports.ts';

export class IncidentSentry {
  readonly #world: Pick<IncidentWorld, 'releases'>;
  readonly #opening: Pick<IncidentOpening, 'open'>;
  readonly #lane: Lane;
  /** What is still to be looked at, by name. */
  readonly #due = new Map<string, Release>();
  #unfollow: () => void = () => undefined;

  constructor(world: Pick<IncidentWorld, 'releases'>, opening: Pick<IncidentOpening, 'open'>) {
    this.#world = world;
    this.#opening = opening;
    this.#lane = new Lane(
      () => this.#turn(),
      (error) => world.releases.log.error({ err: error }, 'an incident could not be opened yet'),
    );
  }

  /** What was taken back while the program was away is looked at as well. */
  start(): void {
    const { store } = this.#world.releases;
    this.#unfollow = store.follow((release) => this.#changed(release));
    for (const release of store.all()) this.#changed(release);
  }

  async stop(): Promise<void> {
    this.#unfollow();
    await this.#lane.stop();
  }

  #changed(release: Release): void {
    if (this.#occasion(release) === null) return;
    this.#due.set(release.name, release);
    this.#lane.wake();
  }

  async #turn(): Promise<null> {
    for (const [name, release] of this.#due) {
      const occasion = this.#occasion(release);
      if (occasion !== null) await this.#opening.open(occasion);
      if (this.#due.get(name) === release) this.#due.delete(name);
    }
    return null;
  }

  #occasion(release: Release) {
    const { catalog, clock } = this.#world.releases;
    const environment = environmentNamed(catalog, release.spec);
    return environment === null ? null : occasionOf(release, environment, clock.now());
  }
}
