/** How many pods a disruption budget needs and has, and whether one more may go. */
import { expect, test } from '@jest/globals';
import type { KubeObject } from '../../../../sandbox/cluster/objects.ts';
import {
  allows,
  type Budget,
  type BudgetedPod,
  budgetsOf,
  countOf,
  countsForNone,
} from '../../../../sandbox/cluster/store/budgets.ts';

const OWNER = { controller: true, apiVersion: 'apps/v1', uid: '' };

/** A Deployment of four with its ReplicaSet, which has two by now, and a ReplicaSet of a Rollout. */
const owners: readonly KubeObject[] = [
  { kind: 'Deployment', metadata: { name: 'web', uid: 'd' }, spec: { replicas: 4 } },
  {
    kind: 'ReplicaSet',
    metadata: { name: 'web-1', uid: 'r', ownerReferences: [{ ...OWNER, kind: 'Deployment', name: 'web' }] },
    spec: { replicas: 2 },
  },
  {
    kind: 'ReplicaSet',
    metadata: { name: 'pay-1', uid: 's', ownerReferences: [{ ...OWNER, kind: 'Rollout', name: 'pay' }] },
    spec: { replicas: 3 },
  },
] as unknown as readonly KubeObject[];

function pod(set: string, ready = true, more: object = {}): BudgetedPod {
  const ownerReferences = [{ ...OWNER, kind: 'ReplicaSet', name: set }];
  const metadata = { name: 'p', namespace: 'shop', labels: { app: 'web' }, ownerReferences, ...more };
  const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False' }];
  return { kind: 'Pod', metadata, status: { phase: 'Running', conditions } } as unknown as BudgetedPod;
}

function budget(spec: Budget['spec']): Budget {
  const selector = { matchLabels: { app: 'web' } };
  return { kind: 'PodDisruptionBudget', metadata: { name: 'web' }, spec: { selector, ...spec } } as unknown as Budget;
}

function holding(...objects: readonly KubeObject[]) {
  const all = [...owners, ...objects] as readonly KubeObject[];
  return {
    get: <T extends KubeObject>(kind: string, _: string | null, name: string) =>
      (all.find((each) => each.kind === kind && each.metadata.name === name) ?? null) as T | null,
    list: <T extends KubeObject>(kind: string) => all.filter((each) => each.kind === kind) as unknown as readonly T[],
  };
}

test.each([
  ['a number that must be there', { minAvailable: 1 }, 'web-1', 1],
  ['a share of what the Deployment wants, whatever its ReplicaSet has', { minAvailable: '50%' }, 'web-1', 2],
  ['a share, rounded up', { minAvailable: '50%' }, 'pay-1', 2],
  ['so many that may be away', { maxUnavailable: 1 }, 'web-1', 3],
  ['a share that may be away, rounded up', { maxUnavailable: '30%' }, 'web-1', 2],
  ['more that may be away than are wanted', { maxUnavailable: 9 }, 'web-1', 0],
  ['nothing of its own, which is one', {}, 'web-1', 1],
])('a budget needs pods by %s', (_, spec, set, needed) => {
  expect(countOf(budget(spec), holding(pod(set), pod(set, false)))).toEqual({ needed, healthy: 1 });
});

test('one that is going is not counted, nor one of another label', () => {
  const going = pod('web-1', true, { deletionTimestamp: '2026-11-21T12:00:00Z' });
  const other = pod('web-1', true, { labels: { app: 'pay' } });
  expect(countOf(budget({ minAvailable: 1 }), holding(going, other, pod('web-1'))).healthy).toBe(1);
});

test.each([
  ['a healthy one while more are there than needed', true, { needed: 1, healthy: 2 }, {}, true],
  ['a healthy one that is needed', true, { needed: 1, healthy: 1 }, {}, false],
  ['one that is not healthy while enough are', false, { needed: 1, healthy: 1 }, {}, true],
  ['one that is not healthy while too few are', false, { needed: 2, healthy: 1 }, {}, false],
  ['the same where that is allowed', false, { needed: 2, healthy: 1 }, { always: true }, true],
])('of pods may go: %s: %j', (_, ready, count, { always = false }: { always?: boolean }, may) => {
  const spec = always ? { unhealthyPodEvictionPolicy: 'AlwaysAllow' as const } : {};
  expect(allows(budget(spec), pod('web-1', ready), count)).toBe(may);
});

test('a budget without a selector is about nobody, and one that selects all is about all', () => {
  const about = (selector: object | undefined) => {
    const one = { ...budget({}), spec: { ...(selector && { selector }) } } as Budget;
    return budgetsOf(pod('web-1'), holding(one)).length;
  };
  expect([about(undefined), about({}), about({ matchLabels: { app: 'pay' } })]).toEqual([0, 1, 0]);
});

test.each([
  ['Pending', {}, true],
  ['Succeeded', {}, true],
  ['Running', {}, false],
  ['Running', { deletionTimestamp: '2026-11-21T12:00:00Z' }, true],
])('a pod that is %s %j counts for no budget: %j', (phase, more, none) => {
  const one = pod('web-1', true, more);
  expect(countsForNone({ ...one, status: { ...one.status, phase } })).toBe(none);
});
