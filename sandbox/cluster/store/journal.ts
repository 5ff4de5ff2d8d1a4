/**
 * The order of all writes to one cluster: numbers them, remembers the last ones for watches that begin in the past, and
 * tells those who watch. Each hears one write after the other: a write that comes out of hearing is told afterwards.
 */
import type { AnyObject } from '../objects.ts';

export interface Change<T = AnyObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** For DELETED the object as it was last, with the version of its end. */
  readonly object: T;
  readonly before?: T;
}

export interface Entry extends Change {
  readonly version: number;
}

type Seen = (change: Entry) => void;

/** An API server's watch cache keeps about so many of a kind. */
const KEPT = 1_000;

export class Journal {
  readonly #entries = new Map<string, Entry[]>();
  /** Up to which version the entries of a kind are no longer kept. */
  readonly #forgotten = new Map<string, number>();
  readonly #watchers = new Map<string, Set<Seen>>();
  readonly #everything = new Set<Seen>();
  readonly #untold: Entry[] = [];
  #telling = false;
  #version = 1;

  /** Of the last write. */
  get version(): number {
    return this.#version;
  }

  next(): number {
    this.#version += 1;
    return this.#version;
  }

  /** Goes on after this version of an earlier life. */
  resume(version: number): void {
    this.#version = Math.max(this.#version, version);
  }

  write(entry: Entry): void {
    const { kind } = entry.object;
    const entries = this.#entries.get(kind) ?? [];
    entries.push(entry);
    this.#entries.set(kind, entries);
    if (entries.length > KEPT) this.#forgotten.set(kind, entries.shift()?.version ?? 0);
    this.#untold.push(entry);
    this.#tell();
  }

  /** Every change of a kind after this version; null when some of them are forgotten. */
  since(kind: string, version: number): readonly Entry[] | null {
    if (version < this.oldest(kind)) return null;
    return (this.#entries.get(kind) ?? []).filter((entry) => entry.version > version);
  }

  /** The oldest version from which changes of this kind can be told. */
  oldest(kind: string): number {
    return this.#forgotten.get(kind) ?? 0;
  }

  /** Forgets every change so far, as compaction does: a watch that begins earlier is told that it is too late. */
  compact(): void {
    for (const kind of this.#entries.keys()) this.#forgotten.set(kind, this.#version);
    this.#entries.clear();
  }

  watch(kind: string, seen: Seen): () => void {
    const watchers = this.#watchers.get(kind) ?? new Set();
    this.#watchers.set(kind, watchers);
    watchers.add(seen);
    return () => watchers.delete(seen);
  }

  /** The first to hear: what belongs together is put in order before anybody else looks. */
  watchAll(seen: Seen): () => void {
    this.#everything.add(seen);
    return () => this.#everything.delete(seen);
  }

  #tell(): void {
    if (this.#telling) return;
    this.#telling = true;
    try {
      for (let entry = this.#untold.shift(); entry !== undefined; entry = this.#untold.shift()) {
        const watchers = this.#watchers.get(entry.object.kind) ?? [];
        for (const seen of [...this.#everything, ...watchers]) seen(entry);
      }
    } finally {
      this.#telling = false;
    }
  }
}
