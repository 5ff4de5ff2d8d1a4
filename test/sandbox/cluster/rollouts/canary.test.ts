import type { Ingress, Service } from '../../../../sandbox/cluster/controllers/kinds.ts';
import type { Rollout } from '../../../../sandbox/cluster/rollouts/kinds.ts';
import { Scene, SHOP, service, template } from '../controllers/scene.ts';
import { canaryScene, ingress, rollout, setImage, setStatus, setTemplate } from './objects.ts';

const shop = (scene: Scene) => scene.get<Rollout>('Rollout', 'shop');
const phase = (scene: Scene) => `${shop(scene).status?.phase}: ${shop(scene).status?.message ?? ''}`;
const weight = (scene: Scene) => {
  const { annotations } = scene.get<Ingress>('Ingress', 'shop-shop-canary').metadata;
  return annotations?.['nginx.ingress.kubernetes.io/canary-weight'];
};
const images = (scene: Scene) =>
  scene
    .pods()
    .map(({ spec }) => spec.containers[0]?.image.split(':')[1])
    .sort();
const count = (scene: Scene, tag: string) => images(scene).filter((image) => image === tag).length;
const hashOf = (scene: Scene, name: string) => {
  return scene.get<Service>('Service', name).spec.selector?.['rollouts-pod-template-hash'];
};

function paused(tag = '2.0.0', canary: object = {}): Scene {
  const scene = canaryScene(canary);
  setImage(scene, 'shop', tag);
  scene.seconds(4);
  return scene;
}

test('the first revision is deployed without any step', () => {
  const scene = canaryScene();
  expect(phase(scene)).toBe('Healthy: ');
  expect(shop(scene).status).toMatchObject({ currentStepIndex: 4, observedGeneration: '2', selector: 'app=shop' });
  expect(scene.events('Rollout').at(0)).toBe('RolloutAddedToInformer: Rollout resource added to informer: shop/shop');
  expect(scene.errors).toEqual([]);
});

test('an abort sends all traffic back, and the new pods go after their delay', () => {
  const scene = paused();
  expect([phase(scene), weight(scene)]).toEqual(['Paused: CanaryPauseStep', '20']);
  setStatus(scene, 'shop', { abort: true });
  scene.seconds(1);
  expect(phase(scene)).toBe('Degraded: RolloutAborted: Rollout aborted update to revision 2');
  expect([weight(scene), count(scene, '2.0.0'), shop(scene).status?.currentStepIndex]).toEqual(['0', 1, 0]);
  expect(hashOf(scene, 'shop-canary')).toBe(shop(scene).status?.stableRS);
  scene.seconds(6);
  expect(count(scene, '2.0.0')).toBe(0);
  setStatus(scene, 'shop', { abort: null });
  scene.seconds(4);
  expect([phase(scene), weight(scene)]).toEqual(['Paused: CanaryPauseStep', '20']);
});

test('without flapping, the canary Service is written once after an abort; with it, again and again', () => {
  const writes = (flapping: boolean) => {
    const scene = paused();
    scene.controllers.rollouts.faults = { lostWakeUps: false, flapping };
    let seen = 0;
    scene.store.watch('Service', () => {
      seen += 1;
    });
    setStatus(scene, 'shop', { abort: true });
    scene.seconds(3);
    return seen;
  };
  expect(writes(false)).toBe(1);
  expect(writes(true)).toBeGreaterThan(20);
});

test('an abort waits at its weight while a stable pod is not ready', () => {
  const scene = paused();
  const stable = scene.pods().find(({ spec }) => spec.containers[0]?.image.endsWith(':1.0.0'));
  scene.store.delete('Pod', SHOP, stable?.metadata.name ?? '');
  scene.seconds(0.2);
  setStatus(scene, 'shop', { abort: true });
  scene.seconds(0.3);
  expect([phase(scene).split(':')[0], weight(scene)]).toEqual(['Degraded', '20']);
  scene.seconds(3);
  expect(weight(scene)).toBe('0');
});

