/** Pods are asked to go, as `kubectl drain` does it: budgets are kept, where the pod counts for them. */
import { type Came, type Case, failure, type MetCluster, made, path, refusal } from './met.ts';

const pod = (spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', labels: { app: 'web' } },
  spec: { containers: [{ name: 'app', image: 'ghcr.io/acme/shop:1.0.0' }], ...spec },
});
const GATED = { schedulingGates: [{ name: 'story.test/wait' }] };
/** Where no node is: nobody but the case reports how it goes. */
const ELSEWHERE = { nodeName: 'elsewhere', terminationGracePeriodSeconds: 0 };

const budget = (minAvailable: number) => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'web' },
  spec: { minAvailable, selector: { matchLabels: { app: 'web' } } },
});

const eviction = (name: string) => ({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } });

function evicted(cluster: MetCluster, name: string, body: object = eviction(name)): Promise<Came> {
  return cluster.ask('POST', path(cluster, `pods/${name}/eviction`), { body });
}

async function serving(cluster: MetCluster): Promise<void> {
  await made(cluster, 'pods', pod(ELSEWHERE));
  const conditions = [{ type: 'Ready', status: 'True' }];
  const body = { status: { phase: 'Running', conditions } };
  await cluster.ask('PATCH', path(cluster, 'pods/web/status'), { body, type: 'merge' });
}

/** Somebody has to count first. */
async function counted(cluster: MetCluster): Promise<unknown> {
  for (;;) {
    const came = await refusal(evicted(cluster, 'web'));
    if (!JSON.stringify(came).includes('still being processed')) return came;
  }
}

export const evictions: readonly Case[] = [
  {
    name: 'a pod that is evicted goes',
    act: async (cluster) => {
      await made(cluster, 'pods', pod(GATED));
      const { status, body } = await evicted(cluster, 'web');
      const after = await cluster.ask('GET', path(cluster, 'pods/web'));
      return [status, body, after.status];
    },
    expected: [201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }, 404],
  },
  {
    name: 'a pod that does not run yet counts for no budget',
    act: async (cluster) => {
      await made(cluster, 'pods', pod(GATED));
      await made(cluster, 'budgets', budget(1));
      return (await evicted(cluster, 'web')).status;
    },
    expected: 201,
  },
  {
    name: 'a pod that a budget needs stays',
    act: async (cluster) => {
      await serving(cluster);
      await made(cluster, 'budgets', budget(1));
      const came = await counted(cluster);
      return [came, (await cluster.ask('GET', path(cluster, 'pods/web'))).status];
    },
    expected: [
      failure(429, 'TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
        causes: [
          { reason: 'DisruptionBudget', message: 'The disruption budget web needs 1 healthy pods and has 1 currently' },
        ],
      }),
      200,
    ],
  },
  {
    name: 'a pod that is not there, and an eviction of another one, are refused',
    act: async (cluster) => {
      await made(cluster, 'pods', pod(GATED));
      return [await refusal(evicted(cluster, 'nobody')), await refusal(evicted(cluster, 'web', eviction('other')))];
    },
    expected: [
      failure(404, 'NotFound', 'pods "nobody" not found', { name: 'nobody', kind: 'pods' }),
      failure(400, 'BadRequest', 'name in URL does not match name in Eviction object'),
    ],
  },
];
