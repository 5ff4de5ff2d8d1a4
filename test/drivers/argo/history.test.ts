/** What runs, with its exact template, wherever that stands. */
import { find, keep } from '../../../src/drivers/argo/history.ts';
import { NamespaceView } from '../../../src/drivers/argo/namespace-view.ts';
import type { Deployment, PodTemplate, ReplicaSet, Rollout } from '../../../src/drivers/argo/objects.ts';
import { snapshotOf } from '../../../src/drivers/argo/snapshot.ts';
import type { K8sObject } from '../../../src/kubernetes/objects.ts';
import type { Target } from '../../../src/model/catalog.ts';
import { FakeCluster } from './fake-cluster.ts';

const ROLLOUTS = '/apis/argoproj.io/v1alpha1/namespaces/shop/rollouts';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/shop/deployments';
const SETS = '/apis/apps/v1/namespaces/shop/replicasets';
const HASH = 'rollouts-pod-template-hash';
const target: Target = {
  region: 'eu',
  cluster: 'home',
  namespace: 'shop',
  kind: 'Rollout',
  name: 'shop',
  container: 'app',
};

const templateWith = (image: string): PodTemplate =>
  ({ metadata: { labels: { app: 'shop' } }, spec: { containers: [{ name: 'app', image }] } }) as PodTemplate;

let cluster: FakeCluster;
let view: NamespaceView;

beforeEach(() => {
  cluster = new FakeCluster();
  view = new NamespaceView(cluster, 'shop', { changed: () => undefined, error: () => undefined });
  view.add('shop');
});

afterEach(() => view.stop());

function putRollout(spec: Rollout['spec'], status: Rollout['status']): void {
  const annotations = { 'rollout.argoproj.io/revision': '7' };
  const metadata = { name: 'shop', namespace: 'shop', uid: 'uid', generation: 3, resourceVersion: '9', annotations };
  cluster.put(ROLLOUTS, { kind: 'Rollout', metadata, spec, status } as Rollout);
}

function putSet(hash: string, revision: number, image: string): void {
  const template = templateWith(image);
  const labels = { ...template.metadata?.labels, [HASH]: hash };
  const metadata = {
    name: `shop-${hash}`,
    labels: { [HASH]: hash },
    annotations: { 'rollout.argoproj.io/revision': String(revision) },
    ownerReferences: [{ uid: 'uid', kind: 'Rollout', controller: true }],
  };
  cluster.put(SETS, { metadata, spec: { template: { ...template, metadata: { labels } } } } as ReplicaSet);
}

function putDeployment(image: string, metadata: Partial<K8sObject['metadata']> = {}): void {
  cluster.put(DEPLOYMENTS, {
    kind: 'Deployment',
    metadata: { name: 'shop-app', namespace: 'shop', generation: 4, resourceVersion: '8', ...metadata },
    spec: { template: templateWith(image) },
  } as Deployment);
}

const ref = (kind = 'Deployment') => ({ workloadRef: { kind, name: 'shop-app' }, strategy: { canary: {} } });
const own = { template: templateWith('shop:2'), strategy: { canary: {} } };
const atRest = { currentPodHash: 'bbb', stableRS: 'bbb' };

const holders: readonly [string, () => void][] = [
  ['in the Rollout', () => putRollout(own, atRest)],
  [
    'in a Deployment',
    () => {
      putRollout(ref(), atRest);
      putDeployment('shop:2');
    },
  ],
];

test.each(holders)('a template that stands %s is kept byte for byte', async (_, put) => {
  put();
  const template = JSON.stringify(templateWith('shop:2'));
  expect(await keep(view, target)).toEqual({
    kept: { hash: 'bbb', revision: 7, image: 'shop:2', template },
    found: 'shop:2',
  });
});

test('while an update is under way the stable version is kept, and what is wanted was found', async () => {
  putRollout(ref(), { currentPodHash: 'bbb', stableRS: 'aaa' });
  putDeployment('shop:2');
  putSet('aaa', 6, 'shop:1');
  putSet('bbb', 7, 'shop:2');
  const { kept, found } = await keep(view, target);
  expect([kept.hash, kept.image, found]).toEqual(['aaa', 'shop:1', 'shop:2']);
  expect(JSON.parse(kept.template)).toEqual(templateWith('shop:1'));
  expect((await find(view, target, ({ revision }) => revision === 7))?.image).toBe('shop:2');
});

const problems: readonly [string, () => void, string, RegExp][] = [
  ['a Deployment that is not there', () => putRollout(ref(), atRest), 'target-missing', /no Deployment shop\/shop-app/],
  [
    'a Deployment that may not be read',
    () => {
      putRollout(ref(), atRest);
      cluster.forbidden.add(`${DEPLOYMENTS}/shop-app`);
    },
    'cluster-forbidden',
    /access to Deployment shop\/shop-app, which holds the template of Rollout shop\/shop/,
  ],
  [
    'a template in an object of another kind',
    () => putRollout(ref('PodTemplate'), atRest),
    'target-invalid',
    /no pod template that Rollbridge could change/,
  ],
  ['a Rollout that is not there', () => undefined, 'target-missing', /no Rollout shop\/shop/],
];

test.each(problems)('%s is named', async (_, put, code, message) => {
  put();
  await expect(keep(view, target)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

describe('a target whose template is in a Deployment', () => {
  const seen = (generation: string) => ({ ...atRest, observedGeneration: '3', workloadObservedGeneration: generation });
  const look = async (generation: string) => {
    putRollout(ref(), seen(generation));
    putSet('bbb', 7, 'shop:2');
    return snapshotOf(await view.read(target));
  };

  test('is read there: the image that is wanted, who wrote it, and whose it is', async () => {
    const managed = { manager: 'kubectl-edit', fieldsV1: { 'f:spec': { 'f:template': {} } } };
    const annotations = { 'argocd.argoproj.io/tracking-id': 'shop-prod:apps/Deployment:shop/shop-app' };
    putDeployment('shop:2', { managedFields: [managed], annotations });
    expect(await look('4')).toMatchObject({
      image: 'shop:2',
      desiredHash: 'bbb',
      manager: 'kubectl-edit',
      git: { tool: 'Argo CD', owner: 'shop-prod' },
    });
  });

  test('is not seen by the controller while that has acted on an older Deployment, whatever it says of the Rollout', async () => {
    putDeployment('shop:3');
    expect(await look('3')).toMatchObject({ image: 'shop:3', desiredHash: null, phase: 'Unobserved' });
  });

  test('is what it was by the pods that run when the Deployment is gone', async () => {
    expect(await look('4')).toMatchObject({ image: 'shop:2', desiredHash: 'bbb', manager: null, git: null });
  });
});
