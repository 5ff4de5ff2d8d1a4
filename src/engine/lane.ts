/**
 * One piece of work at a time per target: a wake-up while work runs makes it run once more afterwards, never beside.
 * Turns that want to be called again hold their timer here.
 */
export class Lane {
  readonly #turn: () => Promise<number | null>;
  readonly #onError: (error: unknown) => void;
  #running: Promise<void> | null = null;
  #again = false;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  /** `turn` does all there is to do now and says in how many ms it wants to be called again; null: on a wake-up only. */
  constructor(turn: () => Promise<number | null>, onError: (error: unknown) => void) {
    this.#turn = turn;
    this.#onError = onError;
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
      } catch (error) {
        this.#onError(error);
        againMs = RETRY_MS;
      }
    } while (this.#again && !this.#stopped);
    // In the same breath as the last look at `#again`: a wake-up in between would be lost.
    this.#running = null;
    if (againMs !== null && !this.#stopped) this.#timer = setTimeout(() => this.wake(), againMs);
  }
}

/** After an outage of a cluster or of the home store. */
const RETRY_MS = 1_000;
