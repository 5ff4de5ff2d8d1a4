/**
 * The objects of one cluster. One write is one step: there is no moment between test and set. What comes out is frozen;
 * a write makes a new object. Who may write, and in which form it came, is the business of `api/`.
 */

import { recorded, signed } from '../fields/managed.ts';
import {
  type AnyObject,
  frozen,
  isEqual,
  type KubeObject,
  keyOf,
  type ManagedFields,
  type Strings,
} from '../objects.ts';
import { customDefinitions } from '../schemas/files.ts';
import { Schemas } from '../schemas/index.ts';
import { admitted } from './admission.ts';
import { asAsked } from './defaults/given.ts';
import { Definitions } from './definitions.ts';
import { type Deletion, ending } from './ending.ts';
import { Garbage } from './garbage.ts';
import { type Change, Journal } from './journal.ts';
import { hasAll } from './labels.ts';
import { Namespaces } from './namespaces.ts';
import { begun, type Clock, fresh, isSame, renewed, type Subresource } from './prepare.ts';
import { Resources } from './resources.ts';
import { alreadyExists, modified, notFound } from './status-error.ts';

export type { Clock } from './prepare.ts';

/** Who writes, as `managedFields` will name them. */
export interface Writer {
  readonly manager: string;
  /** Everything is done but kept. */
  readonly dryRun?: boolean;
  /** What becomes of `managedFields` by an apply; else it is found by comparing. */
  readonly owning?: readonly ManagedFields[];
}

export interface UpdateOptions {
  readonly subresource?: Subresource;
  readonly by?: Writer;
}

export interface Where {
  readonly namespace?: string;
  /** All of them, each with this value. */
  readonly labels?: Strings;
}

export interface StoreOptions {
  readonly time: Clock;
}

const NOBODY: Writer = { manager: 'unknown' };

export class ObjectStore {
  readonly time: Clock;
  readonly resources = new Resources();
  readonly schemas = new Schemas();
  readonly journal = new Journal();
  readonly #objects = new Map<string, Map<string, AnyObject>>();
  readonly #namespaces: Namespaces;

