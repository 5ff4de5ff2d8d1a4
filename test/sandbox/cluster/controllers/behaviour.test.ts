/** Pods that turn bad while they run, and what is seen of it. */
import { beforeEach, expect, test } from '@jest/globals';
import type { Pod } from '../../../../sandbox/cluster/controllers/kinds.ts';
import { BEHAVES, behaviourOf } from '../../../../sandbox/cluster/controllers/pods/behaviour.ts';
import { isReady } from '../../../../sandbox/cluster/controllers/pods/readiness.ts';
import { deployment, Scene, SHOP, service } from './scene.ts';

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
  scene.create(service('shop', 'shop'));
  scene.create(deployment('shop', '1.0.0', { replicas: 1 }));
  scene.seconds(5);
});

function behave(words: string): void {
  const [pod] = scene.pods();
  scene.change<Pod>('Pod', pod?.metadata.name ?? '', (was) => {
    return { ...was, metadata: { ...was.metadata, annotations: { ...was.metadata.annotations, [BEHAVES]: words } } };
  });
  scene.seconds(1);
}

const measured = (query: string) => scene.controllers.prometheus.query(query);
const ask = () => {
  const request = { method: 'GET', path: '/', headers: new Headers(), body: '' };
  return scene.controllers.pods.respondNow({ namespace: SHOP, service: 'shop', port: '' }, request)?.status;
};

test('words of the annotation are added to those of the tag, and win', () => {
  expect(behaviourOf('shop:1.0.0-slow100', 'err30-slow800')).toMatchObject({ errorShare: 0.3, latencyMs: 800 });
  expect(behaviourOf('shop:1.0.0-slow100')).toMatchObject({ errorShare: 0, latencyMs: 100 });
});

test('errors begin while it runs, are counted from then on, and end again', () => {
  const failed = 'sum(http_requests_total{code="500"})';
  scene.seconds(9);
  expect(measured(failed)).toEqual([0]);
  expect(ask()).toBe(200);
  behave('err100');
  scene.seconds(10);
  expect(ask()).toBe(500);
  expect(measured('sum(rate(http_requests_total{code="500"}[10s])) > 150')).toHaveLength(1);
  const [before = 0] = measured(failed) as readonly number[];
  behave('');
  scene.seconds(20);
  expect(ask()).toBe(200);
  const [after = 0] = measured(failed) as readonly number[];
  expect(before).toBeGreaterThan(1_000);
  // What came until it was healed is still there, and no more than that.
  expect(after).toBeGreaterThanOrEqual(before);
  expect(after - before).toBeLessThan(20);
  expect(measured('sum(rate(http_requests_total{code="500"}[10s]))')).toEqual([0]);
});

test('a crash takes it away from its Service, and it comes back as it was', () => {
  const pod = () => scene.pods()[0] as Pod;
  const began = pod().status?.containerStatuses?.[0]?.state;
  behave('err5');
  expect(pod().status?.containerStatuses?.[0]?.state).toEqual(began);
  behave('crash');
  expect(isReady(pod())).toBe(false);
  expect(pod().status?.containerStatuses?.[0]).toMatchObject({
    restartCount: 3,
    state: { waiting: { reason: 'CrashLoopBackOff' } },
  });
  expect(ask()).toBeUndefined();
  behave('');
  expect(isReady(pod())).toBe(true);
  expect(ask()).toBe(200);
});
