/** How the wanted version is reached: pods and endpoints, counted once, and never guessed. */
import type { TargetFacts } from '../../../src/drivers/argo/facts.ts';
import { reachOf } from '../../../src/drivers/argo/reach.ts';
import { ApiError } from '../../../src/kubernetes/errors.ts';
import { type Asked, AskedConnection } from '../../kubernetes/asked-connection.ts';
import { backFacts, blueGreenFacts, OLD } from './builders.ts';

const READY = { status: { conditions: [{ type: 'Ready', status: 'True' }] } };

function pod(name: string, differs: object = READY, metadata: object = {}) {
  return { metadata: { name, labels: { 'rollouts-pod-template-hash': OLD }, ...metadata }, ...differs };
}

function slice(service: string, pods: readonly string[], ready?: boolean) {
  const conditions = ready === undefined ? {} : { ready };
  return {
    metadata: { name: `${service}-x`, labels: { 'kubernetes.io/service-name': service } },
    endpoints: pods.map((name) => ({ conditions, targetRef: { kind: 'Pod', name } })),
  };
}

function cluster(pods: readonly object[], slices: readonly object[] | Error): AskedConnection {
  return new AskedConnection(({ path }: Asked) => {
    if (!path.endsWith('/endpointslices')) return { metadata: {}, items: pods };
    if (slices instanceof Error) throw slices;
    return { metadata: {}, items: slices };
  });
}

const reached = async (facts: TargetFacts, ...[pods, slices]: Parameters<typeof cluster>) => {
  const { snapshot: _, ...rest } = await reachOf(cluster(pods, slices), facts);
  return rest;
};

test('asks for the pods of the wanted version and the slices of the Service that has the traffic', async () => {
  const connection = cluster([], []);
  await reachOf(connection, backFacts());
  expect(connection.asked.map(({ path, extras }) => [path, extras.query])).toEqual([
    ['/api/v1/namespaces/shop/pods', { labelSelector: `rollouts-pod-template-hash=${OLD}` }],
    [
      '/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices',
      { labelSelector: 'kubernetes.io/service-name in (stable)' },
    ],
  ]);
});

test('counts pods that are ready and stay, and each once though it has an address of either family', async () => {
  const going = pod('c', READY, { deletionTimestamp: '2026-11-21T12:00:00Z' });
  const pods = [pod('a'), pod('b', {}), going];
  const slices = [slice('stable', ['a', 'c']), slice('stable', ['a']), slice('stable', ['b'], false)];
  expect(await reached(backFacts(), pods, slices)).toEqual({
    ready: 1,
    services: [{ service: 'stable', selects: OLD, ready: 1, others: 1 }],
    unread: null,
  });
});

test('a Service of the Rollout that has no endpoints is there with none', async () => {
  expect(await reached(backFacts(), [pod('a')], [{ metadata: { name: 'x' }, endpoints: null }])).toMatchObject({
    services: [{ service: 'stable', ready: 0, others: 0 }],
  });
});

test('blue-green is reached by its active Service', async () => {
  const facts = blueGreenFacts({ rollout: { current: OLD } });
  expect(await reached(facts, [pod('a')], [slice('active', ['a'])])).toMatchObject({
    services: [{ service: 'active', selects: OLD, ready: 1 }],
  });
});

test('where the Rollout names no Service, those count that lead to its pods', async () => {
  const facts = backFacts({ canary: { stableService: null, canaryService: null, router: { by: 'pods' } } });
  expect(await reached(facts, [pod('a')], [slice('web', ['a', 'z']), slice('other', ['z'])])).toMatchObject({
    services: [{ service: 'web', selects: null, ready: 1, others: 1 }],
  });
});

test('slices that may not be read are said to be unread; pods that may not be are an error', async () => {
  const refusal = new ApiError(403, 'Forbidden', 'cannot list resource "endpointslices" in API group', 'GET', '/');
  expect(await reached(backFacts(), [pod('a')], refusal)).toMatchObject({
    ready: 1,
    services: null,
    unread: { why: expect.stringContaining('list endpointslices'), hint: expect.stringContaining('Grant') },
  });
  const silent = new AskedConnection(() => {
    throw refusal;
  });
  await expect(reachOf(silent, backFacts())).rejects.toBe(refusal);
});
