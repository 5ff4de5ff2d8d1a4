/** A cluster that goes on in another store, as after a night in which the machine was off. */
import { describe, expect, test } from '@jest/globals';
import { startControllers } from '../../../../sandbox/cluster/controllers/index.ts';
import type { Pod } from '../../../../sandbox/cluster/controllers/kinds.ts';
import type { AnyObject } from '../../../../sandbox/cluster/objects.ts';
import { type Dump, ObjectStore } from '../../../../sandbox/cluster/store/object-store.ts';
import { Time } from '../../../../sandbox/cluster/time.ts';
import { deployment, Scene, SHOP } from '../controllers/scene.ts';
import { configMap, openStore, still } from '../objects.ts';

/** By way of a file. */
function next({ version, objects }: Dump, time: ObjectStore['time'] = still): ObjectStore {
  const store = new ObjectStore({ time });
  store.restore(JSON.parse(JSON.stringify({ version, objects })) as Dump);
  return store;
}

const others = ({ objects }: Dump) => objects.filter(({ kind }) => kind !== 'CustomResourceDefinition');

describe('a store', () => {
  test('has the same objects, versions and identities as the one before, and counts on', () => {
    const first = openStore();
    first.create(configMap('a', { data: { x: '1' } }));
    first.delete('Namespace', null, 'default');
    const dump = first.dump();
    const second = next(dump);
    expect(second.dump()).toEqual(dump);
    expect(second.get('Namespace', null, 'default')?.metadata).toEqual(
      first.get('Namespace', null, 'default')?.metadata,
    );
    const made = second.create(configMap('b'));
    expect(Number(made.metadata.resourceVersion)).toBe(dump.version + 1);
  });

  test('sends those away who watched in the life before, and hears of all that comes now', () => {
    const first = openStore();
    first.create(configMap('a'));
    const second = next(first.dump());
    expect(second.journal.since('ConfigMap', 1)).toBeNull();
    const { version } = second.journal;
    second.create(configMap('b'));
    expect(second.journal.since('ConfigMap', version)).toHaveLength(1);
  });

  test('knows what belongs to what', () => {
    const first = openStore();
    const owner = first.create(configMap('owner'));
    const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: owner.metadata.uid ?? '' }];
    first.create(configMap('owned', {}, { ownerReferences }));
    const second = next(first.dump());
    second.delete('ConfigMap', 'shop', 'owner');
    expect(second.get('ConfigMap', 'shop', 'owned')).toBeNull();
  });

  test('serves the kinds that somebody brought', () => {
    const first = openStore();
    const names = { kind: 'Lamp', plural: 'lamps' };
    const versions = [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }];
    first.create({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'lamps.example.com' },
      spec: { group: 'example.com', scope: 'Namespaced', names, versions },
    } as AnyObject);
    first.create({ apiVersion: 'example.com/v1', kind: 'Lamp', metadata: { name: 'a', namespace: 'shop' } });
    expect(next(first.dump()).get('Lamp', 'shop', 'a')).not.toBeNull();
    expect(() => next({ ...first.dump(), objects: others(first.dump()) })).toThrow(
      'the server could not find the requested resource',
    );
  });
});

describe('what runs', () => {
  test('goes on as if nothing had happened, and new pods get addresses of their own', () => {
    const scene = new Scene();
    scene.create(deployment('pay', '1.0.0'));
    scene.create(deployment('bad', '1.0.0-crash'));
    scene.seconds(10);
    const time = new Time({ manual: true, start: scene.time.now() + 3_600_000 });
    const store = next(scene.store.dump(), time);
    const before = scene.pods();
    const { pods } = startControllers(store, { luck: () => 0.5 });
    time.advance(5_000);
    const after = store.list<Pod>('Pod', { namespace: SHOP });
    expect(after).toEqual(before);
    const [first] = after.filter(({ metadata }) => metadata.name.startsWith('pay'));
    const log = pods.log({ namespace: SHOP, pod: first?.metadata.name ?? '', container: 'app', previous: false });
    expect(log?.length).toBeGreaterThan(3_600);

    store.create(deployment('new', '1.0.0'));
    time.advance(5_000);
    const addresses = store.list<Pod>('Pod', { namespace: SHOP }).map(({ status }) => status?.podIP);
    expect(new Set(addresses).size).toBe(9);
  });

  test('a pod on its way starts anew, and one that was going is gone', () => {
    const scene = new Scene();
    scene.create(deployment('pay', '1.0.0-start20-stop20'));
    scene.seconds(2);
    const [going, ...rest] = scene.pods();
    scene.store.delete('Pod', SHOP, going?.metadata.name ?? '');
    const time = new Time({ manual: true, start: scene.time.now() });
    const store = next(scene.store.dump(), time);
    startControllers(store);
    time.advance(25_000);
    const now = store.list<Pod>('Pod', { namespace: SHOP });
    expect(now.map(({ status }) => status?.phase)).toEqual(['Running', 'Running', 'Running']);
    const names = now.map(({ metadata }) => metadata.name);
    expect(names).toEqual(expect.arrayContaining(rest.map(({ metadata }) => metadata.name)));
    expect(names).not.toContain(going?.metadata.name);
  });
});
