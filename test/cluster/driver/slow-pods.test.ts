/** The Argo driver against a real controller: pods that take seconds to start are waited for. */
import { Bench, setUpBenches } from '../support/bench.ts';
import { canaryBasic, canaryIstioHosts, canaryNginx } from '../support/workloads.ts';

setUpBenches();

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
