/** The Argo driver against a real controller: every goal from every state, seen on the objects that carry traffic. */
import type { VirtualService } from '../../src/drivers/argo/objects.ts';
import type { K8sObject } from '../../src/kubernetes/objects.ts';
import { type TargetSnapshot, trafficOf } from '../../src/model/snapshot.ts';
import { Bench, setUpBenches } from './support/bench.ts';
import { get, until } from './support/cluster.ts';
import {
  blueGreen,
  canaryBasic,
  canaryIstioHosts,
  canaryIstioSubsets,
  canaryNginx,
  IMAGE,
} from './support/workloads.ts';

setUpBenches();

describe('a canary behind NGINX', () => {
  test('goes its way through a pause by promote, and settles', async () => {
    const bench = await Bench.with(canaryNginx());
    const { hash } = await bench.update('2.0.0');
    await bench.promote();
    const end = await bench.see('settled', (snapshot) => snapshot.settled && snapshot.desiredHash === hash);
    expect(end.traffic).toEqual([{ hash, percent: 100 }]);
  });

  test('is taken back mid-way by abort, then by its template (row A)', async () => {
    const bench = await Bench.with(canaryNginx());
    const { kept, hash, goal } = await bench.update('2.0.0');
    await bench.see('the pause at 20 %', ({ pause, weight }) => pause !== null && weight?.actual === 20);
    expect(bench.driver.outlook(bench.target, goal).mechanism).toBe('abort-canary');
    expect(await bench.reach(goal)).toEqual(['abort', 'restore']);
    await bench.expectBack(kept, hash);
  });

  test('is taken back right after its start, before the controller saw it', async () => {
    const bench = await Bench.with(canaryNginx());
    const { kept, found } = await bench.driver.keep(bench.target);
    const image = `${IMAGE}:2.0.0`;
    await bench.driver.pursue(bench.target, { verb: 'start', image, found }).pass();
    await bench.reach({ verb: 'rollback', from: { hash: null, image }, to: kept });
    await bench.expectBack(kept, 'none');
  });

  test('is taken back after completion while the old version is up, by a rollback window (row B)', async () => {
    const bench = await Bench.with(canaryNginx());
    const { kept, hash, goal } = await bench.update('2.0.0');
    await bench.promote();
    await bench.see('settled', (snapshot) => snapshot.settled && snapshot.desiredHash === hash);
    expect(bench.driver.outlook(bench.target, goal).mechanism).toBe('restore-with-window');
    expect(await bench.reach(goal)).toEqual(['restore', 'restore-window']);
    await bench.expectBack(kept, hash);
    expect((await bench.rollout()).spec.rollbackWindow).toBeUndefined();
  });

  test('is taken back after completion with the old version gone, by template and full promotion (row C)', async () => {
    const bench = await Bench.with(
      canaryNginx({ strategy: { scaleDownDelaySeconds: 1 }, spec: { rollbackWindow: { revisions: 3 } } }),
    );
    const { kept, hash, goal } = await bench.update('2.0.0');
    await bench.promote();
    await bench.see(
      'the old version is down',
      ({ settled, versions }) => settled && !versions.some((v) => v.hash === kept.hash && v.current > 0),
    );
    expect(bench.driver.outlook(bench.target, goal).mechanism).toBe('restore-and-promote');
    expect(await bench.reach(goal)).toEqual(['restore', 'promote-full', 'restore-window']);
    await bench.expectBack(kept, hash);
    expect((await bench.rollout()).spec.rollbackWindow).toEqual({ revisions: 3 });
  });

  test('is aborted, and stays so', async () => {
    const bench = await Bench.with(canaryNginx());
    const { hash } = await bench.update('2.0.0');
    await bench.see('the pause', ({ pause }) => pause !== null);
    expect(await bench.reach({ verb: 'abort', hash })).toEqual(['abort']);
    const snapshot = await bench.driver.read(bench.target);
    expect([snapshot.phase, trafficOf(snapshot, hash)]).toEqual(['Aborted', 0]);
  });

  test('halts on pause, and goes on by resume', async () => {
    const bench = await Bench.with(canaryNginx());
    await bench.update('2.0.0');
    await bench.reach({ verb: 'pause' });
    await bench.see('the halt', ({ pause }) => pause?.reason === 'user');
    await bench.reach({ verb: 'resume' });
    await bench.see('the step pause', ({ pause }) => pause?.reason === 'step');
  });

  test('is promoted fully past its pauses', async () => {
    const bench = await Bench.with(canaryNginx());
    const { hash } = await bench.update('2.0.0');
    await bench.reach({ verb: 'promoteFull', hash });
    expect((await bench.driver.read(bench.target)).stableHash).toBe(hash);
  });
});

