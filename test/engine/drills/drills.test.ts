/** Drills from the request to their end, over a rollout in memory. */
import { DrillDesk } from '../../../src/engine/drills/desk.ts';
import { RollbackDesk } from '../../../src/engine/rollback/rollback.ts';
import type { DrillRules } from '../../../src/model/catalog.ts';
import { drillOutcome } from '../../../src/model/drill.ts';
import type { Release } from '../../../src/model/release.ts';
import { drilled, hashOf } from '../support/rollout.ts';
import { codeOf, IMAGE, user } from '../support/situations.ts';
import { Lab } from '../support/world.ts';

const FIRST = hashOf(`${IMAGE}:1.0.0`);
const SECOND = hashOf(`${IMAGE}:2.0.0`);

interface Drilling {
  readonly made: Lab;
  readonly desk: DrillDesk;
}

const running: Drilling[] = [];

/** `unserved`: a drill finds a preview. */
function drilling({ unserved = true, made = new Lab() }: { unserved?: boolean; made?: Lab } = {}): Drilling {
  made.rollout.unserved = unserved;
  const { world, reconciler } = made.program;
  const desk = new DrillDesk(world, new RollbackDesk(world, reconciler));
  desk.start();
  running.push({ made, desk });
  return { made, desk };
}

afterEach(async () => {
  for (const { made, desk } of running.splice(0)) {
    await desk.stop();
    await made.stop();
  }
});

function drillsBy(made: Lab, drill: DrillRules): void {
  const { environments } = made.program.catalog.services[0] ?? { environments: [] };
  const service = { name: 'shop', image: IMAGE, environments: environments.map((each) => ({ ...each, drill })) };
  made.program.catalog = { ...made.program.catalog, services: [service] };
  made.program.reconciler.refollow();
}

function ask(made: Lab, id = 'UDEV'): Promise<Release> {
  const place = { service: 'shop', environment: null };
  return made.desk.repeat({ by: { id }, action: 'drill', ...place, from: null, reason: null });
}

/** Until it is rolled back and nothing is left to be done. */
async function over(made: Lab, name: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (made.status(name).phase !== 'RolledBack') {
    if (Date.now() > deadline) throw new Error(`${name} is still ${made.status(name).phase}`);
    await made.settle();
  }
  await made.settle();
}

const outcome = (made: Lab, name: string) => {
  const release = made.etcd.releases.get(name);
  return release === undefined ? null : drillOutcome(release);
};

describe('a drill', () => {
  test('brings what runs once more, takes it back by itself, and records how long each stage took', async () => {
    const { made } = drilling();
    const release = await ask(made);
    await over(made, release.name);
    const status = made.status(release.name);
    expect(outcome(made, release.name)).toEqual({ came: 'passed', percent: 0 });
    expect(status.targets[0]?.hash).toBe(drilled(FIRST));
    expect(Object.keys(status.rollback?.clock ?? {})).toEqual(['pressedAt', 'acceptedAt', 'zeroAt', 'healthyAt']);
    expect([made.rollout.desired, made.rollout.mark]).toEqual([FIRST, null]);
  });

  test('holds nothing, asks nobody to approve or to acknowledge, and counts in no histogram of rollbacks', async () => {
    const { made } = drilling();
    const release = await ask(made);
    await over(made, release.name);
    expect(made.status(release.name)).toMatchObject({ hold: null, approvals: [], rollback: { cause: 'drill' } });
    expect(made.status(release.name).rollback?.acknowledgement).toBeUndefined();
    expect(made.said(release.name)).not.toContain('approvalNeeded');
    expect(made.program.measured).toEqual([]);
    await made.deploy('2.0.0');
    await made.settle();
    expect(made.status().phase).toBe('AwaitingApproval');
  });

  test('leaves the way back of what was released before as it was, and offers nothing when it is over', async () => {
    const { made } = drilling();
    await made.deploy('2.0.0');
    await made.settle();
    made.rollout.elsewhere((rollout) => Object.assign(rollout, { full: true }));
    await made.settle();
    const deployed = made.newest().name;
    const release = await ask(made);
    await over(made, release.name);
    expect(made.desk.view(release.name)?.offers).toEqual([]);
    expect(made.desk.view(deployed)?.offers).toContain('rollback');
    const plan = await made.desk.plan({
      by: { id: 'UDEV' },
      service: 'shop',
      environment: null,
      to: null,
      from: null,
      reason: null,
    });
    expect(plan).toMatchObject({ release: deployed, from: { hash: SECOND }, to: { hash: FIRST } });
  });

  test('on a service for drills goes on until it has traffic', async () => {
    const { made } = drilling({ unserved: false });
    drillsBy(made, { traffic: true, withinMs: 300_000, everyMs: null });
    const release = await ask(made);
    await over(made, release.name);
    expect(outcome(made, release.name)).toEqual({ came: 'passed', percent: 20 });
  });

  test('is for those who may roll back', async () => {
    const { made } = drilling({ made: new Lab({ rollback: [user('UONCALL')] }) });
    expect(await codeOf(() => ask(made, 'UDEV'))).toBe('not-allowed');
    expect(await codeOf(() => ask(made, 'UONCALL'))).toBe('none');
  });

  test('goes on after a restart in the middle', async () => {
    const { made, desk } = drilling();
    const release = await ask(made);
    await desk.stop();
    await made.settle();
    expect(made.status(release.name).rollback).toBeNull();
    made.restart();
    drilling({ made });
    await over(made, release.name);
    expect(outcome(made, release.name)).toMatchObject({ came: 'passed' });
  });

  test.each([
    // There are two gates before the traffic.
    ['asked', { traffic: true, withinMs: 300_000 }, 2],
    ['drillReady', { traffic: false, withinMs: 300_000 }, 1],
    ['drillFailed', { traffic: false, withinMs: 0 }, 1],
  ] as const)(
    'tells each step once (%s), though the answer to what was written is lost',
    async (what, rules, times) => {
      const { made } = drilling();
      drillsBy(made, { ...rules, everyMs: null });
      made.loseAnswer(what);
      const release = await ask(made);
      await over(made, release.name);
      expect(made.said(release.name).filter((each) => each === what)).toHaveLength(times);
    },
  );

  test('that is aborted is taken back all the same, and has not passed', async () => {
    const { made, desk } = drilling();
    const release = await ask(made);
    await desk.stop();
    await made.settle();
    made.rollout.elsewhere((rollout) => Object.assign(rollout, { abort: true }));
    await made.settle();
    drilling({ made });
    await over(made, release.name);
    expect(outcome(made, release.name)).toMatchObject({ came: 'broken-off', why: expect.stringMatching(/aborted/) });
    expect(made.rollout.mark).toBeNull();
  });
});

