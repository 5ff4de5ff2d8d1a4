/** What tells one kind of our objects from another: all that the store has to know of it. */
import type { K8sObject } from '../../kubernetes/objects.ts';
import type { ProblemCode } from '../../model/problem.ts';
import type { Recorded } from '../../model/record.ts';

export const API_VERSION = 'rollbridge.dev/v1alpha1';

export type AnyRecord = Recorded<object, object>;

/** As it comes from the API server: nothing in it has been looked at. */
export interface StoredObject extends K8sObject {
  readonly spec?: unknown;
  readonly status?: unknown;
}

/** The record, or in one line what is wrong with the object. */
export type Read<R> = { readonly record: R; readonly wrong: null } | { readonly record: null; readonly wrong: string };

export interface KindWords {
  readonly kind: string;
  readonly plural: string;
  /** In sentences. */
  readonly noun: string;
  readonly unknown: ProblemCode;
  /** The command that shows those that there are. */
  readonly list: string;
}

export interface Kind<R extends AnyRecord> extends KindWords {
  /** Of a new one, made at this time (ms): readable, and in the order in which they were made. */
  readonly name: (spec: R['spec'], ms: number) => string;
  /** The name says which one it is: where it is taken, that is the one. Else another name is tried. */
  readonly isNamedOnce?: true;
  readonly read: (object: StoredObject) => Read<R>;
  /** Both keep the object small. */
  readonly spec: (spec: R['spec']) => R['spec'];
  readonly status: (status: NonNullable<R['status']>) => R['status'];
}

export function pathOf({ plural }: KindWords, namespace: string): string {
  return `/apis/${API_VERSION}/namespaces/${namespace}/${plural}`;
}

export interface NewObject<R extends AnyRecord> extends K8sObject {
  readonly spec: R['spec'];
}

export function newObject<R extends AnyRecord>(
  kind: Kind<R>,
  metadata: Pick<K8sObject['metadata'], 'name' | 'namespace' | 'annotations'>,
  spec: R['spec'],
): NewObject<R> {
  return { apiVersion: API_VERSION, kind: kind.kind, metadata, spec: kind.spec(spec) };
}