  /** Knows the kinds of Argo Rollouts and what Istio routes by from the start, and the namespace `default`. */
  constructor({ time }: StoreOptions) {
    this.time = time;
    this.#namespaces = new Namespaces(this);
    new Garbage(this).start();
    this.#namespaces.start();
    new Definitions(this, this.schemas).start();
    for (const definition of customDefinitions()) this.create(definition, { manager: 'kubectl' });
    this.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } }, { manager: 'kube-apiserver' });
  }

  /** `namespace` is null for kinds without one. Throws 404 when there is no such kind. */
  get<T extends KubeObject>(kind: string, namespace: string | null, name: string): T | null {
    return (this.#of(kind).get(`${namespace ?? ''}/${name}`) ?? null) as T | null;
  }

  /** In the order of namespace and name. */
  list<T extends KubeObject>(kind: string, where: Where = {}): readonly T[] {
    const matches = hasAll(where.labels ?? {});
    const found = [...this.#of(kind).values()].filter(
      ({ metadata }) =>
        (where.namespace === undefined || metadata.namespace === where.namespace) && matches(metadata.labels ?? {}),
    );
    return found.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)) as unknown as readonly T[];
  }

  /** Throws StatusError: 409 when it is there already, 404 without its namespace, 422 when it is not valid. */
  create<T extends KubeObject>(object: T, by: Writer = NOBODY): T {
    const resource = this.resources.of(object.kind);
    const made = fresh(object as unknown as AnyObject, resource);
    this.#namespaces.check(resource, made);
    const whole = admitted(made, null, { resource, schemas: this.schemas, others: this });
    if (this.#of(resource.kind).has(keyOf(whole))) throw alreadyExists(resource, whole.metadata.name);
    const begins = begun(whole, { resource, now: this.time.now() });
    const next = this.#signed(begins, null, { by, subresource: null, seen: asAsked(begins, made, resource) });
    return (by.dryRun ? frozen(next) : this.#keep('ADDED', next)) as unknown as T;
  }

  /**
   * Takes all but the status, or with `subresource: 'status'` only that. Throws StatusError: 409 when
   * `metadata.resourceVersion` is given and not the present one, 404 when it is gone, 422 when it is not valid.
   */
  update<T extends KubeObject>(object: T, { subresource, by = NOBODY }: UpdateOptions = {}): T {
    const resource = this.resources.of(object.kind);
    const was = this.#of(resource.kind).get(keyOf(object));
    const { name, resourceVersion } = object.metadata;
    if (was === undefined) throw notFound(resource, name);
    if (resourceVersion && resourceVersion !== was.metadata.resourceVersion) throw modified(resource, name);
    const asked = renewed(object as unknown as AnyObject, was, { resource, subresource: subresource ?? null });
    const whole = admitted(asked, was, { resource, schemas: this.schemas, others: this });
    const before = recorded(object as unknown as AnyObject, was);
    if (isSame(whole, was) && isEqual(by.owning ?? before, was.metadata.managedFields ?? []))
      return was as unknown as T;
    const next = this.#signed(whole, was, { by, before, subresource: subresource ?? null });
    if (by.dryRun) return frozen(next) as unknown as T;
    return (isOver(next) ? this.#remove(next) : this.#keep('MODIFIED', next, was)) as unknown as T;
  }

  /**
   * Marks it as going when something has to be done first (finalizers, a pod on a node, what a namespace holds), else
   * takes it away. Returns it as it was last, and whether it is gone. Throws StatusError: 404, or 409 for a precondition.
   */
  delete(kind: string, namespace: string | null, name: string, options: Deletion = {}): Deleted {
    const resource = this.resources.of(kind);
    const was = this.#of(kind).get(`${namespace ?? ''}/${name}`);
    if (was === undefined) throw notFound(resource, name);
    const next = ending(was, { resource, now: this.time.now() }, options);
    if (options.dryRun) return { object: was, gone: next === null };
    if (next === null) return { object: this.#remove(was), gone: true };
    if (next === was) return { object: was, gone: false };
    this.#keep('MODIFIED', next, was);
    return { object: this.get<AnyObject>(kind, namespace, name) ?? next, gone: false };
  }

  /** Of every kind, as it is now. */
  dump(): Dump {
    const kinds = this.resources.all().map(({ kind }) => kind);
    return { version: this.journal.version, objects: kinds.flatMap((kind) => this.list<AnyObject>(kind)) };
  }

  /**
   * Takes these objects as they were, with their versions, in place of all but the definitions. For a store that nobody
   * watches yet. Throws 404 for a kind that is not known.
   */
  restore({ version, objects }: Dump): void {
    this.journal.resume(version);
    const [definitions, others] = [objects.filter(isDefinition), objects.filter((object) => !isDefinition(object))];
    for (const [kind, all] of this.#objects) if (kind !== DEFINITION) all.clear();
    for (const definition of definitions) this.#take(definition);
    for (const object of others) this.#of(object.kind).set(keyOf(object), frozen(object));
    for (const object of others) this.#take(object);
    // Who watched in an earlier life has to look anew.
    this.journal.compact();
  }

  /** Called after each write to this kind, in their order, before the outermost write returns. Returns how to stop. */
  watch<T extends KubeObject = AnyObject>(kind: string, seen: (change: Change<T>) => void): () => void {
    return this.journal.watch(kind, seen as unknown as (change: Change) => void);
  }

  #of(kind: string): Map<string, AnyObject> {
    this.resources.of(kind);
    const known = this.#objects.get(kind);
    if (known !== undefined) return known;
    const made = new Map<string, AnyObject>();
    this.#objects.set(kind, made);
    return made;
  }

  #signed(next: AnyObject, was: AnyObject | null, { by, subresource, before, seen = next }: Signing): AnyObject {
    const schema = this.schemas.of(next.kind);
    const { managedFields: _, ...metadata } = next.metadata;
    const now = this.time.now();
    const signature = { manager: by.manager, subresource, schema, now, ...(before !== undefined && { before }) };
    const entries = by.owning ?? signed(seen, was, signature);
    return { ...next, metadata: { ...metadata, ...(entries.length > 0 && { managedFields: entries }) } };
  }

  #keep(type: 'ADDED' | 'MODIFIED', object: AnyObject, before?: AnyObject): AnyObject {
    const kept = this.#numbered(object);
    this.#of(kept.kind).set(keyOf(kept), kept);
    this.#tell(type, kept, before);
    return kept;
  }

  #take(object: AnyObject): void {
    this.#of(object.kind).set(keyOf(object), frozen(object));
    this.#tell('ADDED', object, undefined);
  }

  #remove(object: AnyObject): AnyObject {
    const last = this.#numbered(object);
    const before = this.#of(object.kind).get(keyOf(object));
    this.#of(object.kind).delete(keyOf(object));
    this.#tell('DELETED', last, before);
    return last;
  }

  #numbered(object: AnyObject): AnyObject {
    const resourceVersion = String(this.journal.next());
    return frozen({ ...object, metadata: { ...object.metadata, resourceVersion } });
  }

  #tell(type: Change['type'], object: AnyObject, before: AnyObject | undefined): void {
    const version = Number(object.metadata.resourceVersion);
    this.journal.write({ type, object, version, ...(before !== undefined && { before }) });
  }
}

interface Signing {
  readonly by: Writer;
  readonly subresource: Subresource | null;
  /** What the writer counts as the writer of; all of it unless given. */
  readonly seen?: AnyObject;
  readonly before?: readonly ManagedFields[];
}

/** All objects of a store, and the version that it had come to. */
export interface Dump {
  readonly version: number;
  readonly objects: readonly AnyObject[];
}

const DEFINITION = 'CustomResourceDefinition';

function isDefinition({ kind }: AnyObject): boolean {
  return kind === DEFINITION;
}

export interface Deleted {
  readonly object: AnyObject;
  readonly gone: boolean;
}

/** Its last finalizer was taken off. */
function isOver({ metadata, kind }: AnyObject): boolean {
  if (metadata.deletionTimestamp === undefined || (metadata.finalizers ?? []).length > 0) return false;
  return kind !== 'Namespace' && (metadata.deletionGracePeriodSeconds ?? 0) === 0;
}
