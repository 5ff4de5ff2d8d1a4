import type { Service } from '../../../../sandbox/cluster/controllers/kinds.ts';
import type { Rollout } from '../../../../sandbox/cluster/rollouts/kinds.ts';
import type { Scene } from '../controllers/scene.ts';
import { blueGreenScene, errorsTemplate, setImage, setStatus, setTemplate } from './objects.ts';

const pay = (scene: Scene) => scene.get<Rollout>('Rollout', 'pay');
const phase = (scene: Scene) => `${pay(scene).status?.phase}: ${pay(scene).status?.message ?? ''}`;
const hashOf = (scene: Scene, name: string) => {
  return scene.get<Service>('Service', name).spec.selector?.['rollouts-pod-template-hash'];
};
const isActive = (scene: Scene) => hashOf(scene, 'pay-active') === pay(scene).status?.currentPodHash;
const count = (scene: Scene, tag: string) => {
  return scene.pods().filter(({ spec }) => spec.containers[0]?.image.endsWith(`:${tag}`)).length;
};

function updated(blueGreen: object = {}, tag = '2.0.0'): Scene {
  const scene = blueGreenScene(blueGreen);
  setImage(scene, 'pay', tag);
  scene.seconds(4);
  return scene;
}

test('a preview waits for a person, then takes over, and the old version goes after its delay', () => {
  const scene = updated();
  expect([phase(scene), isActive(scene)]).toEqual(['Paused: BlueGreenPause', false]);
  expect(hashOf(scene, 'pay-preview')).toBe(pay(scene).status?.currentPodHash);
  setStatus(scene, 'pay', { pauseConditions: null });
  scene.seconds(1);
  expect([phase(scene), isActive(scene), count(scene, '1.0.0')]).toEqual(['Healthy: ', true, 3]);
  scene.seconds(12);
  expect(count(scene, '1.0.0')).toBe(0);
});

test('with promotion by itself nothing waits, or only so many seconds', () => {
  expect(isActive(updated({ autoPromotionEnabled: true }))).toBe(true);
  const scene = updated({ autoPromotionEnabled: true, autoPromotionSeconds: 10 });
  expect([phase(scene), isActive(scene)]).toEqual(['Paused: BlueGreenPause', false]);
  scene.seconds(12);
  expect([phase(scene), isActive(scene)]).toEqual(['Healthy: ', true]);
});

test('an abort before the switch leaves users where they are, and takes the preview down', () => {
  const scene = updated({ abortScaleDownDelaySeconds: 3 });
  setStatus(scene, 'pay', { abort: true });
  scene.seconds(1);
  expect([phase(scene), isActive(scene)]).toEqual([
    'Degraded: RolloutAborted: Rollout aborted update to revision 2',
    false,
  ]);
  scene.seconds(6);
  expect([count(scene, '1.0.0'), count(scene, '2.0.0')]).toEqual([3, 0]);
});

test('a smaller preview grows to its full size before it takes over', () => {
  const scene = updated({ previewReplicaCount: 1 });
  expect([phase(scene), count(scene, '2.0.0')]).toEqual(['Paused: BlueGreenPause', 1]);
  setStatus(scene, 'pay', { pauseConditions: null });
  scene.seconds(4);
  expect([phase(scene), isActive(scene), count(scene, '2.0.0')]).toEqual(['Healthy: ', true, 3]);
});

test('going back to a version that still stands is at once, without a pause', () => {
  const scene = updated();
  setStatus(scene, 'pay', { pauseConditions: null });
  scene.seconds(2);
  setTemplate(scene, 'pay', '1.0.0');
  scene.seconds(1);
  expect([phase(scene), isActive(scene)]).toEqual(['Healthy: ', true]);
});

test('pods that never come up are not switched to', () => {
  const scene = updated({ autoPromotionEnabled: true }, '2.0.0-notready');
  scene.seconds(30);
  expect([phase(scene), isActive(scene)]).toEqual(['Progressing: active service cutover pending', false]);
});

const ANALYSIS = { templates: [{ templateName: 'errors' }] };

function analysed(blueGreen: object, metric: object): Scene {
  const scene = blueGreenScene(blueGreen);
  scene.create(errorsTemplate(metric));
  scene.seconds(21);
  setImage(scene, 'pay', '2.0.0');
  scene.seconds(20);
  return scene;
}

const GOOD = { successCondition: 'result[0] == 0' };

test('an analysis before the switch lets it through, or takes it back', () => {
  const auto = { autoPromotionEnabled: true, prePromotionAnalysis: ANALYSIS };
  const good = analysed(auto, GOOD);
  expect([phase(good), isActive(good)]).toEqual(['Healthy: ', true]);
  const bad = analysed(auto, {});
  expect([isActive(bad), phase(bad)]).toEqual([
    false,
    'Degraded: RolloutAborted: Rollout aborted update to revision 2: Blue/green pre-promotion analysis phase error/failed: Metric "errors" assessed Failed due to failed (2) > failureLimit (1)',
  ]);
});

test('an analysis after the switch that fails switches back', () => {
  const scene = analysed({ autoPromotionEnabled: true, postPromotionAnalysis: ANALYSIS }, {});
  expect(hashOf(scene, 'pay-active')).toBe(pay(scene).status?.stableRS);
  expect(isActive(scene)).toBe(false);
  expect(phase(scene)).toContain('Blue/green post-promotion analysis phase error/failed');
  const good = analysed({ autoPromotionEnabled: true, postPromotionAnalysis: ANALYSIS }, GOOD);
  expect([phase(good), isActive(good)]).toEqual(['Healthy: ', true]);
});

test('the same Service twice is refused', () => {
  const scene = blueGreenScene({ previewService: 'pay-active' });
  expect(phase(scene)).toContain('uses the same service for the active and preview services');
});
