/** The store of releases and incidents, and the schemas of their objects, against a real API server. */
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { applyCrds } from '../../src/drivers/store/crds.ts';
import { KubernetesIncidentStore } from '../../src/drivers/store/incidents.ts';
import { KubernetesNoticeStore } from '../../src/drivers/store/notices.ts';
import { KubernetesReleaseStore } from '../../src/drivers/store/releases.ts';
import { KubernetesNoticeRemoval, KubernetesReleaseRemoval } from '../../src/drivers/store/removal.ts';
import type { IncidentSpec } from '../../src/model/incident.ts';
import type { ReleaseSpec } from '../../src/model/release.ts';
import { SPEC, storeContract } from '../drivers/store/contract.ts';
import { releasesContract } from '../drivers/store/releases-contract.ts';
import { emptyStatus, nullStatus } from '../drivers/store/releases-fixture.ts';
import { INCIDENT_SAMPLES, RELEASE_SAMPLES } from '../drivers/store/samples.ts';
import { lost, noticeSpec } from '../views/notice-fixtures.ts';
import { createNamespace, openCluster, pathOf, type TestCluster } from './support/cluster.ts';

const CRDS = ['releases', 'incidents', 'notices'].map((kind) => readFileSync(`deploy/crds/${kind}.yaml`, 'utf8'));

let cluster: TestCluster;
let namespace: string;
const open: { stop(): void }[] = [];
const log = { warn: () => undefined, error: () => undefined };

beforeAll(async () => {
  cluster = openCluster();
  expect(await applyCrds(cluster.connection, CRDS)).toBe('applied');
  namespace = await createNamespace(cluster.connection, 'store-test');
});

afterEach(async () => {
  for (const store of open.splice(0)) store.stop();
  for (const kind of ['Release', 'Incident', 'Notice'] as const)
    await cluster.connection.request('DELETE', pathOf(kind, namespace));
});

afterAll(async () => {
  await cluster.connection.request('DELETE', `/api/v1/namespaces/${namespace}`);
  await cluster.close();
});

async function opened(now: () => number = Date.now): Promise<KubernetesReleaseStore> {
  const store = new KubernetesReleaseStore({ connection: cluster.connection, namespace, log, now });
  open.push(store);
  await store.start();
  return store;
}

function write(name: string, spec: ReleaseSpec, annotations: Record<string, string> = {}): Promise<unknown> {
  const body = { apiVersion: 'rollbridge.dev/v1alpha1', kind: 'Release', metadata: { name, annotations }, spec };
  return cluster.connection.request('POST', pathOf('Release', namespace), { body });
}

function patch(path: string, body: object): Promise<unknown> {
  return cluster.connection.request('PATCH', path, { body, contentType: 'application/merge-patch+json' });
}

function prepareReleases() {
  return Promise.resolve({
    open: opened,
    write,
    remove: (name: string) => cluster.connection.request('DELETE', pathOf('Release', namespace, name)),
    removal: () => new KubernetesReleaseRemoval({ connection: cluster.connection, namespace }),
    close: () => Promise.resolve(),
  });
}

storeContract(RELEASE_SAMPLES, prepareReleases);
releasesContract(prepareReleases);

storeContract(INCIDENT_SAMPLES, () =>
  Promise.resolve({
    open: async (now = Date.now) => {
      const store = new KubernetesIncidentStore({ connection: cluster.connection, namespace, log, now });
      open.push(store);
      await store.start();
      return store;
    },
    write: (name: string, spec: IncidentSpec, annotations: Record<string, string> = {}) => {
      const body = { apiVersion: 'rollbridge.dev/v1alpha1', kind: 'Incident', metadata: { name, annotations }, spec };
      return cluster.connection.request('POST', pathOf('Incident', namespace), { body });
    },
    remove: (name: string) => cluster.connection.request('DELETE', pathOf('Incident', namespace, name)),
    close: () => Promise.resolve(),
  }),
);

