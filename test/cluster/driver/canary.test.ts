/** The Argo driver against a real controller: canaries behind NGINX and without a router, from every state. */
import { trafficOf } from '../../../src/model/snapshot.ts';
import { Bench, setUpBenches } from '../support/bench.ts';
import { canaryBasic, canaryNginx, IMAGE } from '../support/workloads.ts';

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