const ISTIO = [
  ['two Services', canaryIstioHosts],
  ['two subsets', canaryIstioSubsets],
] as const;

describe.each(ISTIO)('a canary behind an Istio VirtualService between %s', (_, workload) => {
  /** Weight of the canary in the VirtualService, beside a route that must never be touched. */
  async function canaryWeight(bench: Bench): Promise<number | undefined> {
    const service = await get<VirtualService>(bench.connection, 'VirtualService', bench.namespace, 'shop');
    const [docs, primary] = service?.spec?.http ?? [];
    expect(docs?.route).toEqual([{ destination: { host: 'docs' } }]);
    return primary?.route?.[1]?.weight;
  }

  test('goes its way, is read from its routes, and settles', async () => {
    const bench = await Bench.with(workload());
    const { kept, hash } = await bench.update('2.0.0');
    const paused = await bench.see('the pause at 20 %', ({ pause, weight }) => pause !== null && weight?.actual === 20);
    expect(paused.traffic).toEqual([
      { hash: kept.hash, percent: 80 },
      { hash, percent: 20 },
    ]);
    await bench.promote();
    const end = await bench.see('settled', (snapshot) => snapshot.settled && snapshot.desiredHash === hash);
    expect([end.traffic, await canaryWeight(bench)]).toEqual([[{ hash, percent: 100 }], 0]);
  });

  test('is taken back mid-way by abort, then by its template (row A)', async () => {
    const bench = await Bench.with(workload());
    const { kept, hash, goal } = await bench.update('2.0.0');
    await bench.see('the pause at 20 %', ({ pause, weight }) => pause !== null && weight?.actual === 20);
    expect(await bench.reach(goal)).toEqual(['abort', 'restore']);
    await bench.expectBack(kept, hash);
    expect(await canaryWeight(bench)).toBe(0);
  });

  test('is taken back after completion while the old version is up, by a rollback window (row B)', async () => {
    const bench = await Bench.with(workload());
    const { kept, hash, goal } = await bench.update('2.0.0');
    await bench.promote();
    await bench.see('settled', (snapshot) => snapshot.settled && snapshot.desiredHash === hash);
    expect(bench.driver.outlook(bench.target, goal).mechanism).toBe('restore-with-window');
    expect(await bench.reach(goal)).toEqual(['restore', 'restore-window']);
    await bench.expectBack(kept, hash);
  });

  test('is taken back after completion with the old version gone (row C)', async () => {
    const bench = await Bench.with(workload({ strategy: { scaleDownDelaySeconds: 1 } }));
    const { kept, hash, goal } = await bench.update('2.0.0');
    await bench.promote();
    await bench.see(
      'the old version is down',
      ({ settled, versions }) => settled && !versions.some((v) => v.hash === kept.hash && v.current > 0),
    );
    expect(await bench.reach(goal)).toEqual(['restore', 'promote-full']);
    await bench.expectBack(kept, hash);
  });

  test('is taken off the bad version at the VirtualService when no controller answers', async () => {
    const bench = await Bench.with(workload());
    const { hash, goal } = await bench.update('2.0.0');
    await bench.see('the pause at 20 %', ({ pause, weight }) => pause !== null && weight?.actual === 20);
    await bench.loseController();
    const pursuit = bench.driver.pursue(bench.target, goal);
    const moves = new Set<string>();
    const off = async () => {
      const pass = await pursuit.pass();
      if (pass.came === 'acted') moves.add(pass.move);
      return (await canaryWeight(bench)) === 0;
    };
    await until(off, { what: 'weight 0' });
    expect([...moves]).toEqual(['abort', 'nudge', 'force-routes']);
    await bench.see('no traffic', (snapshot) => trafficOf(snapshot, hash) === 0);
  });
});

describe('a canary without router', () => {
  test('is taken back mid-way at the speed of its pods (row A′)', async () => {
    const bench = await Bench.with(canaryBasic({ replicas: 4 }));
    const { kept, hash, goal } = await bench.update('2.0.0');
    await bench.see('the pause', ({ pause }) => pause !== null);
    expect(await bench.reach(goal)).toEqual(['abort', 'restore']);
    await bench.expectBack(kept, hash);
  });

  test('is taken back after completion (row C)', async () => {
    const bench = await Bench.with(canaryBasic({ replicas: 2 }));
    const { kept, hash, goal } = await bench.update('2.0.0');
    await bench.promote();
    await bench.see('settled', (snapshot) => snapshot.settled && snapshot.desiredHash === hash);
    expect(await bench.reach(goal)).toEqual(['restore', 'promote-full']);
    await bench.expectBack(kept, hash);
  });
});

