/** The pod that is made for debugging: whose it is not, what it loses, and what it has. */
import { debugPod } from '../../../src/drivers/argo/debug-pod.ts';
import type { PodTemplate } from '../../../src/drivers/argo/objects.ts';
import { canaryFacts } from './builders.ts';

const { target } = canaryFacts();
const app = {
  name: 'app',
  image: 'ghcr.io/acme/shop:1.0.0',
  env: [{ name: 'LEVEL', value: 'info' }],
  readinessProbe: { httpGet: { path: '/', port: 80 } },
  livenessProbe: {},
  lifecycle: {},
};
const template = {
  metadata: { labels: { app: 'shop', 'rollouts-pod-template-hash': 'abc' }, annotations: { a: 'b' } },
  spec: { serviceAccountName: 'shop', containers: [app, { name: 'proxy', image: 'envoy:1', startupProbe: {} }] },
} as unknown as PodTemplate;
const wanted = {
  name: 'shop-production-1',
  hash: 'abc',
  image: 'ghcr.io/acme/shop:1.0.0-debug',
  beside: false,
  seconds: 1_800,
};

test('has no label but its own, so nobody takes it for one of theirs', () => {
  expect(debugPod(template, target, wanted)).toMatchObject({
    metadata: { name: wanted.name, namespace: 'shop', labels: { 'rollbridge.dev/debug': wanted.name } },
  });
  expect(JSON.stringify(debugPod(template, target, wanted))).not.toMatch(
    /"app":"shop"|template-hash|ownerReferences|annotations/,
  );
});

test('is not restarted nor waited for, and ends without us', () => {
  const pod = debugPod(template, target, wanted);
  expect(pod).toMatchObject({
    spec: { restartPolicy: 'Never', activeDeadlineSeconds: 1_800, serviceAccountName: 'shop' },
  });
  expect(JSON.stringify(pod)).not.toMatch(/Probe|lifecycle/);
});

test('has the image in place of its own container, or beside it', () => {
  const containers = (beside: boolean) =>
    (
      debugPod(template, target, { ...wanted, beside }) as { spec: { containers: { name: string; image: string }[] } }
    ).spec.containers.map(({ name, image }) => `${name} ${image}`);
  expect(containers(false)).toEqual([`app ${wanted.image}`, 'proxy envoy:1']);
  expect(containers(true)).toEqual([`app ${app.image}`, 'proxy envoy:1', `debug ${wanted.image}`]);
});
