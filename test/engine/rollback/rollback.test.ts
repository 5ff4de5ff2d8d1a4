import { jest } from '@jest/globals';
import type { RollbackIntent } from '../../../src/engine/intents.ts';
import type { RollbackPlan } from '../../../src/model/release-view.ts';
import { hashOf } from '../support/rollout.ts';
import { codeOf, IMAGE, releaseOf } from '../support/situations.ts';
import { until } from '../support/until.ts';
import { type Lab, newLab, quiet } from '../support/world.ts';

const FIRST = hashOf(`${IMAGE}:1.0.0`);
const SECOND = hashOf(`${IMAGE}:2.0.0`);
/** Records are tried again with pauses that grow. */
jest.setTimeout(30_000);

async function atGate(...[access]: ConstructorParameters<typeof Lab>): Promise<Lab> {
  const made = newLab(access);
  await made.deploy();
  await made.settle();
  return made;
}

/** The same version 2, on its way, brought by somebody else. */
async function foreign(...[access]: ConstructorParameters<typeof Lab>): Promise<Lab> {
  const made = newLab(access);
  made.rollout.set(`${IMAGE}:2.0.0`);
  await made.settle();
  return made;
}

/** Version 2 was promoted by somebody else while no process ran: no release knows of it. */
async function unknown(): Promise<Lab> {
  const made = newLab();
  made.program.kill();
  made.rollout.set(`${IMAGE}:2.0.0`);
  made.rollout.elsewhere((rollout) => Object.assign(rollout, { full: true }));
  await made.settle();
  made.rollout.elsewhere((rollout) => Object.assign(rollout, { full: true }));
  await made.settle();
  made.restart();
  await made.settle();
  return made;
}

function rollBack(made: Lab, differs: Partial<RollbackIntent> & { id?: string } = {}) {
  const { id = 'UDEV', ...rest } = differs;
  return made.desk.rollback({
    by: { id },
    service: 'shop',
    environment: null,
    to: null,
    from: null,
    reason: null,
    pressedAt: new Date('2026-05-04T12:00:00.000Z'),
    ...rest,
  });
}

const aborts = (made: Lab) => made.rollout.writes.filter((write) => write === 'abort').length;

