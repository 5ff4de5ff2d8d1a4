/** Small objects for tests of the cluster. */
import type { AnyObject } from '../../../sandbox/cluster/objects.ts';
import { type Clock, ObjectStore, type StoreOptions } from '../../../sandbox/cluster/store/object-store.ts';

export const START = Date.parse('2026-11-21T12:00:00.750Z');

/** Time that stands still. */
export const still: Clock = { now: () => START, after: () => () => undefined };

/** A store with the namespace `shop`. */
export function openStore(options: Partial<StoreOptions> = {}): ObjectStore {
  const store = new ObjectStore({ time: still, ...options });
  store.create(namespace('shop'));
  return store;
}

export function namespace(name: string): AnyObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

export function configMap(name: string, more: Record<string, unknown> = {}, meta: object = {}): AnyObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop', ...meta }, ...more };
}

export function deployment(name: string, spec: object = {}): AnyObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop' },
    spec: { selector: { matchLabels: { app: name } }, template: template(name), ...spec },
  };
}

export function template(app: string, image = 'ghcr.io/acme/shop:1.0.0') {
  return { metadata: { labels: { app } }, spec: { containers: [{ name: 'app', image }] } };
}

export function pod(name: string, spec: object = {}, meta: object = {}): AnyObject {
  const containers = [{ name: 'app', image: 'ghcr.io/acme/shop:1.0.0' }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', ...meta },
    spec: { containers, ...spec },
  };
}

/** A reference of this owner, as controllers write it. */
export function ownedBy({ apiVersion, kind, metadata: { name, uid = '' } }: AnyObject) {
  return { ownerReferences: [{ apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }] };
}
