/** Namespaces: what every one of them holds from the start, and the end of all in it when it is deleted. */
import type { AnyObject } from '../objects.ts';
import type { Change } from './journal.ts';
import type { ObjectStore } from './object-store.ts';
import type { Resource } from './resource.ts';
import { forbidden, notFound } from './status-error.ts';

const BY = { manager: 'kube-controller-manager' };
const NAMESPACE = { group: '', kind: 'Namespace', plural: 'namespaces' };

export class Namespaces {
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  start(): void {
    this.#store.journal.watchAll((change) => this.#hear(change));
  }

  /** Throws 404 when an object's namespace is not there, 403 when it is going. */
  check(resource: Resource, { metadata }: AnyObject): void {
    if (!resource.namespaced) return;
    const name = metadata.namespace ?? 'default';
    const namespace = this.#store.get<AnyObject>('Namespace', null, name);
    if (namespace === null) throw notFound(NAMESPACE, name);
    if (namespace.metadata.deletionTimestamp === undefined) return;
    const why = `unable to create new content in namespace ${name} because it is being terminated`;
    throw forbidden(resource, metadata.name, why);
  }

  #hear({ type, object }: Change): void {
    if (object.kind === 'Namespace') {
      if (type === 'ADDED') this.#furnish(object.metadata.name);
      if (type === 'MODIFIED' && object.metadata.deletionTimestamp !== undefined) this.#empty(object);
      return;
    }
    const { namespace } = object.metadata;
    if (type !== 'DELETED' || namespace === undefined) return;
    const its = this.#store.get<AnyObject>('Namespace', null, namespace);
    if (its?.metadata.deletionTimestamp !== undefined) this.#closeIfEmpty(its);
  }

  #furnish(namespace: string): void {
    const description =
      'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';
    const annotations = { 'kubernetes.io/description': description };
    this.#create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } });
    this.#create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'kube-root-ca.crt', namespace, annotations },
    });
  }

  #create(object: AnyObject): void {
    const { namespace = null, name } = object.metadata;
    if (this.#store.get(object.kind, namespace, name) === null) this.#store.create(object, BY);
  }

  #empty(namespace: AnyObject): void {
    const { name } = namespace.metadata;
    for (const { kind } of this.#store.resources.all().filter(({ namespaced }) => namespaced)) {
      for (const object of this.#store.list(kind, { namespace: name })) {
        if (object.metadata.deletionTimestamp !== undefined) continue;
        // What another one owned may be gone with it by now.
        if (this.#store.get(kind, name, object.metadata.name) === null) continue;
        this.#store.delete(kind, name, object.metadata.name, { propagation: 'Background' });
      }
    }
    this.#closeIfEmpty(namespace);
  }

  #closeIfEmpty({ metadata: { name } }: AnyObject): void {
    const kinds = this.#store.resources.all().filter(({ namespaced }) => namespaced);
    if (kinds.some(({ kind }) => this.#store.list(kind, { namespace: name }).length > 0)) return;
    if (this.#store.get('Namespace', null, name) !== null)
      this.#store.delete('Namespace', null, name, { emptied: true });
  }
}
