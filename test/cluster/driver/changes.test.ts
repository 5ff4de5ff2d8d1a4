/** The Argo driver against a real controller: what a change of a Rollout was, and who made it. */
import type { TargetSnapshot } from '../../../src/model/snapshot.ts';
import { Bench, setUpBenches } from '../support/bench.ts';
import { blueGreen } from '../support/workloads.ts';

setUpBenches();

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
