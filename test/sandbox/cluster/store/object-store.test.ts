/** What the store does with a write, in the words and by the rules of an API server. */
import { describe, expect, test } from '@jest/globals';
import type { AnyObject } from '../../../../sandbox/cluster/objects.ts';
import type { ObjectStore } from '../../../../sandbox/cluster/store/object-store.ts';
import { StatusError } from '../../../../sandbox/cluster/store/status-error.ts';
import { configMap, deployment, namespace, openStore, pod } from '../objects.ts';

function refusal(act: () => unknown): object {
  try {
    act();
  } catch (error) {
    if (error instanceof StatusError) return error.status;
    throw error;
  }
  return { message: 'nothing was refused' };
}

function latest(store: ObjectStore, { kind, metadata }: AnyObject): AnyObject {
  const object = store.get<AnyObject>(kind, metadata.namespace ?? null, metadata.name);
  if (object === null) throw new Error(`${metadata.name} is gone`);
  return object;
}

describe('an object that is made', () => {
  test('gets an identity, a time in whole seconds, a version, and cannot be changed in place', () => {
    const made = openStore().create(configMap('a', { data: { x: '1' } }));
    expect(made.metadata).toMatchObject({
      uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      creationTimestamp: '2026-11-21T12:00:00Z',
      resourceVersion: expect.stringMatching(/^\d+$/),
    });
    expect(made.metadata).not.toHaveProperty('generation');
    expect(() => Object.assign(made.data as object, { x: '2' })).toThrow(TypeError);
  });

  test('loses what only the server may write', () => {
    const uid = 'mine';
    const made = openStore().create({ ...deployment('web'), metadata: { ...deployment('web').metadata, uid } });
    expect(made.metadata.uid).not.toBe('mine');
    expect(openStore().create({ ...deployment('web'), status: { replicas: 7 } }).status).toEqual({});
  });

  test('gets the fields that were left out', () => {
    expect(openStore().create(deployment('web')).spec).toMatchObject({
      replicas: 1,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      template: { spec: { restartPolicy: 'Always', containers: [{ imagePullPolicy: 'IfNotPresent' }] } },
    });
  });

  test('gets a name of the given beginning', () => {
    const made = openStore().create(configMap('', {}, { name: undefined, generateName: 'shop-' }));
    expect(made.metadata.name).toMatch(/^shop-[a-z0-9]{5}$/);
  });

  test('is refused when it is there already, without its namespace, or without a proper name', () => {
    const store = openStore();
    store.create(configMap('a'));
    expect(refusal(() => store.create(configMap('a')))).toMatchObject({
      code: 409,
      reason: 'AlreadyExists',
      message: 'configmaps "a" already exists',
    });
    expect(refusal(() => store.create(configMap('a', {}, { namespace: 'nope' })))).toMatchObject({
      code: 404,
      message: 'namespaces "nope" not found',
      details: { name: 'nope', kind: 'namespaces' },
    });
    expect(refusal(() => store.create(configMap('X_')))).toMatchObject({ code: 422, reason: 'Invalid' });
    expect(refusal(() => store.create(configMap('')))).toMatchObject({
      message: 'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
    });
    expect(refusal(() => store.create({ ...configMap('a'), kind: 'Unicorn' }))).toMatchObject({ code: 404 });
  });

  test('is shown and not kept when it is only tried', () => {
    const store = openStore();
    expect(store.create(configMap('a'), { manager: 'me', dryRun: true }).metadata.uid).toBeDefined();
    expect(store.get('ConfigMap', 'shop', 'a')).toBeNull();
  });
});

