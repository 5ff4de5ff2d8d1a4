import type { Deployment, EndpointSlice, Job } from '../../../../sandbox/cluster/controllers/kinds.ts';
import { deployment, Scene, SHOP, service, template } from './scene.ts';

function reasonOf({ status }: Deployment, type: string): string | undefined {
  const found = status?.conditions?.find((each) => each.type === type);
  return `${found?.status} ${found?.reason}`;
}

function withTag(tag: string) {
  return (was: Deployment) => ({ ...was, spec: { ...was.spec, template: template('pay', tag) } });
}

test('a Deployment runs as many pods as it asks for, and says when all are there', () => {
  const scene = new Scene();
  scene.create(deployment('pay', '1.0.0'));
  scene.seconds(0.5);
  expect(scene.get<Deployment>('Deployment', 'pay').status).toMatchObject({ replicas: 3, unavailableReplicas: 3 });
  scene.seconds(1.5);
  const done = scene.get<Deployment>('Deployment', 'pay');
  expect(done.status).toMatchObject({
    observedGeneration: done.metadata.generation,
    updatedReplicas: 3,
    readyReplicas: 3,
  });
  expect(done.status?.unavailableReplicas).toBeUndefined();
  expect(reasonOf(done, 'Progressing')).toBe('True NewReplicaSetAvailable');
  expect(reasonOf(done, 'Available')).toBe('True MinimumReplicasAvailable');
  expect(done.metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('1');
  expect(scene.errors).toEqual([]);
});

test('a new template replaces pod by pod, and never leaves too few', () => {
  const scene = new Scene();
  scene.create(deployment('pay', '1.0.0'));
  scene.seconds(3);
  scene.change('Deployment', 'pay', withTag('2.0.0'));
  for (let tick = 0; tick < 100; tick++) {
    scene.time.advance(100);
    const { replicas = 0, availableReplicas = 0 } = scene.get<Deployment>('Deployment', 'pay').status ?? {};
    expect([availableReplicas >= 3, replicas <= 4]).toEqual([true, true]);
  }
  expect(scene.pods().map(({ spec }) => spec.containers[0]?.image)).toEqual(Array(3).fill('ghcr.io/acme/pay:2.0.0'));
  expect(scene.events('Deployment')).toContainEqual(expect.stringMatching(/^ScalingReplicaSet: Scaled up replica set/));
});

test('a template that never becomes ready stops on the way, and is given up after its deadline', () => {
  const scene = new Scene();
  scene.create(deployment('pay', '1.0.0', { progressDeadlineSeconds: 20 }));
  scene.seconds(3);
  scene.change('Deployment', 'pay', withTag('2.0.0-notready'));
  scene.seconds(15);
  expect(reasonOf(scene.get('Deployment', 'pay'), 'Progressing')).toBe('True ReplicaSetUpdated');
  scene.seconds(10);
  expect(reasonOf(scene.get('Deployment', 'pay'), 'Progressing')).toBe('False ProgressDeadlineExceeded');
  expect(scene.get<Deployment>('Deployment', 'pay').status?.availableReplicas).toBe(3);
});

test('an old template gets its old ReplicaSet back, with a new number', () => {
  const scene = new Scene();
  scene.create(deployment('pay', '1.0.0'));
  scene.seconds(3);
  scene.change('Deployment', 'pay', withTag('2.0.0'));
  scene.seconds(15);
  scene.change('Deployment', 'pay', withTag('1.0.0'));
  scene.seconds(15);
  const active = scene.sets().filter(({ spec }) => spec.replicas === 3);
  expect(scene.sets()).toHaveLength(2);
  expect(active.map(({ metadata }) => metadata.annotations)).toMatchObject([
    { 'deployment.kubernetes.io/revision': '3', 'deployment.kubernetes.io/revision-history': '1' },
  ]);
});

test('a paused Deployment keeps its pods, and one made smaller loses some', () => {
  const scene = new Scene();
  scene.create(deployment('pay', '1.0.0', { paused: false }));
  scene.seconds(3);
  scene.change<Deployment>('Deployment', 'pay', (was) => {
    return { ...withTag('2.0.0')(was), spec: { ...withTag('2.0.0')(was).spec, paused: true } };
  });
  scene.seconds(5);
  expect(scene.pods().map(({ spec }) => spec.containers[0]?.image)).toEqual(Array(3).fill('ghcr.io/acme/pay:1.0.0'));
  scene.change<Deployment>('Deployment', 'pay', (was) => ({ ...was, spec: { ...was.spec, replicas: 1 } }));
  scene.seconds(5);
  expect(scene.pods()).toHaveLength(1);
});

test('a Deployment that recreates has no pods of two templates at once', () => {
  const scene = new Scene();
  scene.create(deployment('pay', '1.0.0', { strategy: { type: 'Recreate' } }));
  scene.seconds(3);
  scene.change('Deployment', 'pay', withTag('2.0.0'));
  const kinds = new Set<number>();
  for (let tick = 0; tick < 60; tick++) {
    scene.time.advance(100);
    const there = scene.pods().filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    kinds.add(new Set(there.map(({ spec }) => spec.containers[0]?.image)).size);
  }
  expect([...kinds].sort()).toEqual([0, 1]);
  expect(scene.pods()).toHaveLength(3);
});

test('a slice of endpoints names the pods that are ready', () => {
  const scene = new Scene();
  scene.create(service('pay', 'pay'));
  scene.create(deployment('pay', '1.0.0'));
  scene.seconds(0.8);
  const slices = () => scene.store.list<EndpointSlice>('EndpointSlice', { namespace: SHOP });
  const ready = () => slices().flatMap(({ endpoints }) => endpoints.filter(({ conditions }) => conditions.ready));
  expect([slices().length, ready().length]).toEqual([1, 0]);
  scene.seconds(1);
  expect(ready()).toHaveLength(3);
  expect(slices()[0]?.metadata.labels?.['kubernetes.io/service-name']).toBe('pay');
  expect(slices()[0]?.ports).toEqual([{ name: 'http', port: 8080, protocol: 'TCP' }]);
});

function job(tag: string, spec: object = {}): object {
  const { metadata, spec: pod } = template('job', tag);
  const podTemplate = { metadata, spec: { ...pod, restartPolicy: 'Never' } };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'job', namespace: SHOP },
    spec: { template: podTemplate, ...spec },
  };
}

test('a Job runs until its work is done', () => {
  const scene = new Scene();
  scene.create(job('1.0.0'));
  scene.seconds(1.5);
  expect(scene.get<Job>('Job', 'job').status).toMatchObject({ active: 1, ready: 1 });
  scene.seconds(2);
  const { status } = scene.get<Job>('Job', 'job');
  expect(status).toMatchObject({ succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] });
  expect(status?.active).toBeUndefined();
  expect(scene.errors).toEqual([]);
});

test('a Job that fails tries as often as it may, then gives up', () => {
  const scene = new Scene();
  scene.create(job('1.0.0-fail', { backoffLimit: 1 }));
  scene.seconds(10);
  const { status } = scene.get<Job>('Job', 'job');
  expect(status).toMatchObject({ failed: 2, conditions: [{ type: 'Failed', reason: 'BackoffLimitExceeded' }] });
  expect(scene.pods()).toHaveLength(2);
});