describe('a rollback', () => {
  test('writes to the cluster before anything else is asked or written', async () => {
    const made = await atGate();
    const before = made.program.life.order.length;
    await rollBack(made);
    const order = made.program.life.order.slice(before);
    expect(order.slice(0, 2)).toEqual(['pass rollback', 'passed rollback']);
    expect(made.rollout.writes.at(-1)).toBe('abort');
  });

  test('never asks Slack who belongs to a group: what is remembered decides', async () => {
    const made = await atGate({ rollback: [{ kind: 'group', handle: 'oncall' }] });
    const { directory } = made.program;
    directory.groups = { oncall: ['UOPS'] };
    expect(await codeOf(() => rollBack(made, { id: 'UOPS' }))).toBe('cannot-verify-membership');
    directory.known = { oncall: ['UOTHER'] };
    expect(await codeOf(() => rollBack(made, { id: 'UOPS' }))).toBe('not-allowed');
    expect(aborts(made)).toBe(0);
    directory.known = { oncall: ['UOPS'] };
    expect(await codeOf(() => rollBack(made, { id: 'UOPS' }))).toBe('none');
    expect([aborts(made), directory.asked]).toEqual([1, []]);
  });

  test('is recorded with its clock, and ends on the version before', async () => {
    const made = await atGate();
    const { release, plan } = await rollBack(made, { from: SECOND, reason: 'errors' });
    expect(plan).toMatchObject({ from: { hash: SECOND }, to: { hash: FIRST, revision: 1 } });
    expect(release?.name).toBe(made.newest().name);
    await made.settle();
    expect(made.status()).toMatchObject({
      phase: 'RolledBack',
      rollback: {
        by: { kind: 'user', id: 'UDEV' },
        reason: 'errors',
        cause: 'pressed',
        clock: {
          pressedAt: '2026-05-04T12:00:00.000Z',
          acceptedAt: expect.any(String),
          zeroAt: expect.any(String),
          healthyAt: expect.any(String),
        },
      },
    });
    expect(made.program.measured).toEqual(['accepted', 'zero', 'healthy']);
    expect(made.rollout.traffic).toBe(FIRST);
  });

  test('of a completed release goes back to exactly what it replaced', async () => {
    const made = await atGate();
    made.rollout.elsewhere((rollout) => Object.assign(rollout, { full: true }));
    await made.settle();
    expect(made.status().phase).toBe('Completed');
    await rollBack(made, { from: SECOND });
    await made.settle();
    expect([made.status().phase, made.rollout.stable, made.rollout.traffic]).toEqual(['RolledBack', FIRST, FIRST]);
  });

  test('of an aborted release puts the version before back', async () => {
    const made = await atGate();
    made.rollout.elsewhere((rollout) => Object.assign(rollout, { abort: true }));
    await made.settle();
    await rollBack(made);
    await made.settle();
    expect([made.status().phase, made.rollout.image]).toEqual(['RolledBack', `${IMAGE}:1.0.0`]);
  });

  test('is not stale because of a step, a pause or a phase: only the version counts', async () => {
    const made = await atGate();
    made.rollout.elsewhere((rollout) => Object.assign(rollout, { pause: null, cleared: true }));
    await made.settle();
    expect(await codeOf(() => rollBack(made, { from: SECOND }))).toBe('none');
  });

  test('of a version that is not the wanted one any more is stale', async () => {
    const made = await atGate();
    made.rollout.set(`${IMAGE}:3.0.0`);
    await made.settle();
    const before = [...made.rollout.writes];
    expect(await codeOf(() => rollBack(made, { from: SECOND }))).toBe('stale');
    expect(made.rollout.writes).toEqual(before);
  });

  test.each([
    ['a stranger', { id: 'USTRANGER' }, 'not-allowed'],
    ['a deployer, by default', { id: 'UDEV' }, 'none'],
    ['an approver, by default', { id: 'UAPP' }, 'none'],
    ['for a service that does not exist', { service: 'ghost' }, 'unknown-service'],
    ['for an environment that does not exist', { environment: 'moon' }, 'unknown-environment'],
  ])('%s', async (_, differs, expected) => {
    const made = await atGate();
    expect(await codeOf(() => rollBack(made, differs))).toBe(expected);
    expect(aborts(made)).toBe(expected === 'none' ? 1 : 0);
  });

  test('is offered to those alone whom the catalog names', async () => {
    const made = await atGate({ rollback: [{ kind: 'user', id: 'UOPS' }] });
    expect(await codeOf(() => rollBack(made, { id: 'UDEV' }))).toBe('not-allowed');
    expect(await codeOf(() => rollBack(made, { id: 'UOPS' }))).toBe('none');
  });
});

describe('pressed twice', () => {
  test('a rollback is done once, and both hear of it', async () => {
    const made = await atGate();
    const [first, second] = await Promise.all([rollBack(made), rollBack(made, { id: 'UAPP' })]);
    expect(second.release?.name).toBe(first.release?.name);
    await made.settle();
    expect(made.said().filter((what) => what === 'rollbackAsked')).toHaveLength(1);
    expect([made.status().phase, aborts(made)]).toEqual(['RolledBack', 1]);
  });

  test('a rollback of a version that no release brought is recorded once', async () => {
    const made = await foreign();
    await Promise.all([rollBack(made), rollBack(made, { id: 'UAPP' })]);
    await made.settle();
    expect([made.etcd.releases.size, aborts(made), made.status().phase]).toEqual([1, 1, 'RolledBack']);
  });

  test('one after the other, while it is under way, changes nothing more', async () => {
    const made = await atGate();
    await rollBack(made);
    const second = await rollBack(made, { id: 'UAPP' });
    expect(second.release?.status?.phase).toBe('RollingBack');
    await made.settle();
    expect(made.said().filter((what) => what === 'rollbackAsked')).toHaveLength(1);
  });

  test('to another version, neither joins nor turns a rollback that is carried out: it is refused with what is done', async () => {
    const made = await atGate();
    const [first, other, same] = await Promise.all([
      codeOf(() => rollBack(made)),
      codeOf(() => rollBack(made, { id: 'UAPP', to: '0.9.0' })),
      codeOf(() => rollBack(made, { id: 'UAPP', to: '1.0.0' })),
    ]);
    expect([first, other, same]).toEqual(['none', 'already-decided', 'none']);
    expect(made.status().phase).toBe('RollingBack');
    expect(await codeOf(() => rollBack(made, { to: '0.9.0' }))).toBe('already-decided');
    await made.settle();
    expect([made.status().phase, made.rollout.image]).toEqual(['RolledBack', `${IMAGE}:1.0.0`]);
  });

  test('when the first press fails the second is carried out', async () => {
    const made = await atGate();
    const { life, driver } = made.program;
    let failed = false;
    driver.step = (what) => {
      if (what !== 'pass rollback' || failed) return life.step(what);
      failed = true;
      return Promise.reject(new Error('connection reset'));
    };
    expect(await codeOf(() => rollBack(made))).toEqual(new Error('connection reset'));
    expect(await codeOf(() => rollBack(made))).toBe('none');
    await made.settle();
    expect(made.status().phase).toBe('RolledBack');
  });
});