describe('pods that take seconds to start', () => {
  const slow = { tag: '1.0.0-start4', replicas: 4, steps: [{ setWeight: 75 }, { pause: {} }] };
  const dynamic = { dynamicStableScale: true, scaleDownDelaySeconds: undefined, abortScaleDownDelaySeconds: undefined };

  test.each([
    ['whose stable version is scaled with its traffic', canaryNginx({ ...slow, strategy: dynamic })],
    ['whose stable version is scaled with its traffic, behind Istio', canaryIstioHosts({ ...slow, strategy: dynamic })],
    ['without router', canaryBasic(slow)],
  ])('are waited for when a canary %s is taken back (row A′)', async (_, objects) => {
    const bench = await Bench.with(objects);
    const { kept, hash, goal } = await bench.update('2.0.0');
    await bench.see('the pause, the stable version scaled down', ({ pause, versions }) => {
      const old = versions.find((version) => version.hash === kept.hash);
      return pause !== null && old?.current === 1;
    });
    expect(bench.driver.outlook(bench.target, goal)).toMatchObject({
      mechanism: 'abort-canary-as-pods-start',
      expectedMs: null,
    });
    const { moves, waits } = await bench.pursue(goal);
    expect(moves).toEqual(['abort', 'restore']);
    expect([waits.has('pods'), waits.has('controller')]).toEqual([true, false]);
    await bench.expectBack(kept, hash);
  });

  test('are waited for when one of the stable version is missing, which holds an abort (row A″)', async () => {
    const bench = await Bench.with(canaryNginx({ tag: '1.0.0-start4' }));
    const { kept, hash, goal } = await bench.update('2.0.0');
    await bench.see('the pause at 20 %', ({ pause, weight }) => pause !== null && weight?.actual === 20);
    await bench.losePod(kept.hash);
    await bench.see('the stable version one short', ({ versions }) =>
      versions.some((version) => version.hash === kept.hash && version.available === 1),
    );
    expect(bench.driver.outlook(bench.target, goal)).toMatchObject({
      mechanism: 'abort-canary-waits-for-stable',
      expectedMs: null,
      caveats: ['stable-not-fully-available'],
    });
    const { moves, waits } = await bench.pursue(goal);
    expect(moves).toEqual(['abort', 'restore']);
    expect([waits.has('pods'), waits.has('controller')]).toEqual([true, false]);
    await bench.expectBack(kept, hash);
  });

  test('are waited for when all of them must be started again (row C)', async () => {
    const bench = await Bench.with(canaryNginx({ tag: '1.0.0-start4', strategy: { scaleDownDelaySeconds: 1 } }));
    const { kept, hash, goal } = await bench.update('2.0.0');
    await bench.promote();
    await bench.see(
      'the old version is down',
      ({ settled, versions }) => settled && !versions.some((v) => v.hash === kept.hash && v.current > 0),
    );
    const { moves, waits } = await bench.pursue(goal);
    expect(moves).toEqual(['restore', 'promote-full']);
    expect([waits.has('pods'), waits.has('controller')]).toEqual([true, false]);
    await bench.expectBack(kept, hash);
  });
});

describe('blue-green', () => {
  test('switches at once by promote', async () => {
    const bench = await Bench.with(blueGreen());
    const { hash } = await bench.update('2.0.0');
    await bench.promote();
    const end = await bench.see('settled', (snapshot) => snapshot.settled && snapshot.desiredHash === hash);
    expect(end.traffic).toEqual([{ hash, percent: 100 }]);
  });

  test('is taken back before the switch by its template alone (row D)', async () => {
    const bench = await Bench.with(blueGreen());
    const { kept, hash, goal } = await bench.update('2.0.0');
    await bench.see('the pause', ({ pause }) => pause?.reason === 'switch');
    expect(await bench.reach(goal)).toEqual(['restore']);
    await bench.expectBack(kept, hash);
  });

  test('is taken back after completion while the old version is up (row F)', async () => {
    const bench = await Bench.with(blueGreen());
    const { kept, hash, goal } = await bench.update('2.0.0');
    await bench.promote();
    await bench.see('settled', (snapshot) => snapshot.settled && snapshot.desiredHash === hash);
    expect(bench.driver.outlook(bench.target, goal).mechanism).toBe('restore-warm');
    const moves = await bench.reach(goal);
    expect(moves[0]).toBe('restore');
    await bench.expectBack(kept, hash);
  });

  test('is taken back after completion with the old version gone (row G)', async () => {
    const bench = await Bench.with(blueGreen({ strategy: { scaleDownDelaySeconds: 1 } }));
    const { kept, hash, goal } = await bench.update('2.0.0');
    await bench.promote();
    await bench.see(
      'the old version is down',
      ({ settled, versions }) => settled && !versions.some((v) => v.hash === kept.hash && v.current > 0),
    );
    expect(await bench.reach(goal)).toEqual(['restore', 'promote-full']);
    await bench.expectBack(kept, hash);
  });
});

