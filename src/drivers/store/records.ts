/**
 * Our records as Kubernetes objects in the bot's own namespace: there is no other database. One store for every kind.
 *
 * Read from memory, which a watch and the answers of own writes keep fresh; written by test-and-set. Only the bot may
 * write `/status`, so what stands there (who asked, who approved) is proven, and what stands in `spec` is not.
 */
import type { Change, Named, NamedStore } from '../../engine/ports.ts';
import type { Connection } from '../../kubernetes/connection.ts';
import { ListWatch } from '../../kubernetes/list-watch.ts';
import { Turns } from '../../waiting/turns.ts';
import { type Hearer, Hearers } from './hearers.ts';
import { type AnyRecord, type Kind, pathOf, type StoredObject } from './kind.ts';
import { lostRace, nameTaken, unreadable } from './problems.ts';
import { isUnfinished, RecordRequests } from './requests.ts';

/** What is used of a pino logger. */
export interface StoreLog {
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

export interface StoreOptions {
  readonly connection: Connection;
  readonly namespace: string;
  readonly log: StoreLog;
  /** Hears when the watch begins and ceases to be live. */
  readonly onLive?: (live: boolean) => void;
  /** For the names of new records. */
  readonly now?: () => number;
}

const TRIES = 5;
export class KubernetesStore<R extends AnyRecord> implements NamedStore<R> {
  readonly #kind: Kind<R>;
  readonly #requests: RecordRequests<R>;
  readonly #namespace: string;
  readonly #log: StoreLog;
  readonly #now: () => number;
  readonly #watch: ListWatch<R | null, StoredObject>;
  readonly #hearers: Hearers<R>;
  readonly #turns = new Turns();
  /** Each record as it was told of last: a new list brings all of them again. */
  readonly #toldOf = new Map<string, R>();
  #sorted: readonly R[] | null = null;
  #known = false;