describe('a change', () => {
  test('raises the version, and the generation only with the spec', () => {
    const store = openStore();
    const made = store.create(deployment('web'));
    const scaled = store.update({ ...made, spec: { ...(made.spec as object), replicas: 3 } });
    expect(scaled.metadata.generation).toBe(2);
    expect(Number(scaled.metadata.resourceVersion)).toBeGreaterThan(Number(made.metadata.resourceVersion));
    const labels = { app: 'web' };
    expect(store.update({ ...scaled, metadata: { ...scaled.metadata, labels } }).metadata.generation).toBe(2);
    const annotations = { note: 'a Deployment counts them' };
    const latestMeta = latest(store, made).metadata;
    expect(store.update({ ...scaled, metadata: { ...latestMeta, annotations } }).metadata.generation).toBe(3);
  });

  test('of the status leaves the rest alone, and the other way round', () => {
    const store = openStore();
    const made = store.create(deployment('web'));
    const status = { replicas: 2 };
    const spec = { ...(made.spec as object), replicas: 9 };
    const reported = store.update({ ...made, spec, status }, { subresource: 'status' });
    expect(reported).toMatchObject({ spec: { replicas: 1 }, status, metadata: { generation: 1 } });
    expect(store.update({ ...reported, spec, status: { replicas: 5 } })).toMatchObject({
      spec: { replicas: 9 },
      status,
    });
  });

  test('of the status takes annotations of a built-in kind with it, which raises no generation', () => {
    const store = openStore();
    const made = store.create(deployment('web'));
    const metadata = { ...made.metadata, annotations: { revision: '1' }, labels: { not: 'taken' } };
    const reported = store.update({ ...made, metadata, status: { replicas: 1 } }, { subresource: 'status' });
    expect(reported.metadata).toMatchObject({ annotations: { revision: '1' }, generation: 1 });
    expect(reported.metadata).not.toHaveProperty('labels');
  });

  test('that changes nothing is not written', () => {
    const store = openStore();
    const made = store.create(configMap('a', { data: { x: '1' } }));
    expect(store.update(structuredClone(made))).toBe(made);
  });

  test('is refused when it is based on an older version, and is taken when it names none', () => {
    const store = openStore();
    const made = store.create(configMap('a', { data: { x: '1' } }));
    store.update({ ...made, data: { x: '2' } });
    expect(refusal(() => store.update({ ...made, data: { x: '3' } }))).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message:
        'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
      reason: 'Conflict',
      details: { name: 'a', kind: 'configmaps' },
      code: 409,
    });
    expect(store.update(configMap('a', { data: { x: '4' } }))).toMatchObject({ data: { x: '4' } });
  });

  test('of what is not there is refused', () => {
    expect(refusal(() => openStore().update(configMap('a')))).toMatchObject({ code: 404 });
  });
});

describe('an end', () => {
  test('is at once when nothing keeps it, and only if the preconditions hold', () => {
    const store = openStore();
    const made = store.create(configMap('a'));
    const stale = { preconditions: { resourceVersion: '1' } };
    expect(refusal(() => store.delete('ConfigMap', 'shop', 'a', stale))).toMatchObject({
      code: 409,
      message: expect.stringContaining('the ResourceVersion in the precondition (1) does not match'),
      details: { name: 'a', kind: 'ConfigMap' },
    });
    const { uid = '' } = made.metadata;
    expect(store.delete('ConfigMap', 'shop', 'a', { preconditions: { uid } }).gone).toBe(true);
    expect(refusal(() => store.delete('ConfigMap', 'shop', 'a'))).toMatchObject({ code: 404, reason: 'NotFound' });
  });

  test('waits for finalizers', () => {
    const store = openStore();
    const made = store.create(configMap('a', {}, { finalizers: ['acme.dev/wait'] }));
    expect(store.delete('ConfigMap', 'shop', 'a').gone).toBe(false);
    const going = latest(store, made);
    expect(going.metadata.deletionTimestamp).toBe('2026-11-21T12:00:00Z');
    store.update({ ...going, metadata: { ...going.metadata, finalizers: [] } });
    expect(store.get('ConfigMap', 'shop', 'a')).toBeNull();
  });

  test('of a pod on a node waits until the node has ended it', () => {
    const store = openStore();
    const made = store.create(pod('a', { nodeName: 'node-1' }));
    store.delete('Pod', 'shop', 'a');
    expect(latest(store, made).metadata).toMatchObject({
      deletionGracePeriodSeconds: 30,
      deletionTimestamp: '2026-11-21T12:00:30Z',
    });
    expect(store.delete('Pod', 'shop', 'a', { gracePeriodSeconds: 0 }).gone).toBe(true);
    store.create(pod('b'));
    expect(store.delete('Pod', 'shop', 'b').gone).toBe(true);
  });

  test('of a namespace takes everything in it, and nothing new comes in meanwhile', () => {
    const store = openStore();
    store.create(deployment('web'));
    store.create(pod('a', { nodeName: 'node-1' }));
    expect(store.delete('Namespace', null, 'shop').object).toMatchObject({ status: { phase: 'Terminating' } });
    expect(store.list('Deployment')).toEqual([]);
    expect(refusal(() => store.create(configMap('late')))).toMatchObject({
      code: 403,
      message:
        'configmaps "late" is forbidden: unable to create new content in namespace shop because it is being terminated',
    });
    store.delete('Pod', 'shop', 'a', { gracePeriodSeconds: 0 });
    expect(store.get('Namespace', null, 'shop')).toBeNull();
  });
});

