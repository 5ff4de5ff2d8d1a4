import type { TargetFacts } from '../../../src/drivers/argo/facts.ts';
import { courseOf, rehearsed } from '../../../src/drivers/argo/rehearsal.ts';
import type { Goal } from '../../../src/engine/ports.ts';
import { ApiError, Unreachable } from '../../../src/kubernetes/errors.ts';
import { type Asked, AskedConnection, permitting } from '../../kubernetes/asked-connection.ts';
import { backFacts, blueGreenFacts, canaryFacts, doneFacts, KEPT, NEW, NEW_IMAGE, NOW, OLD_IMAGE } from './builders.ts';

const start: Goal = { verb: 'start', image: NEW_IMAGE, found: OLD_IMAGE };
const rollback: Goal = { verb: 'rollback', from: { hash: NEW, image: NEW_IMAGE }, to: KEPT };

const refusing = (error: Error) => (asked: Asked) => {
  if (asked.method === 'PATCH') throw error;
  return permitting()(asked);
};

test('the first write goes to the API server exactly as it would be, as a dry run', async () => {
  const connection = new AskedConnection(permitting());
  const { write, why } = await rehearsed(connection, backFacts(), start, NOW);
  expect([write, why]).toEqual([{ what: 'patch rollouts/shop', accepted: true, said: null }, null]);
  const [patch] = connection.asked.filter(({ method }) => method === 'PATCH');
  expect(patch?.extras).toMatchObject({
    contentType: 'application/json-patch+json',
    query: { dryRun: 'All', fieldManager: 'rollbridge' },
    body: expect.arrayContaining([{ op: 'add', path: '/spec/template/spec/containers/0/image', value: NEW_IMAGE }]),
  });
  expect(connection.writes).toEqual([]);
});

test('a rollback is rehearsed by the write that moves traffic', async () => {
  const connection = new AskedConnection(permitting());
  const { write } = await rehearsed(connection, canaryFacts(), rollback, NOW);
  expect(write).toMatchObject({ what: 'patch rollouts/shop/status', accepted: true });
});

describe('of a template in a Deployment', () => {
  const place = { deployment: 'shop-app', pointer: '/spec/template/spec/containers/0', container: 'app' };
  const rollout = { images: [], workloadRef: { kind: 'Deployment', name: 'shop-app' }, workloadSeen: '4' };
  const workload = {
    generation: 4,
    images: [{ ...place, image: NEW_IMAGE }],
    drill: null,
    replicas: 0,
    manager: null,
    git: null,
  };
  const rehearsals = (facts: TargetFacts, goal: Goal) => {
    const connection = new AskedConnection(permitting());
    return rehearsed(connection, facts, goal, NOW).then(({ write }) => [
      write?.what,
      connection.asked
        .filter(({ method }) => method === 'PATCH')
        .map(({ path }) => path.split('/').slice(-2).join('/')),
    ]);
  };

  test('the write goes there', async () => {
    const facts = backFacts({
      rollout,
      facts: { workload: { ...workload, images: [{ ...place, image: OLD_IMAGE }] } },
    });
    expect(await rehearsals(facts, start)).toEqual(['patch deployments/shop-app', ['deployments/shop-app']]);
  });

  test('a window on the Rollout is rehearsed, and with it what it is set for', async () => {
    const facts = doneFacts('2026-11-21T12:05:00Z', { rollout, facts: { workload } });
    expect(await rehearsals(facts, rollback)).toEqual([
      'patch deployments/shop-app',
      ['rollouts/shop', 'deployments/shop-app'],
    ]);
  });

  test('a window that would be refused is the end of it', async () => {
    const denied = new ApiError(403, 'Forbidden', 'no windows here', 'PATCH', '/');
    const connection = new AskedConnection(refusing(denied));
    const facts = doneFacts('2026-11-21T12:05:00Z', { rollout, facts: { workload } });
    const { write } = await rehearsed(connection, facts, rollback, NOW);
    expect(write).toEqual({ what: 'patch rollouts/shop', accepted: false, said: 'no windows here' });
  });
});