test('a flag that comes with a new template is gone once that is seen', () => {
  const scene = canaryScene();
  setImage(scene, 'shop', '2.0.0');
  setStatus(scene, 'shop', { promoteFull: true, abort: true });
  scene.seconds(4);
  expect(phase(scene)).toBe('Paused: CanaryPauseStep');
  expect([shop(scene).status?.promoteFull, shop(scene).status?.abort]).toEqual([undefined, undefined]);
});

test('a promotion in full skips all steps, and moves traffic once everything is there', () => {
  const scene = paused();
  setStatus(scene, 'shop', { promoteFull: true });
  scene.seconds(0.5);
  expect([phase(scene).split(':')[0], weight(scene)]).toEqual(['Progressing', '20']);
  scene.seconds(2);
  expect([phase(scene), weight(scene)]).toEqual(['Healthy: ', '0']);
  expect(hashOf(scene, 'shop-stable')).toBe(shop(scene).status?.currentPodHash);
});

test('the stable template in the middle of an update ends it at once', () => {
  const scene = paused();
  setTemplate(scene, 'shop', '1.0.0');
  scene.seconds(1);
  expect([phase(scene), weight(scene)]).toEqual(['Healthy: ', '0']);
  expect(scene.events('Rollout')).toContain('SkipSteps: Rollback to stable ReplicaSets');
});

test('going back within the rollback window skips steps and pauses', () => {
  const scene = paused();
  setStatus(scene, 'shop', { promoteFull: true });
  scene.seconds(4);
  scene.change<Rollout>('Rollout', 'shop', (was) => {
    return { ...was, spec: { ...was.spec, rollbackWindow: { revisions: 1 }, template: template('shop', '1.0.0') } };
  });
  scene.seconds(2);
  expect(phase(scene)).toBe('Healthy: ');
  expect(scene.events('Rollout')).toContain('SkipSteps: Rollback to active ReplicaSets within RollbackWindow');
});

test('pods that crash keep the update from going on, until its deadline', () => {
  const scene = canaryScene();
  scene.change<Rollout>('Rollout', 'shop', (was) => ({ ...was, spec: { ...was.spec, progressDeadlineSeconds: 20 } }));
  setImage(scene, 'shop', '2.0.0-crash');
  scene.seconds(10);
  expect([phase(scene), weight(scene)]).toEqual(['Progressing: more replicas need to be updated', '0']);
  scene.seconds(20);
  expect(phase(scene)).toMatch(
    /^Degraded: ProgressDeadlineExceeded: ReplicaSet "shop-\w+" has timed out progressing\.$/,
  );
});

test('with an abort for its deadline, an update that does not come up is taken back', () => {
  const scene = canaryScene();
  scene.change<Rollout>('Rollout', 'shop', (was) => {
    return { ...was, spec: { ...was.spec, progressDeadlineSeconds: 20, progressDeadlineAbort: true } };
  });
  setImage(scene, 'shop', '2.0.0-pull');
  scene.seconds(30);
  expect(shop(scene).status?.abort).toBe(true);
  expect(phase(scene)).toContain('Degraded');
});

test('somebody who pauses it stops it where it is', () => {
  const scene = canaryScene();
  scene.change<Rollout>('Rollout', 'shop', (was) => ({ ...was, spec: { ...was.spec, paused: true } }));
  setImage(scene, 'shop', '2.0.0');
  scene.seconds(5);
  expect([phase(scene), count(scene, '2.0.0')]).toEqual(['Paused: manually paused', 0]);
  scene.change<Rollout>('Rollout', 'shop', (was) => ({ ...was, spec: { ...was.spec, paused: false } }));
  scene.seconds(5);
  expect([phase(scene), count(scene, '2.0.0')]).toEqual(['Paused: CanaryPauseStep', 1]);
});

test('a third version on the way leaves the second one', () => {
  const scene = paused();
  setImage(scene, 'shop', '3.0.0');
  scene.seconds(5);
  expect([count(scene, '1.0.0'), count(scene, '2.0.0'), count(scene, '3.0.0')]).toEqual([5, 0, 1]);
  expect([phase(scene), weight(scene)]).toEqual(['Paused: CanaryPauseStep', '20']);
});

