/** What becomes of objects whose owner goes. */
import { expect, test } from '@jest/globals';
import type { AnyObject } from '../../../../sandbox/cluster/objects.ts';
import { configMap, openStore, ownedBy } from '../objects.ts';

function family() {
  const store = openStore();
  const top = store.create(configMap('top'));
  const middle = store.create(configMap('middle', {}, ownedBy(top)));
  store.create(configMap('leaf', {}, ownedBy(middle)));
  const names = () => store.list('ConfigMap', { namespace: 'shop' }).map(({ metadata }) => metadata.name);
  return { store, top, middle, names };
}

test('what an object owned goes with it, down to the last', () => {
  const { store, names } = family();
  store.delete('ConfigMap', 'shop', 'top');
  expect(names()).toEqual(['kube-root-ca.crt']);
});

test('what is orphaned stays, without its owner', () => {
  const { store, names } = family();
  store.delete('ConfigMap', 'shop', 'top', { propagation: 'Orphan' });
  expect(names()).toEqual(['kube-root-ca.crt', 'leaf', 'middle']);
  expect(store.get<AnyObject>('ConfigMap', 'shop', 'middle')?.metadata.ownerReferences).toBeUndefined();
});

test('in the foreground an owner goes last', () => {
  const { store, names } = family();
  const gone: string[] = [];
  store.watch('ConfigMap', ({ type, object }) => type === 'DELETED' && gone.push(object.metadata.name));
  store.delete('ConfigMap', 'shop', 'top', { propagation: 'Foreground' });
  expect(gone).toEqual(['leaf', 'middle', 'top']);
  expect(names()).toEqual(['kube-root-ca.crt']);
});

test('in the foreground an owner stays as long as something that it owns stays', () => {
  const { store, top } = family();
  store.create(configMap('slow', {}, { ...ownedBy(top), finalizers: ['acme.dev/wait'] }));
  expect(store.delete('ConfigMap', 'shop', 'top', { propagation: 'Foreground' }).gone).toBe(false);
  const slow = store.get<AnyObject>('ConfigMap', 'shop', 'slow');
  if (slow === null) throw new Error('it is gone too early');
  expect(slow.metadata.deletionTimestamp).toBeDefined();
  const left = (slow.metadata.finalizers ?? []).filter((each) => each === 'foregroundDeletion');
  store.update({ ...slow, metadata: { ...slow.metadata, finalizers: left } });
  expect(store.get('ConfigMap', 'shop', 'top')).toBeNull();
});

test('what has another owner left only loses the one that is gone', () => {
  const { store, top, middle } = family();
  const both = [...ownedBy(top).ownerReferences, { ...ownedBy(middle).ownerReferences[0], controller: false }];
  const other = store.create(configMap('other'));
  const shared = [ownedBy(other).ownerReferences[0], { ...both[0], controller: false }];
  store.create(configMap('shared', {}, { ownerReferences: shared }));
  store.delete('ConfigMap', 'shop', 'top');
  const { ownerReferences } = store.get<AnyObject>('ConfigMap', 'shop', 'shared')?.metadata ?? {};
  expect(ownerReferences?.map(({ name }) => name)).toEqual(['other']);
});
