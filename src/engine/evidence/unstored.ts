/** Evidence that the bucket did not take is told once in the thread of its release; the log has every try. */
import type { UserProblem } from '../../model/problem.ts';
import type { Release, ReleaseStatus } from '../../model/release.ts';
import { keepWriting } from '../keep-writing.ts';
import { told } from '../release/changes.ts';
import type { World } from '../world.ts';
import type { EvidenceCopies } from './ports.ts';

/** Captures of releases that are gone, or of none, are never asked for: of those the oldest are forgotten. */
const REMEMBERED = 100;

export class UnstoredDesk {
  readonly #world: World;
  readonly #stop = new AbortController();
  /** By folder: what no release says that it has, yet. */
  readonly #refused = new Map<string, UserProblem>();
  #unfollow: () => void = () => undefined;

  constructor(world: World) {
    this.#world = world;
  }

  start(copies: EvidenceCopies): void {
    // A bucket may refuse a capture before its release says that there is one.
    this.#unfollow = this.#world.store.follow((release) => this.#look(release));
    copies.onRefused((folder, problem) => this.#hear(folder, problem));
  }

  stop(): void {
    this.#unfollow();
    this.#stop.abort();
  }

  #hear(folder: string, problem: UserProblem): void {
    this.#refused.set(folder, problem);
    const [oldest] = this.#refused.keys();
    if (this.#refused.size > REMEMBERED && oldest !== undefined) this.#refused.delete(oldest);
    for (const release of this.#world.store.all()) this.#look(release);
  }

  #look({ name, status }: Release): void {
    for (const [folder, problem] of this.#refused) {
      if (status === null || !hasSaved(status, folder)) continue;
      this.#refused.delete(folder);
      void this.#tell(name, folder, problem);
    }
  }

  async #tell(release: string, folder: string, { why, hint }: UserProblem): Promise<void> {
    const { clock, log } = this.#world;
    const change = (status: ReleaseStatus) =>
      isTold(status, folder) ? null : told(status, clock.now(), { what: 'evidenceNotStored', folder, why, hint });
    await keepWriting(this.#world, { release, change, stop: this.#stop.signal }).catch((error: unknown) =>
      log.warn({ err: error, release }, 'it is not told that evidence is not in the bucket'),
    );
  }
}

function hasSaved({ story }: ReleaseStatus, folder: string): boolean {
  return story.some((event) => event.what === 'evidenceSaved' && event.folder === folder);
}

function isTold({ story }: ReleaseStatus, folder: string): boolean {
  return story.some((event) => event.what === 'evidenceNotStored' && event.folder === folder);
}