test('more pods are had at once, also in the middle of an update', () => {
  const scene = paused();
  scene.change<Rollout>('Rollout', 'shop', (was) => ({ ...was, spec: { ...was.spec, replicas: 10 } }));
  scene.seconds(4);
  expect([count(scene, '1.0.0'), count(scene, '2.0.0')]).toEqual([10, 2]);
});

test('a restart replaces every pod and says so', () => {
  const scene = canaryScene();
  const before = scene.pods().map(({ metadata }) => metadata.uid);
  const restartAt = new Date(scene.time.now() + 1_000).toISOString().replace(/\.\d+/, '');
  scene.change<Rollout>('Rollout', 'shop', (was) => ({ ...was, spec: { ...was.spec, restartAt } }));
  scene.seconds(2);
  expect(phase(scene)).toBe('Progressing: rollout is restarting');
  scene.seconds(180);
  expect([phase(scene), shop(scene).status?.restartedAt]).toEqual(['Healthy: ', restartAt]);
  expect(scene.pods().filter(({ metadata }) => before.includes(metadata.uid))).toEqual([]);
});

test('only so many old ReplicaSets are kept', () => {
  const scene = canaryScene({ steps: [], scaleDownDelaySeconds: 1 });
  scene.change<Rollout>('Rollout', 'shop', (was) => ({ ...was, spec: { ...was.spec, revisionHistoryLimit: 1 } }));
  for (const tag of ['2.0.0', '3.0.0', '4.0.0']) {
    setImage(scene, 'shop', tag);
    scene.seconds(8);
  }
  const kept = scene.sets().map(({ spec }) => spec.template.spec.containers[0]?.image.split(':')[1]);
  expect(kept.sort()).toEqual(['3.0.0', '4.0.0']);
});

test('a Rollout without its Services says what is wrong, and goes on once they are there', () => {
  const scene = new Scene();
  const strategy = {
    canary: {
      stableService: 'shop-stable',
      canaryService: 'shop-canary',
      trafficRouting: { nginx: { stableIngress: 'shop' } },
      steps: [{ setWeight: 20 }],
    },
  };
  scene.create(rollout('shop', { replicas: 1, strategy }));
  scene.seconds(1);
  expect(phase(scene)).toBe(
    'Degraded: InvalidSpec: The Rollout "shop" is invalid: spec.strategy.canary.stableService: Invalid value: "shop-stable": service "shop-stable" not found',
  );
  scene.create(service('shop-stable', 'shop'));
  scene.create(service('shop-canary', 'shop'));
  scene.create(ingress('shop', 'shop-stable'));
  scene.seconds(5);
  expect(phase(scene)).toBe('Healthy: ');
});

test.each([
  [
    { steps: [{ setWeight: 120 }] },
    'spec.strategy.steps[0].setWeight: Invalid value: 120: SetWeight needs to be between 0 and 100',
  ],
  [{ canaryService: 'shop-stable' }, 'the same service for the stable and canary services'],
  [{ trafficRouting: { nginx: { stableIngress: 'nobody' } } }, 'ingress.networking.k8s.io "nobody" not found'],
  [{ steps: [{ analysis: { templates: [{ templateName: 'nobody' }] } }] }, "AnalysisTemplate 'nobody' not found"],
])('a canary with %j is invalid: %s', (canary, why) => {
  const scene = canaryScene(canary);
  expect(phase(scene)).toContain(`Degraded: InvalidSpec: The Rollout "shop" is invalid: `);
  expect(phase(scene)).toContain(why);
});

test('without a router, pods are shared by weight, and an abort takes them back', () => {
  const scene = canaryScene({
    trafficRouting: undefined,
    scaleDownDelaySeconds: undefined,
    abortScaleDownDelaySeconds: undefined,
    steps: [{ setWeight: 40 }, { pause: {} }],
  });
  setImage(scene, 'shop', '2.0.0');
  scene.seconds(10);
  expect([count(scene, '1.0.0'), count(scene, '2.0.0'), phase(scene)]).toEqual([3, 2, 'Paused: CanaryPauseStep']);
  expect(shop(scene).status?.canary?.weights).toBeUndefined();
  setStatus(scene, 'shop', { abort: true });
  scene.seconds(10);
  expect([count(scene, '1.0.0'), count(scene, '2.0.0')]).toEqual([5, 0]);
});

