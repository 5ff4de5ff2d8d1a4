/** Records of one kind as requests to the API server: what is asked and what its answers mean. Remembers nothing. */
import type { Connection } from '../../kubernetes/connection.ts';
import { ApiError, isConflict } from '../../kubernetes/errors.ts';
import { explained } from '../../kubernetes/problems.ts';
import { type AnyRecord, API_VERSION, type Kind, newObject, pathOf, type StoredObject } from './kind.ts';
import { kindMissing, missing } from './problems.ts';

/** Somebody waits for the answer that it failed. */
const TAKE_BACK_MS = 1_000;
/**
 * A status cannot be created together with its object. Until the second write an object that we made carries only this
 * mark, and nobody takes it up: it would begin as if nobody had asked for it.
 */
const STATUS_FOLLOWS = 'rollbridge.dev/status-follows';

/** All throw UserProblem when the cluster refuses, is away, or has no such kind. */
export class RecordRequests<R extends AnyRecord> {
  readonly #kind: Kind<R>;
  readonly #connection: Connection;
  readonly #namespace: string;
  readonly #path: string;

  constructor(kind: Kind<R>, connection: Connection, namespace: string) {
    this.#kind = kind;
    this.#connection = connection;
    this.#namespace = namespace;
    this.#path = pathOf(kind, namespace);
  }

  /** Null when there is one of that name. */
  async post(name: string, spec: R['spec'], statusFollows: boolean): Promise<StoredObject | null> {
    const marks = statusFollows ? { annotations: { [STATUS_FOLLOWS]: 'true' } } : {};
    const body = newObject(this.#kind, { name, namespace: this.#namespace, ...marks }, spec);
    try {
      return await this.#connection.request<StoredObject>('POST', this.#path, { body });
    } catch (error) {
      if (isConflict(error)) return null;
      throw this.#explained(error, name);
    }
  }

  async get(name: string): Promise<StoredObject> {
    try {
      return await this.#connection.request<StoredObject>('GET', `${this.#path}/${name}`);
    } catch (error) {
      throw this.#explained(error, name);
    }
  }

  /** Null when somebody else was faster. */
  async putStatus({ name, resourceVersion }: R, status: NonNullable<R['status']>): Promise<StoredObject | null> {
    const body = {
      apiVersion: API_VERSION,
      kind: this.#kind.kind,
      metadata: { name, namespace: this.#namespace, resourceVersion },
      status: this.#kind.status(status),
    };
    try {
      return await this.#connection.request<StoredObject>('PUT', `${this.#path}/${name}/status`, { body });
    } catch (error) {
      if (isConflict(error)) return null;
      throw this.#explained(error, name);
    }
  }

  /** Exactly this one, as it is. Throws as the connection does. */
  async takeBack({ name, resourceVersion }: R): Promise<void> {
    const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { resourceVersion } };
    await this.#connection.request('DELETE', `${this.#path}/${name}`, { body, timeoutMs: TAKE_BACK_MS });
  }

  #explained(error: unknown, name: string): unknown {
    if (!(error instanceof ApiError) || error.status !== 404) return explained(error, `${this.#kind.noun} ${name}`);
    // Only a 404 for a path that is not served comes without a reason.
    if (error.reason === '') return kindMissing(this.#kind);
    if (error.message.startsWith('namespaces ')) return explained(error, `namespace ${this.#namespace}`);
    return missing(this.#kind, name);
  }
}

/** Its maker died or lost the way between the two writes; whoever asked was told that it failed, or nothing. */
export function isUnfinished({ metadata, status }: StoredObject): boolean {
  return status === undefined && metadata.annotations?.[STATUS_FOLLOWS] !== undefined;
}
