/** The Argo driver against a real controller: blue-green before the switch, after it, and when all is done. */
import type { K8sObject } from '../../../src/kubernetes/objects.ts';
import { trafficOf } from '../../../src/model/snapshot.ts';
import { Bench, setUpBenches } from '../support/bench.ts';
import { blueGreen } from '../support/workloads.ts';

setUpBenches();

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
