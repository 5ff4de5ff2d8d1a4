import { BackOff } from '../waiting/back-off.ts';

/**
 * One piece of work at a time per target: a wake-up while work runs makes it run once more afterwards, never beside.
 * Turns that want to be called again hold their timer here. A turn that fails is tried again after a pause that grows;
 * a wake-up is news, and is followed at once.
 */
export class Lane {
  readonly #turn: () => Promise<number | null>;
  readonly #onError: (error: unknown) => void;
  readonly #backOff: BackOff;
  #running: Promise<void> | null = null;
  #again = false;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  /** `turn` does all there is to do now and says in how many ms it wants to be called again; null: on a wake-up only. */
  constructor(turn: () => Promise<number | null>, onError: (error: unknown) => void, backOff = new BackOff()) {
    this.#turn = turn;
    this.#onError = onError;
    this.#backOff = backOff;
  }

  wake(): void {
    if (this.#stopped) return;
    if (this.#running !== null) {
      this.#again = true;
      return;
    }
    this.#running = this.#run();
  }

  /** Resolves when the work that runs is done; nothing begins afterwards. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    let againMs: number | null;
    do {
      this.#again = false;
      try {
        againMs = await this.#turn();
        this.#backOff.reset();
      } catch (error) {
        this.#onError(error);
        againMs = this.#backOff.next();
      }
    } while (this.#again && !this.#stopped);
    // In the same breath as the last look at `#again`: a wake-up in between would be lost.
    this.#running = null;
    if (againMs !== null && !this.#stopped) this.#timer = setTimeout(() => this.wake(), againMs);
  }
}
