/**
 * Releases as Kubernetes objects in the bot's own namespace: there is no other database.
 *
 * Read from memory, which a watch and the answers of own writes keep fresh; written by test-and-set. Only the bot may
 * write `/status`, so what stands there (who asked, who approved) is proven, and what stands in `spec` is not.
 */
import type { ReleaseStore, StatusChange } from '../../engine/ports.ts';
import type { Connection } from '../../kubernetes/connection.ts';
import { ApiError, isConflict } from '../../kubernetes/errors.ts';
import { ListWatch } from '../../kubernetes/list-watch.ts';
import { explained } from '../../kubernetes/problems.ts';
import type { Release, ReleaseSpec, ReleaseStatus } from '../../model/release.ts';
import { boundedStatus } from './bounds.ts';
import { type Hearer, Hearers } from './hearers.ts';
import { releaseName } from './names.ts';
import { kindMissing, lostRace, missing, unreadable } from './problems.ts';
import { API_VERSION, newRelease, releasesPath } from './release-object.ts';
import { type ReleaseObject, readRelease } from './schema.ts';

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
  /** For the names of new releases. */
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

export class KubernetesReleaseStore implements ReleaseStore {
  readonly #connection: Connection;
  readonly #namespace: string;
  readonly #path: string;
  readonly #log: StoreLog;
  readonly #now: () => number;
  readonly #watch: ListWatch<Release | null, ReleaseObject>;
  readonly #hearers: Hearers;
  /** Each release as it was told of last: a new list brings all of them again. */
  readonly #toldOf = new Map<string, Release>();
  #sorted: readonly Release[] | null = null;
  #known = false;

  constructor({ connection, namespace, log, onLive, now = Date.now }: StoreOptions) {
    this.#connection = connection;
    this.#namespace = namespace;
    this.#path = releasesPath(namespace);
    this.#log = log;
    this.#now = now;
    this.#hearers = new Hearers(log);
    this.#watch = new ListWatch<Release | null, ReleaseObject>(connection, {
      path: this.#path,
      summarise: (object) => this.#parsed(object),
      changed: (key) => this.#changed(key),
      onError: (error) => log.warn({ err: error }, 'releases cannot be watched'),
      ...(onLive === undefined ? {} : { onLive }),
    });
  }

  /** Resolves when every release is known. */
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

  /** True once every release was read; rollbacks work while the home API server is away. */
  get known(): boolean {
    return this.#known;
  }

  get live(): boolean {
    return this.#watch.live;
  }

  all(): readonly Release[] {
    this.#sorted ??= [...this.#watch.items().values()].filter((release) => release !== null).sort(newestFirst);
    return this.#sorted;
  }

  follow(changed: Hearer['changed'], removed: Hearer['removed'] = () => undefined): () => void {
    return this.#hearers.add({ changed, removed });
  }

  /** Throws UserProblem when the cluster refuses, is away, or has no such kind. */
  async create(spec: ReleaseSpec, status: ReleaseStatus | null): Promise<Release> {
    const release = await this.#post(spec, status === null ? {} : { annotations: { [STATUS_FOLLOWS]: 'true' } });
    if (status === null) return release;
    try {
      const written = await this.#put(release, status);
      return written ?? (await this.update(release.name, (fresh) => (fresh.status === null ? status : null)));
    } catch (error) {
      await this.#takeBack(release);
      throw error;
    }
  }

  async update(name: string, change: StatusChange): Promise<Release> {
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
    throw lostRace(name);
  }

  /** A name that is taken already, by another replica within the same millisecond, is left for the next one. */
  async #post(spec: ReleaseSpec, extra: { readonly annotations?: Record<string, string> }): Promise<Release> {
    for (let attempt = 0; ; attempt++) {
      const name = releaseName(spec.service, spec.environment, this.#now() + attempt);
      const body = newRelease({ name, namespace: this.#namespace, ...extra }, spec);
      try {
        return this.#learn(await this.#connection.request<ReleaseObject>('POST', this.#path, { body }));
      } catch (error) {
        if (!isConflict(error) || attempt === TRIES) throw this.#explained(error, name);
      }
    }
  }

  /** Whoever asked is told that it failed, so it must not begin after all. */
  async #takeBack({ name, resourceVersion }: Release): Promise<void> {
    try {
      const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { resourceVersion } };
      await this.#connection.request('DELETE', `${this.#path}/${name}`, { body, timeoutMs: TAKE_BACK_MS });
    } catch (error) {
      this.#log.error({ err: error, release: name }, 'a release without status could not be removed');
    }
  }

  async #get(name: string): Promise<Release> {
    try {
      return this.#learn(await this.#connection.request<ReleaseObject>('GET', `${this.#path}/${name}`));
    } catch (error) {
      throw this.#explained(error, name);
    }
  }

  /** Null when somebody else was faster. */
  async #put({ name, resourceVersion }: Release, status: ReleaseStatus): Promise<Release | null> {
    const body = {
      apiVersion: API_VERSION,
      kind: 'Release',
      metadata: { name, namespace: this.#namespace, resourceVersion },
      status: boundedStatus(status),
    };
    try {
      return this.#learn(
        await this.#connection.request<ReleaseObject>('PUT', `${this.#path}/${name}/status`, { body }),
      );
    } catch (error) {
      if (isConflict(error)) return null;
      throw this.#explained(error, name);
    }
  }

  #explained(error: unknown, name: string): unknown {
    if (!(error instanceof ApiError) || error.status !== 404) return explained(error, `release ${name}`);
    // Only a 404 for a path that is not served comes without a reason.
    if (error.reason === '') return kindMissing();
    if (error.message.startsWith('namespaces ')) return explained(error, `namespace ${this.#namespace}`);
    return missing(name);
  }

  #learn(object: ReleaseObject): Release {
    const { release, wrong } = readRelease(object);
    if (release === null) throw unreadable(object.metadata.name, wrong);
    this.#watch.learn(object);
    return release;
  }

  #parsed(object: ReleaseObject): Release | null {
    const { release, wrong } = readRelease(object);
    if (release === null) this.#log.warn({ release: object.metadata.name, wrong }, 'a release is not valid: skipped');
    return release !== null && isUnfinished(object) ? null : release;
  }

  #remembered(name: string): Release | null {
    return this.#watch.items().get(`${this.#namespace}/${name}`) ?? null;
  }

  #changed(key: string): void {
    this.#sorted = null;
    const before = this.#toldOf.get(key);
    const release = this.#watch.items().get(key);
    if (release === undefined) {
      this.#toldOf.delete(key);
      if (before !== undefined) this.#hearers.tell('removed', before);
    } else if (release !== null && before?.resourceVersion !== release.resourceVersion) {
      this.#toldOf.set(key, release);
      this.#hearers.tell('changed', release);
    }
  }
}

function newestFirst(a: Release, b: Release): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? 1 : -1;
  return a.name < b.name ? 1 : -1;
}

/** Null as well when the change refuses: perhaps only because memory is behind. */
function attempted(change: StatusChange, release: Release): ReleaseStatus | null {
  try {
    return change(release);
  } catch {
    return null;
  }
}

/** Its maker died or lost the way between the two writes; whoever asked was told that it failed, or nothing. */
function isUnfinished({ metadata, status }: ReleaseObject): boolean {
  return status === undefined && metadata.annotations?.[STATUS_FOLLOWS] !== undefined;
}