test('a stable version that scales with its traffic shrinks as the canary grows, and grows back first on an abort', () => {
  const steps = [{ setWeight: 40 }, { pause: {} }, { setWeight: 80 }, { pause: {} }];
  const scene = canaryScene({
    dynamicStableScale: true,
    scaleDownDelaySeconds: undefined,
    abortScaleDownDelaySeconds: undefined,
    steps,
  });
  setImage(scene, 'shop', '2.0.0');
  scene.seconds(8);
  expect([count(scene, '1.0.0'), count(scene, '2.0.0'), weight(scene)]).toEqual([3, 2, '40']);
  setStatus(scene, 'shop', { pauseConditions: null });
  scene.seconds(8);
  expect([count(scene, '1.0.0'), count(scene, '2.0.0'), weight(scene)]).toEqual([1, 4, '80']);
  setStatus(scene, 'shop', { abort: true });
  scene.seconds(0.5);
  expect(weight(scene)).toBe('80');
  scene.seconds(15);
  expect([count(scene, '1.0.0'), count(scene, '2.0.0'), weight(scene)]).toEqual([5, 0, '0']);
});

test('a write right after one of the controller is lost while that is wanted, until something else changes', () => {
  const scene = canaryScene();
  scene.controllers.rollouts.faults = { lostWakeUps: true, flapping: false };
  setImage(scene, 'shop', '2.0.0');
  while (shop(scene).status?.phase !== 'Paused') scene.time.advance(1);
  scene.time.advance(30);
  setStatus(scene, 'shop', { abort: true });
  scene.seconds(20);
  expect([shop(scene).status?.abort, shop(scene).status?.abortedAt, phase(scene)]).toEqual([
    true,
    undefined,
    'Paused: CanaryPauseStep',
  ]);
  scene.change<Rollout>('Rollout', 'shop', (was) => {
    return { ...was, metadata: { ...was.metadata, annotations: { ...was.metadata.annotations, nudge: '1' } } };
  });
  scene.seconds(1);
  expect(phase(scene)).toContain('Degraded: RolloutAborted');
});

test('nothing happens while the controller is away, and everything once it is back', () => {
  const scene = canaryScene();
  scene.controllers.argoStopped = true;
  setImage(scene, 'shop', '2.0.0');
  scene.seconds(10);
  expect([count(scene, '2.0.0'), shop(scene).status?.observedGeneration]).toEqual([0, '2']);
  scene.controllers.argoStopped = false;
  scene.seconds(5);
  expect(phase(scene)).toBe('Paused: CanaryPauseStep');
});

test('labels of a role come and go with it', () => {
  const scene = paused('2.0.0', {
    canaryMetadata: { labels: { role: 'canary' } },
    stableMetadata: { labels: { role: 'stable' } },
  });
  const roles = () =>
    scene.pods().map(({ metadata, spec }) => `${spec.containers[0]?.image.split(':')[1]} ${metadata.labels?.role}`);
  expect([...new Set(roles())].sort()).toEqual(['1.0.0 stable', '2.0.0 canary']);
  setStatus(scene, 'shop', { promoteFull: true });
  scene.seconds(4);
  expect([...new Set(roles())].sort()).toEqual(['1.0.0 undefined', '2.0.0 stable']);
});

test('Services of a Rollout that is gone select by their own labels again', () => {
  const scene = canaryScene();
  scene.store.delete('Rollout', SHOP, 'shop');
  scene.seconds(3);
  expect(scene.get<Service>('Service', 'shop-stable').spec.selector).toEqual({ app: 'shop' });
  expect(scene.pods()).toEqual([]);
  expect(scene.errors).toEqual([]);
});
