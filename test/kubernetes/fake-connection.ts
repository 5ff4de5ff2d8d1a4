/** An API server for one kind, played by hand: what is listed, what a watch says, and how each of them fails. */
import type { Connection, RequestExtras } from '../../src/kubernetes/connection.ts';
import type { K8sObject } from '../../src/kubernetes/objects.ts';

export interface Thing extends K8sObject {
  readonly value: string;
}

export const thing = (name: string, version: number, value = `${name}@${version}`): Thing => ({
  metadata: { name, namespace: 'shop', resourceVersion: String(version) },
  value,
});

export class FakeConnection implements Connection {
  /** What the next lists answer with; the last one stays. */
  lists: (() => unknown)[] = [];
  readonly queries: Readonly<Record<string, string>>[] = [];
  readonly watches: FakeWatch[] = [];
  /** What the next watches fail with at once. */
  watchErrors: unknown[] = [];

  async request<T>(_method: string, _path: string, { query = {}, signal }: RequestExtras = {}): Promise<T> {
    this.queries.push(query);
    if (signal?.aborted) throw new Error('aborted');
    const answer = this.lists.length > 1 ? this.lists.shift() : this.lists[0];
    if (answer === undefined) throw new Error('no list was expected');
    return (await answer()) as T;
  }

  lines(_path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): AsyncIterable<string> {
    const watch = new FakeWatch(query, signal);
    this.watches.push(watch);
    const error = this.watchErrors.shift();
    if (error !== undefined) watch.fail(error);
    return watch.lines();
  }

  get watch(): FakeWatch {
    const newest = this.watches.at(-1);
    if (newest === undefined) throw new Error('nothing is watched');
    return newest;
  }
}

export class FakeWatch {
  readonly query: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly #waiting: string[] = [];
  #end: { readonly error?: unknown } | null = null;
  #wake: () => void = () => undefined;

  constructor(query: Readonly<Record<string, string>>, signal: AbortSignal) {
    this.query = query;
    this.signal = signal;
    signal.addEventListener('abort', () => this.fail(new Error('aborted')));
  }

  say(type: string, object: object): void {
    this.line(JSON.stringify({ type, object }));
  }

  line(text: string): void {
    this.#waiting.push(text);
    this.#wake();
  }

  /** The server ends the watch in order. */
  end(): void {
    this.#end ??= {};
    this.#wake();
  }

  fail(error: unknown): void {
    this.#end ??= { error };
    this.#wake();
  }

  async *lines(): AsyncIterable<string> {
    for (;;) {
      for (const line of this.#waiting.splice(0)) yield line;
      if (this.#end?.error !== undefined) throw this.#end.error;
      if (this.#end !== null) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

export const page = (items: readonly Thing[], version: number, next?: string) => () => ({
  metadata: { resourceVersion: String(version), ...(next === undefined ? {} : { continue: next }) },
  items,
});

export const failing = (error: unknown) => () => Promise.reject(error);
