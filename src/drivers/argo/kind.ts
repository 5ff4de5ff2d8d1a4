/** Objects of one kind in one namespace: followed from when they are first needed, and read one by one when memory will not do. */
import type { Connection } from '../../kubernetes/connection.ts';
import { isNotFound } from '../../kubernetes/errors.ts';
import { ListWatch } from '../../kubernetes/list-watch.ts';
import type { K8sObject } from '../../kubernetes/objects.ts';

export interface KindOptions<T, O extends K8sObject> {
  readonly namespace: string;
  /** Of all objects of the kind. */
  readonly path: string;
  readonly summarise: (object: O) => T;
  readonly labelSelector?: string;
  /** `name` is null when only `live` changed. */
  readonly changed: (name: string | null) => void;
  readonly error: (path: string, error: unknown) => void;
}

export class Kind<T, O extends K8sObject = K8sObject> {
  readonly #connection: Connection;
  readonly #options: KindOptions<T, O>;
  readonly #watch: ListWatch<T, O>;
  #started: Promise<void> | null = null;

  constructor(connection: Connection, options: KindOptions<T, O>) {
    const { namespace, path, summarise, labelSelector, changed, error } = options;
    this.#connection = connection;
    this.#options = options;
    this.#watch = new ListWatch<T, O>(connection, {
      path,
      summarise,
      ...(labelSelector === undefined ? {} : { query: { labelSelector } }),
      changed: (key) => changed(key.slice(namespace.length + 1)),
      onLive: () => changed(null),
      onError: (problem) => error(path, problem),
    });
  }

  /** Resolves when the first list is in; it is asked for once, however often this is called. */
  follow(): Promise<void> {
    this.#started ??= this.#watch.start();
    return this.#started;
  }

  stop(): void {
    this.#watch.stop();
  }

  /** Starts the watch over: its connection is dead though it looks open. */
  renew(): void {
    this.#watch.renew();
  }

  get live(): boolean {
    return this.#watch.live;
  }

  all(): readonly T[] {
    return [...this.#watch.items().values()];
  }

  /** With their names. */
  entries(): readonly (readonly [string, T])[] {
    return [...this.#watch.items()].map(([key, item]) => [key.slice(this.#options.namespace.length + 1), item]);
  }

  get(name: string): T | undefined {
    return this.#watch.items().get(`${this.#options.namespace}/${name}`);
  }

  /** Takes an object that was read or written just now, unless something newer is known. */
  learn(object: O): void {
    this.#watch.learn(object);
  }

  /** Read from the cluster now; undefined when there is no such object. */
  async read(name: string): Promise<T | undefined> {
    try {
      return this.#options.summarise(await this.#connection.request<O>('GET', `${this.#options.path}/${name}`));
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }
}
