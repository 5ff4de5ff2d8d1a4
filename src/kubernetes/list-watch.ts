/**
 * Keeps a summary of every object of one kind, from a paged list followed by a watch.
 *
 * client-node's informer keeps whole objects and stops for good on most errors; this one keeps only what
 * `summarise` returns, starts over with back-off for ever, and says when what it holds may be old.
 */

import { BackOff } from '../waiting/back-off.ts';
import { pause } from '../waiting/pause.ts';
import type { Connection } from './connection.ts';
import { ApiError } from './errors.ts';
import { type K8sList, type K8sObject, objectKey, type WatchEvent } from './objects.ts';

export interface ListWatchOptions<O extends K8sObject, T> {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly summarise: (object: O) => T;
  /** After each change; null means that the object is gone. */
  readonly changed: (key: string, next: T | null) => void;
  readonly onLive?: (live: boolean) => void;
  readonly onError?: (error: unknown) => void;
}

const PAGE = '100';
const WATCH_SECONDS = '290';
/** A watch that lives shorter than this is a failure. */
const BRIEF_MS = 1_000;

export class ListWatch<T, O extends K8sObject = K8sObject> {
  readonly #connection: Connection;
  readonly #options: ListWatchOptions<O, T>;
  readonly #items = new Map<string, T>();
  readonly #versions = new Map<string, number>();
  /** Newest resource version that the server has told of. */
  #newest = 0;
  #stop = new AbortController();
  #cut = new AbortController();
  #live = false;

  constructor(connection: Connection, options: ListWatchOptions<O, T>) {
    this.#connection = connection;
    this.#options = options;
  }

  get live(): boolean {
    return this.#live;
  }

  items(): ReadonlyMap<string, T> {
    return this.#items;
  }

  /** Resolves when the first list is in. Errors before that are reported and tried again like any other. */
  start(): Promise<void> {
    this.#stop = new AbortController();
    return new Promise((first) => void this.#run(first));
  }

  stop(): void {
    this.#stop.abort();
    this.#cut.abort();
  }

  /** Drops the running watch and starts over: for when the connection is known to be dead though it looks open. */
  renew(): void {
    this.#cut.abort();
  }

  async #run(first: () => void): Promise<void> {
    const backOff = new BackOff();
    let since: string | null = null;
    while (!this.#stop.signal.aborted) {
      this.#cut = new AbortController();
      let watchingFrom = Number.POSITIVE_INFINITY;
      try {
        if (since === null) since = await this.#list();
        this.#setLive(true);
        first();
        watchingFrom = Date.now();
        since = await this.#watch(since);
        backOff.reset();
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        since = null;
        // Only a watch that has lived shows that all is well: one that dies at once would cause list after list.
        if (Date.now() - watchingFrom >= BRIEF_MS) backOff.reset();
        const isFirst = backOff.lastMs === 0;
        const waitMs = backOff.next();
        if (isFirst && error instanceof ApiError && error.status === 410) continue;
        this.#setLive(false);
        this.#options.onError?.(error);
        // A renewal while waiting means that there is a reason to try at once.
        await pause(waitMs, AbortSignal.any([this.#stop.signal, this.#cut.signal]));
      }
    }
  }

  async #list(): Promise<string> {
    const seen = new Set<string>();
    let cursor: string | undefined;
    let resourceVersion = '';
    do {
      const query = { ...this.#options.query, limit: PAGE, ...(cursor ? { continue: cursor } : {}) };
      const signal = AbortSignal.any([this.#stop.signal, this.#cut.signal]);
      const page: K8sList<O> = await this.#connection.request('GET', this.#options.path, { query, signal });
      for (const object of page.items) {
        seen.add(objectKey(object));
        this.#put(object);
      }
      cursor = page.metadata.continue || undefined;
      resourceVersion = page.metadata.resourceVersion ?? '';
    } while (cursor !== undefined);
    this.#heardOf(resourceVersion);
    for (const key of [...this.#items.keys()]) {
      // What was learned while the list was on its way is too young to be in it.
      if (!seen.has(key) && (this.#versions.get(key) ?? 0) <= this.#newest) this.#drop(key);
    }
    return resourceVersion;
  }

  /** Returns the resource version from which to go on when the server has ended the watch in order. */
  async #watch(since: string): Promise<string> {
    const query = {
      ...this.#options.query,
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: since,
      timeoutSeconds: WATCH_SECONDS,
    };
    let last = since;
    const signal = AbortSignal.any([this.#stop.signal, this.#cut.signal]);
    const startedAt = Date.now();
    for await (const line of this.#connection.lines(this.#options.path, query, signal)) {
      const event = JSON.parse(line) as WatchEvent<O>;
      if (event.type === 'ERROR') throw new ApiError(event.object.code ?? 500, '', line, 'GET', this.#options.path);
      last = event.object.metadata.resourceVersion ?? last;
      this.#heardOf(last);
      if (event.type === 'DELETED') this.#drop(objectKey(event.object));
      else if (event.type !== 'BOOKMARK') this.#put(event.object);
    }
    if (signal.aborted) throw new Error('the watch was cut');
    if (Date.now() - startedAt < BRIEF_MS) throw new Error('the watch ended at once');
    return last;
  }

  /** Takes the object that a write of ours was answered with, unless something newer is known already. */
  learn(object: O): void {
    // Not known although the server has told of later things: it was removed since.
    const isLate = Number(object.metadata.resourceVersion ?? 0) <= this.#newest;
    if (isLate && !this.#items.has(objectKey(object))) return;
    this.#put(object);
  }

  #heardOf(resourceVersion: string): void {
    this.#newest = Math.max(this.#newest, Number(resourceVersion) || 0);
  }

  #put(object: O): void {
    const key = objectKey(object);
    const version = Number(object.metadata.resourceVersion ?? 0);
    if (version < (this.#versions.get(key) ?? 0)) return;
    this.#versions.set(key, version);
    const next = this.#options.summarise(object);
    this.#items.set(key, next);
    this.#options.changed(key, next);
  }

  #drop(key: string): void {
    this.#versions.delete(key);
    if (this.#items.delete(key)) this.#options.changed(key, null);
  }

  #setLive(live: boolean): void {
    if (live === this.#live) return;
    this.#live = live;
    this.#options.onLive?.(live);
  }
}
