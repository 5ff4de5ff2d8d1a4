/** Fields that the server fills in, as a real one was seen to fill them in. */
import { expect, test } from '@jest/globals';
import type { AnyObject } from '../../../../sandbox/cluster/objects.ts';
import { openStore, pod, template } from '../objects.ts';

function object(kind: string, more: object, apiVersion = 'v1'): AnyObject {
  return { apiVersion, kind, metadata: { name: 'a', namespace: 'shop' }, ...more };
}

test('a Service gets an address of its own, and keeps it', () => {
  const store = openStore();
  const spec = { selector: { app: 'a' }, ports: [{ port: 80 }] };
  const made = store.create(object('Service', { spec }));
  expect(made).toMatchObject({
    spec: {
      clusterIP: '10.96.0.10',
      clusterIPs: ['10.96.0.10'],
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      sessionAffinity: 'None',
      type: 'ClusterIP',
    },
    status: { loadBalancer: {} },
  });
  expect(made.metadata.managedFields?.[0]?.fieldsV1).not.toHaveProperty(['f:spec', 'f:clusterIP']);
  const second: AnyObject = { ...object('Service', { spec }), metadata: { name: 'b', namespace: 'shop' } };
  expect(store.create<AnyObject>(second).spec).toMatchObject({ clusterIP: '10.96.0.11' });
  const moved = store.update(object('Service', { spec: { ...spec, selector: { app: 'b' } } }));
  expect(moved.spec).toMatchObject({ clusterIP: '10.96.0.10', selector: { app: 'b' } });
});

test('a Service that is reached from outside gets ports on the nodes that nobody has', () => {
  const store = openStore();
  const spec = {
    type: 'NodePort',
    ports: [
      { port: 80, name: 'a' },
      { port: 81, name: 'b', nodePort: 30_000 },
    ],
  };
  store.create(object('Service', { spec }));
  const second = object('Service', { spec: { type: 'NodePort', ports: [{ port: 80 }] } });
  const made = store.create<AnyObject>({ ...second, metadata: { name: 'b', namespace: 'shop' } });
  expect((made.spec as { ports: { nodePort: number }[] }).ports[0]?.nodePort).toBeGreaterThan(30_000);
});

test('a Job finds its pods by its uid', () => {
  const { spec } = template('a');
  const made = openStore().create(object('Job', { spec: { template: { spec } } }, 'batch/v1'));
  const { uid } = made.metadata;
  expect(made).toMatchObject({
    metadata: { labels: { 'job-name': 'a', 'batch.kubernetes.io/controller-uid': uid } },
    spec: {
      backoffLimit: 6,
      completions: 1,
      parallelism: 1,
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
      template: { metadata: { labels: { 'batch.kubernetes.io/job-name': 'a' } } },
    },
  });
});

test('a pod waits, of a quality that its containers decide', () => {
  const quality = (resources: object) => {
    const made = openStore().create(pod('a', { containers: [{ name: 'app', image: 'a', resources }] }));
    return (made.status as { qosClass: string }).qosClass;
  };
  expect(openStore().create(pod('a'))).toMatchObject({
    metadata: { generation: 1 },
    spec: { serviceAccountName: 'default', enableServiceLinks: true },
    status: { phase: 'Pending' },
  });
  expect(quality({})).toBe('BestEffort');
  expect(quality({ requests: { cpu: '1' } })).toBe('Burstable');
  expect(quality({ limits: { cpu: 1, memory: '1Gi' } })).toBe('Guaranteed');
});

test.each([
  ['shop', 'Always'],
  ['shop:latest', 'Always'],
  ['shop:1.0.0', 'IfNotPresent'],
  ['registry:5000/shop', 'Always'],
  ['shop@sha256:abc', 'IfNotPresent'],
])('the image %s is pulled: %s', (image, policy) => {
  const made = openStore().create(pod('a', { containers: [{ name: 'app', image }] }));
  expect(made.spec).toMatchObject({ containers: [{ imagePullPolicy: policy }] });
});

test('a secret that is given as text is kept in base64', () => {
  const made = openStore().create(object('Secret', { stringData: { a: 'b' } }));
  expect(made).toMatchObject({ type: 'Opaque', data: { a: 'Yg==' } });
  expect(made).not.toHaveProperty('stringData');
});
