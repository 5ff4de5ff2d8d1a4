/**
 * The catalog in force, and its file, which is looked at for as long as the program runs. A file that is wrong changes
 * nothing and is said loudly; a good one takes effect as a whole.
 */
import { setInterval as ticks } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { Catalog } from '../model/catalog.ts';
import { catalogIn, catalogText, extentOf } from './catalog-file.ts';
import { ConfigProblem } from './problem.ts';

type Log = Pick<Logger, 'info' | 'error'>;

/** What goes by the catalog. */
export interface CatalogUser {
  /** Whatever a catalog needs that takes time; the one before stays in force meanwhile. */
  readonly prepare: (next: Catalog) => Promise<unknown>;
  /** It is in force now. */
  readonly took: (next: Catalog) => void;
  readonly outcome: (outcome: 'applied' | 'unchanged' | 'refused') => void;
}

/** The kubelet takes up to a minute to swap a ConfigMap anyway, and a look costs the reading of some kilobytes. */
const LOOK_EVERY_MS = 1_000;

export class LiveCatalog {
  readonly #path: string;
  readonly #log: Log;
  readonly #stop = new AbortController();
  #current: Catalog;
  /** The text that was looked at last; null when there was none. */
  #seen: string | null;
  #user: CatalogUser | null = null;
  #reloads: Promise<void> = Promise.resolve();

  private constructor(path: string, text: string, log: Log) {
    this.#path = path;
    this.#log = log;
    this.#seen = text;
    this.#current = catalogIn(path, text);
  }

  /** Throws ConfigProblem when the file is not a catalog. */
  static async read(path: string, log: Log): Promise<LiveCatalog> {
    return new LiveCatalog(path, await catalogText(path), log);
  }

  get current(): Catalog {
    return this.#current;
  }

  /**
   * Looks at what the path leads to: in a ConfigMap mount that is a link through another one, `..data`, which is what
   * the kubelet replaces. Watches of the system would stay with the old file, and times of files may be the same.
   */
  watch(user: CatalogUser): void {
    this.#user = user;
    void this.#lookForEver();
  }

  /** Takes what the file says now, changed or not. Takes one at a time, in order, and never rejects. */
  reload(): Promise<void> {
    const user = this.#user;
    if (user !== null) this.#reloads = this.#reloads.then(() => this.#reload(user));
    return this.#reloads;
  }

  stop(): void {
    this.#stop.abort();
    this.#user = null;
  }

  async #lookForEver(): Promise<void> {
    const { signal } = this.#stop;
    try {
      for await (const _ of ticks(LOOK_EVERY_MS, null, { signal, ref: false })) {
        const text = await catalogText(this.#path).catch(() => null);
        if (text !== this.#seen) await this.reload();
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async #reload({ prepare, took, outcome }: CatalogUser): Promise<void> {
    try {
      const next = await this.#next();
      if (isDeepStrictEqual(next, this.#current)) {
        outcome('unchanged');
        return;
      }
      await prepare(next);
      this.#current = next;
      took(next);
      this.#log.info({ catalog: extentOf(next) }, 'a changed catalog is in force');
      outcome('applied');
    } catch (error) {
      const mistakes = error instanceof ConfigProblem ? error.lines : [String(error)];
      this.#log.error({ mistakes }, 'a changed catalog was refused: the one before stays in force');
      outcome('refused');
    }
  }

  async #next(): Promise<Catalog> {
    this.#seen = null;
    this.#seen = await catalogText(this.#path);
    const next = catalogIn(this.#path, this.#seen);
    requireSameBasis(this.#current, next);
    return next;
  }
}

/** The connections and the home of the records are made once, at the start. */
function requireSameBasis(before: Catalog, next: Catalog): void {
  const changed = [
    ...(isDeepStrictEqual(before.home, next.home) ? [] : ['home']),
    ...(isDeepStrictEqual(contextsOf(before), contextsOf(next)) ? [] : ['clusters']),
  ];
  if (changed.length === 0) return;
  throw new ConfigProblem([`restart needed: ${changed.join(' and ')} cannot change while the bot runs`]);
}

function contextsOf({ clusters }: Catalog): object {
  return Object.fromEntries(Object.entries(clusters).map(([name, { context }]) => [name, context]));
}