describe('with the home store away', () => {
  function cut(made: Lab): { back: () => void } {
    const { store, life } = made.program;
    let away = true;
    store.step = (what) => (away ? Promise.reject(new Error('the store is away')) : life.step(what));
    return {
      back: () => {
        away = false;
      },
    };
  }

  test('a rollback is done to its end, and recorded when the store is back', async () => {
    const made = await atGate();
    const store = cut(made);
    const { release } = await rollBack(made, { from: SECOND });
    expect([release, aborts(made)]).toEqual([null, 1]);
    await until(() => {
      made.rollout.tick();
      return made.rollout.settled && made.rollout.image === `${IMAGE}:1.0.0`;
    }, 'the old version has everything again');
    expect(made.status().rollback).toBeNull();
    store.back();
    await until(() => made.status().phase === 'RolledBack', 'it is recorded');
    expect(made.status().rollback).toMatchObject({ by: { id: 'UDEV' }, from: { hash: SECOND } });
  });

  test('a completed release gets all its writes, not just the first', async () => {
    const made = await atGate();
    made.rollout.elsewhere((rollout) => Object.assign(rollout, { full: true }));
    await made.settle();
    const store = cut(made);
    await rollBack(made);
    await until(() => {
      made.rollout.tick();
      return made.rollout.traffic === FIRST && made.rollout.settled;
    }, 'all traffic is on the old version');
    store.back();
    await until(() => made.status().phase === 'RolledBack', 'it is recorded');
  });

  test('a second press joins the first instead of going back further', async () => {
    const made = await atGate();
    made.etcd.write('older', made.status(), releaseOf(null).spec);
    const store = cut(made);
    await rollBack(made);
    await until(() => {
      made.rollout.tick();
      return made.rollout.settled;
    }, 'the old version has everything again');
    const again = await rollBack(made, { id: 'UAPP' });
    expect(again.plan.to.hash).toBe(FIRST);
    expect(made.rollout.image).toBe(`${IMAGE}:1.0.0`);
    store.back();
    await until(() => made.status('older').phase === 'RolledBack', 'it is recorded');
  });

  test('a release that was removed meanwhile does not keep the record from being written', async () => {
    const made = await atGate();
    const store = cut(made);
    await rollBack(made);
    made.etcd.releases.clear();
    store.back();
    await until(() => made.etcd.releases.size === 1, 'it is recorded in a release of its own');
    await made.settle();
    await until(() => {
      made.rollout.tick();
      return made.status().phase === 'RolledBack';
    }, 'it has ended');
  });
});

