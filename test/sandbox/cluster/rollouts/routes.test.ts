/** Istio as a router, and templates that stand in Deployments. */
import type { Deployment } from '../../../../sandbox/cluster/controllers/kinds.ts';
import type { DestinationRule, VirtualService } from '../../../../sandbox/cluster/rollouts/istio.ts';
import type { Rollout } from '../../../../sandbox/cluster/rollouts/kinds.ts';
import { deployment, Scene, SHOP, service, template } from '../controllers/scene.ts';
import { rollout, setImage, setStatus } from './objects.ts';

const ROUTES = [
  {
    name: 'primary',
    route: [
      { destination: { host: 'shop-stable' }, weight: 100 },
      { destination: { host: 'shop-canary' }, weight: 0 },
    ],
  },
  { name: 'other', route: [{ destination: { host: 'elsewhere' }, weight: 100 }] },
];

function istioScene(): Scene {
  const scene = new Scene();
  scene.create(service('shop-stable', 'shop'));
  scene.create(service('shop-canary', 'shop'));
  scene.create({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'shop', namespace: SHOP },
    spec: { hosts: ['shop'], http: ROUTES },
  });
  const canary = {
    stableService: 'shop-stable',
    canaryService: 'shop-canary',
    trafficRouting: { istio: { virtualService: { name: 'shop', routes: ['primary'] } } },
    steps: [{ setWeight: 30 }, { pause: {} }],
  };
  scene.create(rollout('shop', { replicas: 3, strategy: { canary } }));
  scene.seconds(5);
  return scene;
}

function weights(scene: Scene): readonly (number | undefined)[] {
  const { spec } = scene.get<VirtualService>('VirtualService', 'shop');
  return (spec.http ?? []).flatMap(({ route = [] }) => route.map(({ weight }) => weight));
}

test('weights are set in the routes that are named, and in no other', () => {
  const scene = istioScene();
  setImage(scene, 'shop', '2.0.0');
  scene.seconds(5);
  expect(weights(scene)).toEqual([70, 30, 100]);
  expect(scene.get<Rollout>('Rollout', 'shop').status?.canary?.weights?.canary.weight).toBe(30);
  setStatus(scene, 'shop', { abort: true });
  scene.seconds(1);
  expect(weights(scene)).toEqual([100, 0, 100]);
});

test('what somebody else changes is set right again', () => {
  const scene = istioScene();
  setImage(scene, 'shop', '2.0.0');
  scene.seconds(5);
  scene.change<VirtualService>('VirtualService', 'shop', (was) => ({ ...was, spec: { ...was.spec, http: ROUTES } }));
  scene.seconds(1);
  expect(weights(scene)).toEqual([70, 30, 100]);
});

test('subsets of a rule point at the pods of both versions', () => {
  const scene = new Scene();
  const destination = (subset: string, weight: number) => ({ destination: { host: 'shop', subset }, weight });
  scene.create(service('shop', 'shop'));
  scene.create({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'shop', namespace: SHOP },
    spec: {
      hosts: ['shop'],
      http: [{ name: 'primary', route: [destination('stable', 100), destination('canary', 0)] }],
    },
  });
  const subsets = ['stable', 'canary'].map((name) => ({ name, labels: { app: 'shop' } }));
  scene.create({
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { name: 'shop', namespace: SHOP },
    spec: { host: 'shop', subsets },
  });
  const destinationRule = { name: 'shop', stableSubsetName: 'stable', canarySubsetName: 'canary' };
  const canary = {
    trafficRouting: { istio: { virtualService: { name: 'shop' }, destinationRule } },
    steps: [{ setWeight: 40 }, { pause: {} }],
  };
  scene.create(rollout('shop', { replicas: 2, strategy: { canary } }));
  scene.seconds(5);
  setImage(scene, 'shop', '2.0.0');
  scene.seconds(5);
  const { status } = scene.get<Rollout>('Rollout', 'shop');
  const rule = scene.get<DestinationRule>('DestinationRule', 'shop');
  expect(rule.spec.subsets?.map(({ labels }) => labels?.['rollouts-pod-template-hash'])).toEqual([
    status?.stableRS,
    status?.currentPodHash,
  ]);
  expect(weights(scene)).toEqual([60, 40]);
});

