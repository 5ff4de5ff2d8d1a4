/** Follows releases, and runs at most one piece of work for each key; all of it is called off together. */
import type { Release } from '../model/release.ts';
import type { ReleaseStore } from './ports.ts';

export class ReleaseFollower {
  readonly #look: (release: Release) => void;
  readonly #onError: (error: unknown, key: string) => void;
  readonly #calledOff = new AbortController();
  readonly #running = new Map<string, Promise<void>>();
  #unfollow: () => void = () => undefined;

  /** `look` hears of every release: at the start, and whenever one changes. `onError` hears of work that fails. */
  constructor(look: (release: Release) => void, onError: (error: unknown, key: string) => void) {
    this.#look = look;
    this.#onError = onError;
  }

  /** Given when nothing begins any more, and what runs is to end soon. */
  get stopped(): AbortSignal {
    return this.#calledOff.signal;
  }

  start(store: Pick<ReleaseStore, 'all' | 'follow'>): void {
    this.#unfollow = store.follow(this.#look);
    for (const release of store.all()) this.#look(release);
  }

  /** Begins at once, unless the same is under way or it was stopped. */
  begin(key: string, work: () => Promise<void>): void {
    if (this.#calledOff.signal.aborted || this.#running.has(key)) return;
    // What it writes at once is heard of before it returns.
    this.#running.set(key, Promise.resolve());
    this.#running.set(
      key,
      work()
        .catch((error: unknown) => this.#onError(error, key))
        .finally(() => this.#running.delete(key)),
    );
  }

  /** Resolves when the last work has ended. */
  async stop(): Promise<void> {
    this.#unfollow();
    this.#calledOff.abort();
    await Promise.all(this.#running.values());
  }
}
