/** The Argo driver against a real controller: canaries behind an Istio VirtualService, with and without the controller. */
import type { VirtualService } from '../../../src/drivers/argo/objects.ts';
import { trafficOf } from '../../../src/model/snapshot.ts';
import { Bench, setUpBenches } from '../support/bench.ts';
import { get, until } from '../support/cluster.ts';
import { canaryIstioHosts, canaryIstioSubsets } from '../support/workloads.ts';

setUpBenches();

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