describe('where to', () => {
  const plan = (made: Lab, to: string | null): Promise<RollbackPlan> =>
    made.desk.plan({ by: { id: 'UDEV' }, service: 'shop', environment: null, to, from: null, reason: null });

  test.each([
    ['what the release replaced, when nobody says', null, FIRST],
    ['the version that is named', '1.0.0', FIRST],
    ['the version that is named with a v', 'v1.0.0', FIRST],
    ['the revision that is named', '1', FIRST],
    ['an older version that is named', '0.9.0', 'h-0.9.0'],
    ['an older revision that is named', '0', 'h-0.9.0'],
    ['a newer version that is named', '3.0.0', 'h-3.0.0'],
    ['the version whose hash a button carries', 'h-0.9.0', 'h-0.9.0'],
  ])('is %s', async (_, to, expected) => {
    const made = await atGate();
    expect((await plan(made, to)).to.hash).toBe(expected);
  });

  test.each([
    ['a version that nobody keeps', '7.7.7'],
    ['the version that is wanted now', '2.0.0'],
    ['a letter of a digest', 's'],
    ['nothing but blanks', '  '],
    ['words', '"; drop table'],
  ])('is nowhere for %s', async (_, to) => {
    const made = await atGate();
    expect(await codeOf(() => plan(made, to))).toBe('no-way-back');
    expect(await codeOf(() => rollBack(made, { to }))).toBe('no-way-back');
    expect(aborts(made)).toBe(0);
  });

  test('of a version that somebody else brought is the one before', async () => {
    const made = await foreign();
    const { release } = await rollBack(made, { reason: 'who did this?' });
    expect(release).toMatchObject({ spec: { action: 'adopt' }, status: { rollback: { reason: 'who did this?' } } });
    await made.settle();
    expect([made.status().phase, made.rollout.image]).toEqual(['RolledBack', `${IMAGE}:1.0.0`]);
  });

  test('of a version that no release brought must be named, and gets a release of its own', async () => {
    const made = await unknown();
    expect(made.etcd.releases.size).toBe(0);
    expect(await codeOf(() => rollBack(made))).toBe('no-way-back');
    const { release } = await rollBack(made, { to: '1.0.0', reason: 'who did this?' });
    expect(release).toMatchObject({ spec: { version: '1.0.0', reason: 'who did this?' } });
    await made.settle();
    expect([made.status().phase, made.rollout.image]).toEqual(['RolledBack', `${IMAGE}:1.0.0`]);
  });

  test('of a release that has not begun in the cluster changes nothing, and says so', async () => {
    const made = newLab();
    await made.desk.deploy({ by: { id: 'UDEV' }, service: 'shop', environment: null, version: '2.0.0', reason: null });
    const why = { code: 'no-way-back', message: expect.stringContaining('2.0.0 of shop has not begun in the cluster') };
    await expect(rollBack(made)).rejects.toMatchObject(why);
    await made.settle();
    await rollBack(made);
    await made.settle();
    expect([made.status().phase, made.rollout.image]).toEqual(['RolledBack', `${IMAGE}:1.0.0`]);
  });

  test('the plan asks for the same right, and writes nothing', async () => {
    const made = await atGate();
    const intent = { by: { id: 'USTRANGER' }, service: 'shop', environment: null, to: null, from: null, reason: null };
    expect(await codeOf(() => made.desk.plan(intent))).toBe('not-allowed');
    await plan(made, null);
    await quiet();
    expect([aborts(made), made.status().phase]).toEqual([0, 'AwaitingApproval']);
  });
});

test('a rollback that can no longer be done ends as given up, and says why', async () => {
  const made = await atGate();
  await rollBack(made);
  const { name } = made.newest();
  made.rollout.set(`${IMAGE}:3.0.0`);
  await made.settle();
  expect(made.status(name)).toMatchObject({ phase: 'Superseded', message: expect.stringContaining('ended early') });
  expect(made.said(name)).toContain('rollbackGivenUp');
});

test('a second rollback after the first is done never toggles back to the bad version', async () => {
  const made = await atGate();
  await rollBack(made);
  await made.settle();
  expect(made.newest().status?.phase).toBe('RolledBack');
  const writes = made.rollout.writes.length;
  expect(await codeOf(() => rollBack(made))).toBe('no-way-back');
  expect(made.rollout.writes).toHaveLength(writes);
});

test('after a rollback to an older release, a second one must be named as well', async () => {
  const made = newLab();
  for (const version of ['2.0.0', '3.0.0', '4.0.0']) {
    await made.deploy(version);
    await made.settle();
    made.rollout.elsewhere((rollout) => Object.assign(rollout, { full: true }));
    await made.settle();
  }
  const pressedAt = () => made.program.world.clock.now();
  await rollBack(made, { pressedAt: pressedAt() });
  await made.settle();
  await rollBack(made, { to: '2.0.0', pressedAt: pressedAt() });
  await made.settle();
  expect(made.rollout.image).toBe(`${IMAGE}:2.0.0`);
  expect(await codeOf(() => rollBack(made, { pressedAt: pressedAt() }))).toBe('no-way-back');
  expect(await codeOf(() => rollBack(made, { from: SECOND, pressedAt: pressedAt() }))).toBe('none');
  await made.settle();
  expect(made.rollout.image).toBe(`${IMAGE}:1.0.0`);
});