describe('while a drill runs', () => {
  /** A release that is completed, and a drill upon it that waits on its preview with nobody to carry it on. */
  async function covered() {
    const { made, desk } = drilling();
    await made.deploy('2.0.0');
    await made.settle();
    made.rollout.elsewhere((rollout) => Object.assign(rollout, { full: true }));
    await made.settle();
    const deployed = made.newest().name;
    await desk.stop();
    const drill = await ask(made);
    await made.settle();
    expect(made.rollout.desired).toBe(drilled(SECOND));
    return { made, deployed, drill: drill.name };
  }

  const pressOn = (made: Lab, name: string, from: string | null, release: string | null = name) => {
    const place = { service: 'shop', environment: null };
    return made.desk.rollback({
      by: { id: 'UDEV' },
      ...place,
      to: null,
      from,
      release,
      reason: null,
      pressedAt: new Date('2026-05-04T12:00:00.000Z'),
    });
  };

  test('the card of what runs beneath it keeps its red button, bound to what runs', async () => {
    const { made, deployed } = await covered();
    expect(made.desk.view(deployed)).toMatchObject({ offers: ['rollback'], basis: { hash: SECOND } });
  });

  test.each([
    ['the red button', SECOND],
    ['a command', null],
  ])('%s means what runs beneath it: the drill gives way, and the rollback is done', async (_, from) => {
    const { made, deployed, drill } = await covered();
    const pressed = pressOn(made, deployed, from, from === null ? null : deployed);
    await over(made, deployed);
    expect((await pressed).plan).toMatchObject({ from: { hash: SECOND }, to: { hash: FIRST } });
    expect(made.status(deployed).rollback?.cause).toBe('pressed');
    expect(made.status(drill).rollback?.cause).toBe('drill');
    expect([made.rollout.desired, made.rollout.mark]).toEqual([FIRST, null]);
  });

  test('the button on its own card ends the drill and nothing else', async () => {
    const { made, deployed, drill } = await covered();
    expect(made.desk.view(drill)?.offers).toEqual(['rollback']);
    await pressOn(made, drill, drilled(SECOND));
    await made.settle();
    expect(made.status(drill)).toMatchObject({ phase: 'RolledBack', hold: null });
    expect(made.status(deployed).phase).toBe('Completed');
    expect(made.rollout.desired).toBe(SECOND);
    expect(await codeOf(() => pressOn(made, drill, null))).toBe('stale');
    expect(outcome(made, drill)).toMatchObject({ came: 'broken-off' });
  });

  test('nothing else begins', async () => {
    const { made } = await covered();
    expect(await codeOf(() => made.deploy('3.0.0'))).toBe('release-running');
    expect(await codeOf(() => ask(made))).toBe('release-running');
  });
});

describe('no drill begins', () => {
  test.each([
    ['where people would be on it', (made: Lab) => Object.assign(made.rollout, { unserved: false }), 'not-offered'],
    ['while a release runs', (made: Lab) => made.deploy('2.0.0'), 'release-running'],
    [
      'upon an aborted update',
      async (made: Lab) => {
        await made.deploy('2.0.0');
        await made.settle();
        made.rollout.elsewhere((rollout) => Object.assign(rollout, { abort: true }));
        await made.settle();
      },
      'not-offered',
    ],
  ])('%s', async (_, prepare, code) => {
    const { made } = drilling();
    await prepare(made);
    await made.settle();
    const writes = made.rollout.writes.length;
    expect(await codeOf(() => ask(made))).toBe(code);
    expect(made.rollout.writes).toHaveLength(writes);
  });
});