describe('blue-green with an analysis after the switch', () => {
  const slow = {
    metrics: [
      {
        name: 'forever',
        interval: '2s',
        count: 100,
        provider: { web: { url: 'http://127.0.0.1:1/' } },
        consecutiveErrorLimit: 1000,
      },
    ],
  };
  const template = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AnalysisTemplate',
    metadata: { name: 'slow' },
    spec: slow,
  } as K8sObject;
  const strategy = { postPromotionAnalysis: { templates: [{ templateName: 'slow' }] } };

  async function switched(tag: string) {
    const bench = await Bench.with([template, ...blueGreen({ strategy })]);
    const { kept, hash, goal } = await bench.update(tag);
    await bench.promote();
    await bench.see('the switch', (snapshot) => trafficOf(snapshot, hash) === 100 && snapshot.stableHash === kept.hash);
    return { bench, kept, hash, goal };
  }

  test('is taken back by abort while the new version is whole (row E)', async () => {
    const { bench, kept, hash, goal } = await switched('2.0.0');
    expect(bench.driver.outlook(bench.target, goal).mechanism).toBe('abort-after-switch');
    expect(await bench.reach(goal)).toEqual(['abort', 'restore']);
    await bench.expectBack(kept, hash);
  });

  test('is taken back by its template when it is paused by a user, where an abort would strand it (row E)', async () => {
    const { bench, kept, hash, goal } = await switched('2.0.0');
    await bench.patch({ spec: { paused: true } });
    await bench.see('the halt', ({ phase, pause }) => phase === 'Paused' && pause?.reason === 'user');
    expect(bench.driver.outlook(bench.target, goal).mechanism).toBe('restore-after-switch');
    expect(await bench.reach(goal)).toEqual(['restore', 'promote-full']);
    await bench.expectBack(kept, hash);
  });
});

describe('what a change of the Rollout was', () => {
  const idOf = ({ versions, desiredHash }: TargetSnapshot) => versions.find((v) => v.hash === desiredHash)?.template;
  const marked = { 'kubectl.kubernetes.io/restartedAt': '2026-11-21T12:00:00Z' };

  test('is told by the template of each version and by who wrote it last', async () => {
    const bench = await Bench.with(blueGreen({ strategy: { autoPromotionEnabled: true } }));
    const first = await bench.driver.read(bench.target);
    expect(first.manager).toBe('rollbridge-test');

    const { hash } = await bench.update('2.0.0');
    const second = await bench.see('settled', (snapshot) => snapshot.settled && snapshot.desiredHash === hash);
    expect(second.manager).toBe('rollbridge');
    expect(idOf(second)).not.toBe(idOf(first));

    await bench.patch({ spec: { template: { metadata: { annotations: marked } } } }, 'kubectl-rollout');
    const third = await bench.see('a new hash', ({ desiredHash }) => desiredHash !== null && desiredHash !== hash);
    expect(third.manager).toBe('kubectl-rollout');
    expect(idOf(third)).toBe(idOf(second));
  });

  test('is no change of the version when its pods are restarted', async () => {
    const bench = await Bench.with(blueGreen());
    const restartAt = new Date(Math.floor(Date.now() / 1_000) * 1_000).toISOString().replace('.000Z', 'Z');
    await bench.patch({ spec: { restartAt } });
    const wanted = await bench.see('the wish', ({ restart }) => restart.wanted !== null);
    const done = await bench.see('the restart', ({ restart }) => restart.done === restart.wanted);
    expect([wanted.restart.wanted, done.restart.done]).toEqual([restartAt, restartAt]);
    expect([done.desiredHash, done.manager]).toEqual([wanted.stableHash, 'rollbridge-test']);
  });
});