describe('what is there', () => {
  test('is listed in the order of names, of one namespace and with all labels', () => {
    const store = openStore();
    store.create(namespace('other'));
    store.create(configMap('b', {}, { labels: { app: 'x', tier: 'y' } }));
    store.create(configMap('a', {}, { labels: { app: 'x' } }));
    store.create(configMap('c', {}, { namespace: 'other', labels: { app: 'x' } }));
    const names = (where: object) => store.list('ConfigMap', where).map(({ metadata }) => metadata.name);
    expect(names({ labels: { app: 'x' } })).toEqual(['c', 'a', 'b']);
    expect(names({ namespace: 'shop', labels: { app: 'x' } })).toEqual(['a', 'b']);
    expect(names({ labels: { app: 'x', tier: 'y' } })).toEqual(['b']);
  });

  test('of a new namespace is an account and the certificate of the server', () => {
    const store = openStore();
    expect(store.get('ServiceAccount', 'shop', 'default')).not.toBeNull();
    expect(store.get('ConfigMap', 'shop', 'kube-root-ca.crt')).not.toBeNull();
  });
});

describe('who watches', () => {
  test('hears of each write before it returns, with what was before', () => {
    const store = openStore();
    const heard: string[] = [];
    const stop = store.watch('ConfigMap', ({ type, object, before }) => {
      heard.push(`${type} ${JSON.stringify(object.data)} after ${JSON.stringify(before?.data)}`);
    });
    const made = store.create(configMap('a', { data: { x: '1' } }));
    store.update({ ...made, data: { x: '2' } });
    store.delete('ConfigMap', 'shop', 'a');
    stop();
    store.create(configMap('b'));
    expect(heard).toEqual([
      'ADDED {"x":"1"} after undefined',
      'MODIFIED {"x":"2"} after {"x":"1"}',
      'DELETED {"x":"2"} after {"x":"2"}',
    ]);
  });

  test('hears writes in their order, even when hearing one leads to the next', () => {
    const store = openStore();
    const heard: string[] = [];
    store.watch('ConfigMap', ({ object }) => {
      if (object.metadata.name === 'a') store.create(configMap('b'));
    });
    store.watch('ConfigMap', ({ object }) => heard.push(object.metadata.name));
    store.create(configMap('a'));
    expect(heard).toEqual(['a', 'b']);
  });

  test('can begin in the past, as long as the past is remembered', () => {
    const store = openStore();
    const { version } = store.journal;
    store.create(configMap('a'));
    expect(store.journal.since('ConfigMap', version)?.map(({ type }) => type)).toEqual(['ADDED']);
    store.journal.compact();
    expect(store.journal.since('ConfigMap', version)).toBeNull();
  });
});
