import { beforeEach, expect, test } from '@jest/globals';
import { KubernetesReleaseRemoval } from '../../../src/drivers/store/removal.ts';
import { ApiError, Unreachable } from '../../../src/kubernetes/errors.ts';
import type { Release } from '../../../src/model/release.ts';
import { SPEC } from './contract.ts';
import { FakeApi } from './fake-api.ts';
import { emptyStatus } from './releases-fixture.ts';

let api: FakeApi;
let removal: KubernetesReleaseRemoval;

beforeEach(() => {
  api = new FakeApi();
  removal = new KubernetesReleaseRemoval({ connection: api, namespace: 'rollbridge' });
});

function written(): Release {
  const { metadata } = api.write('old', { spec: SPEC, status: emptyStatus });
  const { name, resourceVersion, creationTimestamp: createdAt } = metadata;
  return { name, resourceVersion, createdAt, spec: SPEC, status: emptyStatus };
}

test('a release that is changed between the last look and the removal stays', async () => {
  const release = written();
  api.before = ({ method }) => {
    if (method === 'DELETE') api.write('old', { status: { ...emptyStatus, message: 'not so old' } });
  };
  expect(await removal.remove(release)).toBe(false);
  expect(api.objects.has('old')).toBe(true);
});

test('another release that takes the name between the last look and the removal stays', async () => {
  const release = written();
  api.before = ({ method }) => {
    if (method !== 'DELETE') return;
    api.remove('old');
    api.write('old', { spec: SPEC });
  };
  expect(await removal.remove(release)).toBe(false);
  expect(api.objects.has('old')).toBe(true);
});

test('a release that somebody else removes meanwhile is gone', async () => {
  const release = written();
  api.before = ({ method }) => {
    if (method === 'DELETE') api.remove('old');
  };
  expect(await removal.remove(release)).toBe(true);
});

test('whoever may not remove releases is told which right is missing', async () => {
  const release = written();
  api.before = ({ method, path }) => {
    if (method === 'DELETE') throw new ApiError(403, 'Forbidden', 'cannot delete resource "releases"', method, path);
  };
  const why = expect.stringContaining('the right to delete releases');
  await expect(removal.remove(release)).rejects.toMatchObject({ code: 'cluster-forbidden', why });
  expect(api.objects.has('old')).toBe(true);
});

test('a home that is away is a problem, and nothing is known to be gone', async () => {
  const release = written();
  api.before = () => {
    throw new Unreachable('no answer', 'GET', '/x');
  };
  await expect(removal.remove(release)).rejects.toMatchObject({ code: 'cluster-unreachable' });
});
