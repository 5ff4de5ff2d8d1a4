/** Another number of pods at the Rollout: which write, when it is there, and who else has the say. */
import { autoscalerOf } from '../../../src/drivers/argo/autoscaler.ts';
import { requestOf } from '../../../src/drivers/argo/moves.ts';
import { steer } from '../../../src/drivers/argo/steer.ts';
import { Trail } from '../../../src/drivers/argo/trail.ts';
import type { Connection } from '../../../src/kubernetes/connection.ts';
import { backFacts, NOW, OLD, replicaSet } from './builders.ts';

const goal = { verb: 'scale', from: 2, to: 5 } as const;
const pods = (desired: number) => ({ desired, current: desired, updated: desired, ready: desired, available: desired });
const facts = (desired: number, available: number, rollout: object = {}) =>
  backFacts({
    rollout: { replicas: pods(desired), ...rollout },
    facts: { replicaSets: [replicaSet(OLD, { available })] },
  });

test.each([
  ['is set where it is as it was', facts(2, 2), 'scale'],
  ['waits until it is seen', facts(5, 2, { generationSeen: false }), 'wait'],
  ['waits for the pods', facts(5, 4), 'wait'],
  ['is there when all pods are', facts(5, 5), 'done'],
  ['overrules nobody', facts(3, 3), 'impossible'],
])('the number %s', (_, now, expected) => {
  const next = steer(goal, now, new Trail(NOW), NOW);
  expect(next.do === 'move' ? next.move.name : next.do).toBe(expected);
});

test('a number that somebody has set back is not set again', () => {
  const trail = new Trail(NOW);
  trail.record({ name: 'scale', basis: { replicas: 2 }, to: 5 }, NOW);
  expect(steer(goal, facts(2, 2), trail, NOW).do).toBe('impossible');
});

test.each([
  ['the number that was seen', { replicas: 2 }, { op: 'test', path: '/spec/replicas', value: 2 }],
  [
    'the object, where it says none',
    { resourceVersion: '7' },
    { op: 'test', path: '/metadata/resourceVersion', value: '7' },
  ],
])('the write is bound to %s', (_, basis, expected) => {
  const { target } = facts(2, 2);
  expect(requestOf(target, { name: 'scale', basis, to: 5 }).body).toEqual([
    expected,
    { op: 'add', path: '/spec/replicas', value: 5 },
  ]);
});

test('a Rollout that says no number is scaled all the same', () => {
  const next = steer({ ...goal, from: 1 }, facts(1, 1, { saysReplicas: false }), new Trail(NOW), NOW);
  expect(next).toMatchObject({ do: 'move', move: { basis: { resourceVersion: '7' } } });
});

describe('who has the say', () => {
  const scaler = (ref: object, metadata: object = {}) => ({
    metadata: { name: 'hpa', ...metadata },
    spec: { scaleTargetRef: ref, minReplicas: 2, maxReplicas: 10 },
  });
  const shop = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'shop' };
  const keda = { ownerReferences: [{ kind: 'ScaledObject', name: 'shop-so' }] };

  test.each([
    ['nobody', [], null],
    [
      'an autoscaler of this Rollout',
      [scaler(shop)],
      { kind: 'HorizontalPodAutoscaler', name: 'hpa', min: 2, max: 10 },
    ],
    ['KEDA, by the one that it owns', [scaler(shop, keda)], { kind: 'ScaledObject', name: 'shop-so', min: 2, max: 10 }],
    ['nobody where it is of another Rollout', [scaler({ ...shop, name: 'cart' })], null],
    ['nobody where it is of a Deployment', [scaler({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'shop' })], null],
  ])('is %s', async (_, items, expected) => {
    const connection = { request: () => Promise.resolve({ items }) } as unknown as Connection;
    expect(await autoscalerOf(connection, facts(2, 2).target)).toEqual(expected);
  });
});
