/** The few fields of Kubernetes objects that are read, typed by hand: everything may be missing. */

export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly deletionTimestamp?: string;
  readonly ownerReferences?: readonly {
    readonly uid: string;
    readonly kind: string;
    readonly name?: string;
    readonly controller?: boolean;
  }[];
  readonly managedFields?: readonly {
    readonly manager?: string;
    readonly operation?: string;
    /** RFC 3339 time at which this manager last changed any of its fields. */
    readonly time?: string;
    readonly subresource?: string;
    readonly fieldsV1?: { [key: string]: unknown };
  }[];
}

export interface K8sObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMeta;
}

export interface K8sList<T extends K8sObject> {
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items: readonly T[];
}

export interface WatchEvent<T extends K8sObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: T & { readonly code?: number };
}

/** `namespace/name`, or `name` for objects without a namespace. */
export function objectKey(object: K8sObject): string {
  const { namespace, name } = object.metadata;
  return namespace === undefined ? name : `${namespace}/${name}`;
}