function referring(scaleDown: string): Scene {
  const scene = new Scene();
  scene.create(deployment('shop', '1.0.0', { replicas: scaleDown === 'never' ? 0 : 2 }));
  scene.seconds(3);
  const workloadRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'shop', scaleDown };
  const spec = { replicas: 2, strategy: { canary: { steps: [{ setWeight: 50 }, { pause: {} }] } }, workloadRef };
  scene.create(rollout('shop', { ...spec, template: undefined }));
  scene.seconds(6);
  return scene;
}

test('a template in a Deployment is followed, and its generation told', () => {
  const scene = referring('never');
  const first = scene.get<Rollout>('Rollout', 'shop');
  expect(first.status).toMatchObject({ phase: 'Healthy', workloadObservedGeneration: '1' });
  expect(first.spec.template).toBeUndefined();
  scene.change<Deployment>('Deployment', 'shop', (was) => ({
    ...was,
    spec: { ...was.spec, template: template('shop', '2.0.0') },
  }));
  scene.seconds(5);
  const { metadata } = scene.get<Deployment>('Deployment', 'shop');
  const { status, metadata: own } = scene.get<Rollout>('Rollout', 'shop');
  expect(status).toMatchObject({ phase: 'Paused', workloadObservedGeneration: String(metadata.generation) });
  expect(own.annotations?.['rollout.argoproj.io/workload-generation']).toBe(String(metadata.generation));
  expect(scene.errors).toEqual([]);
});

test('pods of the Deployment go once the Rollout is healthy, where that is wanted', () => {
  const scene = referring('onsuccess');
  scene.seconds(10);
  expect(scene.get<Deployment>('Deployment', 'shop').spec.replicas).toBe(0);
  expect(scene.pods()).toHaveLength(2);
});

test('a Deployment that goes is told at the next change of the Rollout', () => {
  const scene = referring('never');
  scene.store.delete('Deployment', SHOP, 'shop');
  scene.seconds(20);
  expect(scene.get<Rollout>('Rollout', 'shop').status?.phase).toBe('Healthy');
  scene.change<Rollout>('Rollout', 'shop', ({ metadata, ...was }) => ({
    ...was,
    metadata: { ...metadata, annotations: { ...metadata.annotations, note: 'look' } },
  }));
  scene.seconds(1);
  expect(scene.get<Rollout>('Rollout', 'shop').status?.message).toContain('deployments.apps "shop" not found');
});

test('a Deployment that is not there is told', () => {
  const scene = new Scene();
  const workloadRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'nobody' };
  scene.create(rollout('shop', { replicas: 1, strategy: { canary: {} }, workloadRef, template: undefined }));
  scene.seconds(1);
  expect(scene.get<Rollout>('Rollout', 'shop').status?.message).toContain('deployments.apps "nobody" not found');
});

test('a Rollout of another instance of the controller is left alone, also from the middle of its way on', () => {
  const scene = referring('never');
  scene.change<Rollout>('Rollout', 'shop', ({ metadata, ...was }) => ({
    ...was,
    metadata: { ...metadata, labels: { 'argo-rollouts.argoproj.io/controller-instance-id': 'other' } },
  }));
  const { status } = scene.get<Rollout>('Rollout', 'shop');
  scene.change<Deployment>('Deployment', 'shop', (was) => ({
    ...was,
    spec: { ...was.spec, template: template('shop', '2.0.0') },
  }));
  scene.seconds(5);
  expect(scene.get<Rollout>('Rollout', 'shop').status).toEqual(status);
});