describe('the API server', () => {
  test('takes the CRD again without complaint', async () => {
    expect(await applyCrds(cluster.connection, CRDS)).toBe('applied');
  });

  const bad: [string, object, string][] = [
    ['no service', { service: undefined }, 'spec.service: Required value'],
    ['no environment', { environment: undefined }, 'spec.environment: Required value'],
    ['a service that is no name', { service: 'Shop!' }, 'spec.service'],
    ['an empty version', { version: '' }, 'spec.version'],
    ['a version with a space', { version: '1.0 or so' }, 'spec.version'],
    ['an endless reason', { reason: 'x'.repeat(4_097) }, 'spec.reason'],
    ['a requester of two lines', { requestedBy: 'a\nb' }, 'spec.requestedBy'],
  ];
  test.each(bad)('refuses a release with %s', async (_, change, words) => {
    await expect(write('bad', { ...SPEC, ...change } as ReleaseSpec)).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining(words),
    });
  });

  test.each([
    '2.1.0',
    'v2',
    `sha256:${'0'.repeat(64)}`,
    'ghcr.io/acme/shop:2.1.0',
    `acme/shop@sha256:${'0'.repeat(64)}`,
  ])('takes a release of version %s', async (version) => {
    await expect(write('good', { ...SPEC, version, requestedBy: 'Zoë (CI) <z@acme.dev>' })).resolves.toBeDefined();
  });

  test('lets nobody change what was asked for', async () => {
    await write('fixed', SPEC);
    const path = pathOf('Release', namespace, 'fixed');
    const message = expect.stringContaining('a release cannot be changed; make another one');
    await expect(patch(path, { spec: { version: '3' } })).rejects.toMatchObject({ status: 422, message });
    await expect(patch(path, { spec: { reason: 'later' } })).rejects.toMatchObject({ status: 422, message });
    await expect(patch(path, { metadata: { labels: { a: 'b' } } })).resolves.toBeDefined();
  });

  test('ignores a status that comes with the object: who may only create proves nothing', async () => {
    const store = await opened();
    const metadata = { name: 'forged' };
    const body = { apiVersion: 'rollbridge.dev/v1alpha1', kind: 'Release', metadata, spec: SPEC, status: emptyStatus };
    await cluster.connection.request('POST', pathOf('Release', namespace), { body });
    await patch(pathOf('Release', namespace, 'forged'), { status: emptyStatus });
    expect(await store.update('forged', () => null)).toMatchObject({ name: 'forged', status: null });
  });

  test('takes a status from which a merge patch has left out every null', async () => {
    const store = await opened();
    await write('patched', SPEC);
    await patch(`${pathOf('Release', namespace, 'patched')}/status`, { status: nullStatus });
    expect((await store.update('patched', () => null)).status).toStrictEqual(nullStatus);
  });

  test('leaves the object alone when a status is written', async () => {
    const store = await opened();
    await write('labelled', SPEC, { 'acme.dev/ticket': '42' });
    await store.update('labelled', () => emptyStatus);
    const object = await cluster.connection.request('GET', pathOf('Release', namespace, 'labelled'));
    expect(object).toMatchObject({ metadata: { annotations: { 'acme.dev/ticket': '42' } }, spec: SPEC });
  });
});

test('a notice is made once, keeps what it says, and is removed as it was judged', async () => {
  const store = new KubernetesNoticeStore({ connection: cluster.connection, namespace, log });
  open.push(store);
  await store.start();
  const spec = noticeSpec({ release: 'shop-production-mm90chr0', image: 'shop:2', backTo: 'shop:1', cause: 'a typo' });
  const made = await store.create(spec, null);
  expect(await store.create(spec, null)).toStrictEqual(made);
  const written = await store.update(made.name, () => lost().notice.status);
  expect(written).toMatchObject({ spec, status: lost().notice.status });
  const path = pathOf('Notice', namespace, made.name);
  await expect(patch(path, { spec: { reason: 'another' } })).rejects.toThrow(/a notice cannot be changed/);
  const removal = new KubernetesNoticeRemoval({ connection: cluster.connection, namespace });
  expect(await removal.remove(made)).toBe(false);
  expect(await removal.remove(written)).toBe(true);
});
