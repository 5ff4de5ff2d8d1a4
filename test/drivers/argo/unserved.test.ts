/** Whether an update waits for a person before anybody is on the new version: where not, no rollback is rehearsed there. */
import { snapshotOf } from '../../../src/drivers/argo/snapshot.ts';
import { blueGreenFacts, canaryFacts } from './builders.ts';

const scaled = { setCanaryScale: { replicas: 1 } };
const gate = { pause: {} };

test.each<[string, readonly object[], boolean]>([
  ['pods of its own and a gate', [scaled, gate, { setWeight: 20 }], true],
  ['an analysis before the gate', [scaled, { analysis: {} }, gate, { setWeight: 20 }], true],
  ['a weight of nothing', [{ setWeight: 0 }, scaled, gate], true],
  ['weight before the gate', [{ setWeight: 1 }, gate], false],
  ['a gate before any pod', [gate, { setWeight: 20 }], false],
  ['a pause that ends by itself', [scaled, { pause: { duration: '1m' } }, { setWeight: 20 }, gate], false],
  ['some people by a header', [scaled, { setHeaderRoute: {} }, gate], false],
  ['a copy of the traffic', [scaled, { setMirrorRoute: {} }, gate], false],
  ['no steps', [], false],
])('a canary with %s', (_, steps, expected) => {
  expect(snapshotOf(canaryFacts({ canary: { steps } })).waitsUnserved).toBe(expected);
});

test('blue-green, unless it switches by itself', () => {
  const facts = blueGreenFacts();
  const { blueGreen } = facts.rollout;
  const switching = {
    ...facts,
    rollout: { ...facts.rollout, blueGreen: blueGreen && { ...blueGreen, autoPromotion: true } },
  };
  expect([snapshotOf(facts).waitsUnserved, snapshotOf(switching).waitsUnserved]).toEqual([true, false]);
});
