/**
 * Our records as Kubernetes objects in the bot's own namespace: there is no other database. One store for every kind.
 *
 * Read from memory, which a watch and the answers of own writes keep fresh; written by test-and-set. Only the bot may
 * write `/status`, so what stands there (who asked, who approved) is proven, and what stands in `spec` is not.
 */
import type { Change, Named, NamedStore } from '../../engine/ports.ts';
import type { Connection } from '../../kubernetes/connection.ts';
import { ApiError, isConflict } from '../../kubernetes/errors.ts';
import { ListWatch } from '../../kubernetes/list-watch.ts';
import { explained } from '../../kubernetes/problems.ts';
import { Turns } from '../../waiting/turns.ts';
import { type Hearer, Hearers } from './hearers.ts';
import {
  type AnyRecord,
  API_VERSION,
  type Kind,
  type NewObject,
  newObject,
  pathOf,
  type StoredObject,
} from './kind.ts';
import { kindMissing, lostRace, missing, unreadable } from './problems.ts';

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
/** Somebody waits for the answer that it failed. */
const TAKE_BACK_MS = 1_000;
/**
 * A status cannot be created together with its object. Until the second write an object that we made carries only this
 * mark, and nobody takes it up: it would begin as if nobody had asked for it.
 */
const STATUS_FOLLOWS = 'rollbridge.dev/status-follows';

export class KubernetesStore<R extends AnyRecord> implements NamedStore<R> {
  readonly #kind: Kind<R>;
  readonly #connection: Connection;
  readonly #namespace: string;
  readonly #path: string;
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
    this.#connection = connection;
    this.#namespace = namespace;
    this.#path = pathOf(kind, namespace);
    this.#log = log;
    this.#now = now;
    this.#hearers = new Hearers(kind.noun, log);
    this.#watch = new ListWatch<R | null, StoredObject>(connection, {
      path: this.#path,
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
    const record = await this.#post(spec, status === null ? {} : { annotations: { [STATUS_FOLLOWS]: 'true' } });
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
    const metadata = { name, namespace: this.#namespace, annotations: { [STATUS_FOLLOWS]: 'true' } };
    const made = await this.#postNamed(newObject(this.#kind, metadata, spec));
    if (made !== null) return { record: await this.#completed(made, status), isNew: true };
    const object = await this.#getObject(name);
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
  async #post(spec: R['spec'], extra: { readonly annotations?: Record<string, string> }): Promise<R> {
    for (let attempt = 0; ; attempt++) {
      const name = this.#kind.name(spec, this.#now() + attempt);
      const body = newObject(this.#kind, { name, namespace: this.#namespace, ...extra }, spec);
      try {
        return this.#learn(await this.#connection.request<StoredObject>('POST', this.#path, { body }));
      } catch (error) {
        if (isConflict(error) && this.#kind.isNamedOnce === true) return await this.#get(name);
        if (!isConflict(error) || attempt === TRIES) throw this.#explained(error, name);
      }
    }
  }

  /** Null when there is one of that name. */
  async #postNamed(body: NewObject<R>): Promise<R | null> {
    try {
      return this.#learn(await this.#connection.request<StoredObject>('POST', this.#path, { body }));
    } catch (error) {
      if (isConflict(error)) return null;
      throw this.#explained(error, body.metadata.name);
    }
  }

  /** Whoever asked is told that it failed, so it must not begin after all. */
  async #takeBack({ name, resourceVersion }: R): Promise<void> {
    try {
      const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { resourceVersion } };
      await this.#connection.request('DELETE', `${this.#path}/${name}`, { body, timeoutMs: TAKE_BACK_MS });
    } catch (error) {
      const { noun } = this.#kind;
      this.#log.error({ err: error, [noun]: name }, `a ${noun} without status could not be removed`);
    }
  }

  async #get(name: string): Promise<R> {
    return this.#learn(await this.#getObject(name));
  }

  async #getObject(name: string): Promise<StoredObject> {
    try {
      return await this.#connection.request<StoredObject>('GET', `${this.#path}/${name}`);
    } catch (error) {
      throw this.#explained(error, name);
    }
  }

  /** Null when somebody else was faster. */
  async #put({ name, resourceVersion }: R, status: NonNullable<R['status']>): Promise<R | null> {
    const body = {
      apiVersion: API_VERSION,
      kind: this.#kind.kind,
      metadata: { name, namespace: this.#namespace, resourceVersion },
      status: this.#kind.status(status),
    };
    try {
      return this.#learn(await this.#connection.request<StoredObject>('PUT', `${this.#path}/${name}/status`, { body }));
    } catch (error) {
      if (isConflict(error)) return null;
      throw this.#explained(error, name);
    }
  }

  #explained(error: unknown, name: string): unknown {
    if (!(error instanceof ApiError) || error.status !== 404) return explained(error, `${this.#kind.noun} ${name}`);
    // Only a 404 for a path that is not served comes without a reason.
    if (error.reason === '') return kindMissing(this.#kind);
    if (error.message.startsWith('namespaces ')) return explained(error, `namespace ${this.#namespace}`);
    return missing(this.#kind, name);
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

/** Its maker died or lost the way between the two writes; whoever asked was told that it failed, or nothing. */
function isUnfinished({ metadata, status }: StoredObject): boolean {
  return status === undefined && metadata.annotations?.[STATUS_FOLLOWS] !== undefined;
}
