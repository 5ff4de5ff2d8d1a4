/**
 * A Rollout whose pod template is in a Deployment (`workloadRef`), against a real controller: every way back, and nothing
 * of the Deployment written but its template.
 */
import { Bench, setUpBenches } from './support/bench.ts';
import { blueGreen, canaryNginx, inDeployment } from './support/workloads.ts';

setUpBenches();

const replicasOf = async (bench: Bench) => (await bench.deployment()).spec?.replicas;

/** The old version does not run any more. */
function oldDown(bench: Bench, hash: string | null) {
  return bench.see(
    'the old version is down',
    ({ settled, versions }) => settled && !versions.some((v) => v.hash === hash && v.current > 0),
  );
}

describe('a canary whose template is in a Deployment', () => {
  test('goes its way by an image that is set there, and nothing else of the Deployment is ours', async () => {
    const bench = await Bench.with(inDeployment(canaryNginx()));
    const { hash } = await bench.update('2.0.0');
    await bench.promote();
    await bench.see('settled', (snapshot) => snapshot.settled && snapshot.desiredHash === hash);
    const { metadata, spec } = await bench.deployment();
    const ours = metadata.managedFields?.filter(({ manager }) => manager === 'rollbridge') ?? [];
    expect(ours.map(({ fieldsV1 }) => fieldsV1)).toEqual([{ 'f:spec': { 'f:template': expect.anything() } }]);
    expect(spec?.replicas).toBe(1);
    expect((await bench.rollout()).spec.template).toBeUndefined();
  });

  test('is taken back mid-way by abort, then by the template in the Deployment (row A)', async () => {
    const bench = await Bench.with(inDeployment(canaryNginx()));
    const { kept, hash, goal } = await bench.update('2.0.0');
    await bench.see('the pause at 20 %', ({ pause, weight }) => pause !== null && weight?.actual === 20);
    expect(bench.driver.outlook(bench.target, goal).mechanism).toBe('abort-canary');
    expect(await bench.reach(goal)).toEqual(['abort', 'restore']);
    await bench.expectBack(kept, hash);
    expect(await replicasOf(bench)).toBe(1);
  });

  test('is taken back right after its start, before the controller saw it', async () => {
    const bench = await Bench.with(inDeployment(canaryNginx()));
    const { kept, found } = await bench.driver.keep(bench.target);
    const image = found.replace('1.0.0', '2.0.0');
    await bench.driver.pursue(bench.target, { verb: 'start', image, found }).pass();
    await bench.reach({ verb: 'rollback', from: { hash: null, image }, to: kept });
    await bench.expectBack(kept, 'none');
  });

  test('is taken back after completion by a window that is set before the template comes (row B)', async () => {
    const bench = await Bench.with(inDeployment(canaryNginx()));
    const { kept, hash, goal } = await bench.update('2.0.0');
    await bench.promote();
    await bench.see('settled', (snapshot) => snapshot.settled && snapshot.desiredHash === hash);
    expect(bench.driver.outlook(bench.target, goal).mechanism).toBe('restore-with-window');
    expect(await bench.reach(goal)).toEqual(['set-window', 'restore', 'restore-window']);
    await bench.expectBack(kept, hash);
    expect((await bench.rollout()).spec.rollbackWindow).toBeUndefined();
    expect(await replicasOf(bench)).toBe(1);
  });

  test('is taken back after completion with the old version gone, the window put away meanwhile (row C)', async () => {
    const spec = { rollbackWindow: { revisions: 3 } };
    const bench = await Bench.with(inDeployment(canaryNginx({ strategy: { scaleDownDelaySeconds: 1 }, spec })));
    const { kept, hash, goal } = await bench.update('2.0.0');
    await bench.promote();
    await oldDown(bench, kept.hash);
    expect(bench.driver.outlook(bench.target, goal).mechanism).toBe('restore-and-promote');
    expect(await bench.reach(goal)).toEqual(['set-window', 'restore', 'promote-full', 'restore-window']);
    await bench.expectBack(kept, hash);
    expect((await bench.rollout()).spec.rollbackWindow).toEqual({ revisions: 3 });
  });

  test('is taken back though a user has paused it, and runs on unpaused', async () => {
    const bench = await Bench.with(inDeployment(canaryNginx()));
    const { kept, hash, goal } = await bench.update('2.0.0');
    await bench.see('the pause', ({ pause }) => pause !== null);
    await bench.reach({ verb: 'pause' });
    await bench.see('the halt', ({ phase, pause }) => phase === 'Paused' && pause?.reason === 'user');
    await bench.reach(goal);
    await bench.expectBack(kept, hash);
  });
});

describe('blue-green whose template is in a Deployment', () => {
  test('is taken back before the switch by its template alone (row D)', async () => {
    const bench = await Bench.with(inDeployment(blueGreen(), 0));
    const { kept, hash, goal } = await bench.update('2.0.0');
    await bench.see('the pause', ({ pause }) => pause?.reason === 'switch');
    expect(await bench.reach(goal)).toEqual(['restore']);
    await bench.expectBack(kept, hash);
    expect(await replicasOf(bench)).toBe(0);
  });

  test('is taken back after completion while the old version is up (row F)', async () => {
    const bench = await Bench.with(inDeployment(blueGreen(), 0));
    const { kept, hash, goal } = await bench.update('2.0.0');
    await bench.promote();
    await bench.see('settled', (snapshot) => snapshot.settled && snapshot.desiredHash === hash);
    expect(bench.driver.outlook(bench.target, goal).mechanism).toBe('restore-warm');
    expect((await bench.reach(goal))[0]).toBe('restore');
    await bench.expectBack(kept, hash);
    expect(await replicasOf(bench)).toBe(0);
  });

  test('is taken back after completion with the old version gone (row G)', async () => {
    const bench = await Bench.with(inDeployment(blueGreen({ strategy: { scaleDownDelaySeconds: 1 } }), 0));
    const { kept, hash, goal } = await bench.update('2.0.0');
    await bench.promote();
    await oldDown(bench, kept.hash);
    expect(await bench.reach(goal)).toEqual(['restore', 'promote-full']);
    await bench.expectBack(kept, hash);
  });
});

test('a Deployment that is not there is named when a version is to be kept, and when one is to be started', async () => {
  const bench = await Bench.with(inDeployment(blueGreen(), 0));
  const path = `/apis/apps/v1/namespaces/${bench.namespace}/deployments/shop`;
  await bench.connection.request('DELETE', path);
  await expect(bench.driver.keep(bench.target)).rejects.toMatchObject({
    code: 'target-missing',
    message: expect.stringContaining(`There is no Deployment ${bench.namespace}/shop in cluster home.`),
  });
  const start = { verb: 'start', image: 'ghcr.io/acme/shop:2.0.0', found: 'ghcr.io/acme/shop:1.0.0' } as const;
  expect(await bench.driver.pursue(bench.target, start).pass()).toEqual({
    came: 'impossible',
    why: 'there is no Deployment shop, from which the Rollout takes its pod template',
  });
});