test('what the API server says against it is kept, and a server that is away is no answer', async () => {
  const denied = new ApiError(403, 'Forbidden', 'admission webhook denied the request', 'PATCH', '/');
  const { write } = await rehearsed(new AskedConnection(refusing(denied)), backFacts(), start, NOW);
  expect(write).toMatchObject({ accepted: false, said: 'admission webhook denied the request' });
  const away = new AskedConnection(refusing(new Unreachable('PATCH', '/', 'gone')));
  await expect(rehearsed(away, backFacts(), start, NOW)).rejects.toThrow('no answer');
});

test.each([
  ['it is there already', canaryFacts()],
  ['the controller is at work on it', canaryFacts({ rollout: { generationSeen: false } })],
  ['the pod template has no container named app', canaryFacts({ rollout: { images: [] } })],
])('where nothing would be written it says why: %s', async (why, facts) => {
  const connection = new AskedConnection(permitting());
  expect(await rehearsed(connection, facts, start, NOW)).toMatchObject({ write: null, why });
  expect(connection.asked.every(({ method }) => method === 'POST')).toBe(true);
});

test('each right is asked for: those that traffic needs as a last resort only where it goes that way', async () => {
  const connection = new AskedConnection(permitting((right) => right === 'patch ingresses'));
  const { rights } = await rehearsed(connection, canaryFacts(), rollback, NOW);
  expect(rights.filter(({ allowed }) => !allowed)).toEqual([
    { cluster: 'home', namespace: 'shop', verb: 'patch', resource: 'ingresses', allowed: false },
  ]);
  expect(rights.map(({ verb, resource }) => `${verb} ${resource}`)).toEqual(
    expect.arrayContaining(['patch rollouts', 'patch rollouts/status', 'patch services', 'watch pods']),
  );
  const active = await rehearsed(connection, blueGreenFacts(), rollback, NOW);
  expect(active.rights.every(({ allowed }) => allowed)).toBe(true);
});

test('rights are asked for on what this target uses, where it is, and on nothing else', async () => {
  const virtualServices = [{ namespace: 'mesh', name: 'shop', routes: [] }];
  const router = { by: 'istio', virtualServices, rule: { name: 'shop', canary: 'canary', stable: 'stable' } } as const;
  const facts = canaryFacts({
    rollout: { workloadRef: { kind: 'Deployment', name: 'shop' } },
    canary: { router, stableService: null, canaryService: null },
  });
  const { rights } = await rehearsed(new AskedConnection(permitting()), facts, rollback, NOW);
  const written = rights
    .filter(({ verb }) => verb === 'patch')
    .map(({ namespace, resource }) => `${namespace} ${resource}`);
  expect(written).toEqual([
    'shop rollouts',
    'shop rollouts/status',
    'mesh virtualservices',
    'shop destinationrules',
    'shop deployments',
  ]);
  expect(rights.some(({ resource }) => resource === 'ingresses')).toBe(false);
});

describe('the course of an update', () => {
  test('of a canary is its steps, also those that Rollbridge has no word for', () => {
    const steps = [
      { setWeight: 20 },
      { pause: {} },
      { pause: { duration: 30 } },
      { pause: { duration: '10m' } },
      { analysis: {} },
      { setCanaryScale: { weight: 10 } },
      {},
    ];
    expect(courseOf(doneFacts(null, { canary: { steps } }))).toEqual({
      strategy: 'canary',
      steps: [
        { kind: 'weight', percent: 20 },
        { kind: 'pause', for: null },
        { kind: 'pause', for: '30s' },
        { kind: 'pause', for: '10m' },
        { kind: 'analysis' },
        { kind: 'other', name: 'setCanaryScale' },
        { kind: 'other', name: 'nothing' },
      ],
    });
  });

  test.each([
    [false, 0, ['preview', 'pause', 'switch']],
    [true, 30, ['preview', 'pause', 'switch']],
    [true, 0, ['preview', 'switch']],
  ])('of blue-green waits or not: autoPromotion %s after %s s', (autoPromotion, autoPromotionSeconds, kinds) => {
    const facts = blueGreenFacts();
    const blueGreen = { activeService: 'active', previewSelector: null, autoPromotion, autoPromotionSeconds };
    const course = courseOf({ rollout: { ...facts.rollout, blueGreen } });
    expect(course.steps.map(({ kind }) => kind)).toEqual(kinds);
  });
});