  constructor(kind: Kind<R>, { connection, namespace, log, onLive, now = Date.now }: StoreOptions) {
    this.#kind = kind;
    this.#requests = new RecordRequests(kind, connection, namespace);
    this.#namespace = namespace;
    this.#log = log;
    this.#now = now;
    this.#hearers = new Hearers(kind.noun, log);
    this.#watch = new ListWatch<R | null, StoredObject>(connection, {
      path: pathOf(kind, namespace),
      summarise: (object) => this.#parsed(object),
      changed: (key) => this.#changed(key),
      onError: (error) => log.warn({ err: error }, `${kind.plural} cannot be watched`),
      ...(onLive === undefined ? {} : { onLive }),
    });
  }

  /** Resolves when every record is known. */
  async start(): Promise<void> {
    await this.#watch.start();
    this.#known = true;
  }

  stop(): void {
    this.#watch.stop();
  }

  /** Drops a watch that is known to be dead though it looks open. */
  renew(): void {
    this.#watch.renew();
  }

  /** True once every record was read; rollbacks work while the home API server is away. */
  get known(): boolean {
    return this.#known;
  }

  get live(): boolean {
    return this.#watch.live;
  }

  all(): readonly R[] {
    this.#sorted ??= [...this.#watch.items().values()].filter((record) => record !== null).sort(newestFirst);
    return this.#sorted;
  }

  follow(changed: Hearer<R>['changed'], removed: Hearer<R>['removed'] = () => undefined): () => void {
    return this.#hearers.add({ changed, removed });
  }

  /** Throws UserProblem when the cluster refuses, is away, or has no such kind. */
  async create(spec: R['spec'], status: R['status']): Promise<R> {
    const record = await this.#made(spec, status !== null);
    return status === null ? record : await this.#completed(record, status);
  }

  async #completed(record: R, status: NonNullable<R['status']>): Promise<R> {
    try {
      const written = await this.#put(record, status);
      return written ?? (await this.update(record.name, (fresh) => (fresh.status === null ? status : null)));
    } catch (error) {
      await this.#takeBack(record);
      throw error;
    }
  }

  /** Throws as `create` does. What another one has begun by that name, and died before it had a status, is completed. */
  async createNamed(name: string, spec: R['spec'], status: NonNullable<R['status']>): Promise<Named<R>> {
    const made = await this.#requests.post(name, spec, true);
    if (made !== null) return { record: await this.#completed(this.#learn(made), status), isNew: true };
    const object = await this.#requests.get(name);
    const record = this.#learn(object);
    if (!isUnfinished(object)) return { record, isNew: false };
    return { record: (await this.#put(record, status)) ?? (await this.#get(name)), isNew: false };
  }

  /** One after the other for each record: at once they would only make each other's versions stale. */
  update(name: string, change: Change<R>): Promise<R> {
    return this.#turns.take(name, () => this.#update(name, change));
  }

  async #update(name: string, change: Change<R>): Promise<R> {
    const remembered = this.#remembered(name);
    const next = remembered === null ? null : attempted(change, remembered);
    if (remembered !== null && next !== null) {
      const written = await this.#put(remembered, next);
      if (written !== null) return written;
    }
    // Memory may be behind: that there is nothing to change, or no right to, is believed of a fresh read only.
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const fresh = await this.#get(name);
      const status = change(fresh);
      if (status === null) return fresh;
      const written = await this.#put(fresh, status);
      if (written !== null) return written;
    }
    throw lostRace(this.#kind, name);
  }

  /** A name that is taken already, by another replica within the same millisecond, is left for the next one. */
  async #made(spec: R['spec'], statusFollows: boolean): Promise<R> {
    for (let attempt = 0; attempt <= TRIES; attempt++) {
      const name = this.#kind.name(spec, this.#now() + attempt);
      const made = await this.#requests.post(name, spec, statusFollows);
      if (made !== null) return this.#learn(made);
      if (this.#kind.isNamedOnce === true) return await this.#get(name);
    }
    throw nameTaken(this.#kind);
  }

  /** Whoever asked is told that it failed, so it must not begin after all. */
  async #takeBack(record: R): Promise<void> {
    try {
      await this.#requests.takeBack(record);
    } catch (error) {
      const { noun } = this.#kind;
      this.#log.error({ err: error, [noun]: record.name }, `a ${noun} without status could not be removed`);
    }
  }

  async #get(name: string): Promise<R> {
    return this.#learn(await this.#requests.get(name));
  }

  /** Null when somebody else was faster. */
  async #put(record: R, status: NonNullable<R['status']>): Promise<R | null> {
    const written = await this.#requests.putStatus(record, status);
    return written === null ? null : this.#learn(written);
  }

  #learn(object: StoredObject): R {
    const { record, wrong } = this.#kind.read(object);
    if (wrong !== null) throw unreadable(this.#kind, object.metadata.name, wrong);
    this.#watch.learn(object);
    return record;
  }

  #parsed(object: StoredObject): R | null {
    const { record, wrong } = this.#kind.read(object);
    const { noun } = this.#kind;
    if (wrong !== null) this.#log.warn({ [noun]: object.metadata.name, wrong }, `a ${noun} is not valid: skipped`);
    return record !== null && isUnfinished(object) ? null : record;
  }

  #remembered(name: string): R | null {
    return this.#watch.items().get(`${this.#namespace}/${name}`) ?? null;
  }

  #changed(key: string): void {
    this.#sorted = null;
    const before = this.#toldOf.get(key);
    const record = this.#watch.items().get(key);
    if (record === undefined) {
      this.#toldOf.delete(key);
      if (before !== undefined) this.#hearers.tell('removed', before);
    } else if (record !== null && before?.resourceVersion !== record.resourceVersion) {
      this.#toldOf.set(key, record);
      this.#hearers.tell('changed', record);
    }
  }
}

function newestFirst(a: AnyRecord, b: AnyRecord): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? 1 : -1;
  return a.name < b.name ? 1 : -1;
}

/** Null as well when the change refuses: perhaps only because memory is behind. */
function attempted<R extends AnyRecord>(change: Change<R>, record: R): R['status'] {
  try {
    return change(record);
  } catch {
    return null;
  }
}
