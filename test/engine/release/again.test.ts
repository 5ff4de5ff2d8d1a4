/** Retries and restarts: the version that is there once more. */
import type { RepeatIntent, RollbackIntent } from '../../../src/engine/intents.ts';
import { hashOf } from '../support/rollout.ts';
import { codeOf, IMAGE } from '../support/situations.ts';
import { type Lab, newLab } from '../support/world.ts';

const FIRST = hashOf(`${IMAGE}:1.0.0`);
const SECOND = hashOf(`${IMAGE}:2.0.0`);
async function atGate(...[access]: ConstructorParameters<typeof Lab>): Promise<Lab> {
  const made = newLab(access);
  await made.deploy();
  await made.settle();
  return made;
}

async function aborted(...[access]: ConstructorParameters<typeof Lab>): Promise<Lab> {
  const made = await atGate(access);
  made.rollout.elsewhere((rollout) => Object.assign(rollout, { abort: true }));
  await made.settle();
  return made;
}

async function completed(...[access]: ConstructorParameters<typeof Lab>): Promise<Lab> {
  const made = await atGate(access);
  made.rollout.elsewhere((rollout) => Object.assign(rollout, { full: true }));
  await made.settle();
  return made;
}

function repeat(made: Lab, action: RepeatIntent['action'], differs: Partial<RepeatIntent> & { id?: string } = {}) {
  const { id = 'UDEV', ...rest } = differs;
  const place = { service: 'shop', environment: null };
  return made.desk.repeat({ by: { id }, action, ...place, from: null, reason: null, ...rest });
}

function rollBack(made: Lab, differs: Partial<RollbackIntent> = {}) {
  const asked = { by: { id: 'UDEV' }, service: 'shop', environment: null, to: null, from: null, reason: null };
  return made.desk.rollback({ ...asked, pressedAt: new Date('2026-05-04T12:00:00.000Z'), ...differs });
}

const press = (made: Lab, release: string, offer: 'retry' | 'restart' | 'approve', id = 'UDEV') => {
  const basis = made.desk.view(release)?.basis ?? null;
  return made.desk.press({ by: { id }, offer, release, basis, reason: null, pressedAt: new Date() });
};

const byKubectl = (made: Lab, action: 'retry' | 'restart', version: string) =>
  made.program.store.create({ service: 'shop', environment: 'production', action, version }, null);

describe('a retry', () => {
  test('is a release of its own, which begins at the first step and asks for its own approval', async () => {
    const made = await aborted();
    const first = made.newest().name;
    const release = await repeat(made, 'retry', { reason: 'the database is back', id: 'UDEV' });
    expect(release.spec).toMatchObject({ action: 'retry', version: '2.0.0', reason: 'the database is back' });
    await made.settle();
    expect(made.status(release.name)).toMatchObject({ phase: 'AwaitingApproval', approvals: [] });
    expect(made.status(first).phase).toBe('Aborted');
    expect([made.rollout.writes.at(-1), made.rollout.step]).toEqual(['retry', 1]);
    expect(await codeOf(() => press(made, release.name, 'approve'))).toBe('not-allowed');
    await press(made, release.name, 'approve', 'UAPP');
    await made.settle();
    expect(made.rollout.step).toBe(3);
  });

  test('goes back to the version before when it is rolled back, and holds like any other', async () => {
    const made = await aborted();
    const release = await repeat(made, 'retry');
    await made.settle();
    expect(await rollBack(made)).toMatchObject({ release: { name: release.name }, plan: { to: { hash: FIRST } } });
    await made.settle();
    expect([made.status(release.name).phase, made.rollout.traffic]).toEqual(['RolledBack', FIRST]);
    expect(made.status(release.name).hold).not.toBeNull();
  });

  test('by the button of the card does the same, once', async () => {
    const made = await aborted();
    const first = made.newest().name;
    expect(made.desk.view(first)?.offers).toEqual(['retry', 'rollback']);
    const { release } = await press(made, first, 'retry');
    expect(release.name).not.toBe(first);
    expect(made.desk.view(first)?.offers).not.toContain('retry');
    expect(await codeOf(() => press(made, first, 'retry'))).toBe('release-running');
    await made.settle();
    expect(made.rollout.writes.filter((write) => write === 'retry')).toHaveLength(1);
  });

  test('of another version than the card showed is stale', async () => {
    const made = await aborted();
    expect(await codeOf(() => repeat(made, 'retry', { from: 'another' }))).toBe('stale');
    expect(await codeOf(() => repeat(made, 'retry', { from: SECOND }))).toBe('none');
  });

  test('made with kubectl is taken up when it names the aborted version, and refused when it does not', async () => {
    const made = await aborted();
    const other = await byKubectl(made, 'retry', '1.9.0');
    await made.settle();
    expect(made.status(other.name)).toMatchObject({
      phase: 'Refused',
      message: expect.stringContaining('not on 1.9.0'),
    });
    const same = await byKubectl(made, 'retry', 'v2.0.0');
    await made.settle();
    expect(made.status(same.name).phase).toBe('AwaitingApproval');
  });

  test.each([
    ['where nothing is aborted', completed, {}, 'not-offered'],
    ['while a release runs', atGate, {}, 'release-running'],
    ['by an approver who may not deploy', aborted, { id: 'UAPP' }, 'not-allowed'],
    ['by a stranger', aborted, { id: 'USTRANGER' }, 'not-allowed'],
    ['of a service that does not exist', aborted, { service: 'ghost' }, 'unknown-service'],
    ['in an environment that does not exist', aborted, { environment: 'moon' }, 'unknown-environment'],
  ])('%s is refused', async (_, begin, differs, expected) => {
    const made = await begin();
    const before = made.etcd.releases.size;
    expect(await codeOf(() => repeat(made, 'retry', differs))).toBe(expected);
    expect(made.etcd.releases.size).toBe(before);
  });

  test('is held after a rollback', async () => {
    const made = await aborted();
    await rollBack(made);
    await made.settle();
    made.rollout.set(`${IMAGE}:3.0.0`);
    await made.settle();
    made.rollout.elsewhere((rollout) => Object.assign(rollout, { abort: true }));
    await made.settle();
    expect(await codeOf(() => repeat(made, 'retry'))).toBe('held');
  });

  test('by kubectl brings the aborted release itself back to life', async () => {
    const made = await aborted();
    made.rollout.elsewhere((rollout) => Object.assign(rollout, { abort: false }));
    await made.settle();
    expect([made.etcd.releases.size, made.status().phase]).toEqual([1, 'AwaitingApproval']);
  });
});

describe('a restart', () => {
  test('is offered on the card where pods are in trouble, and means the version that was seen', async () => {
    const made = await completed();
    const { name } = made.newest();
    expect(made.desk.view(name)?.offers).toEqual(['rollback']);
    made.rollout.elsewhere((rollout) => Object.assign(rollout, { troubled: true }));
    expect(made.desk.view(name)?.offers).toEqual(['restart', 'rollback']);
    expect(await codeOf(() => press(made, name, 'restart', 'USTRANGER'))).toBe('not-allowed');
    const seen = { hash: FIRST, step: null, pausedSince: null };
    const late = { by: { id: 'UDEV' }, offer: 'restart', release: name, basis: seen, reason: null } as const;
    expect(await codeOf(() => made.desk.press({ ...late, pressedAt: new Date() }))).toBe('stale');
    const { release } = await press(made, name, 'restart');
    expect(release.spec).toMatchObject({ action: 'restart', version: '2.0.0' });
    expect(made.desk.view(name)?.offers).toEqual(['rollback']);
    await made.settle();
    expect(made.status(release.name).phase).toBe('Completed');
  });

  test('replaces the pods once, whoever dies in between, and changes no version', async () => {
    const made = await completed();
    const release = await repeat(made, 'restart', { reason: 'new secret' });
    made.restart();
    await made.settle();
    made.restart();
    await made.settle();
    expect(made.rollout.writes.filter((write) => write.startsWith('restart'))).toEqual([
      `restart ${release.createdAt}`,
    ]);
    expect(made.status(release.name)).toMatchObject({ phase: 'Completed', message: 'All pods are new', approvals: [] });
    expect(made.said(release.name)).toEqual(['requested', 'completed']);
  });

  test('leaves the last real release what it is: shown, and rolled back to what it replaced', async () => {
    const made = await completed();
    const real = made.newest().name;
    for (let i = 0; i < 4; i++) {
      await repeat(made, 'restart');
      await made.settle();
    }
    expect(made.newest().spec.action).toBe('restart');
    expect(made.desk.current('shop', null).release.name).toBe(real);
    expect(made.desk.view(real)?.offers).toEqual(['rollback']);
    expect(made.desk.view(made.newest().name)?.offers).toEqual([]);
    expect(await rollBack(made)).toMatchObject({ release: { name: real }, plan: { to: { hash: FIRST } } });
    await made.settle();
    expect([made.status(real).phase, made.rollout.traffic]).toEqual(['RolledBack', FIRST]);
  });

  test('after a rollback does not make the next rollback guess', async () => {
    const made = await completed();
    await rollBack(made);
    await made.settle();
    await repeat(made, 'restart');
    await made.settle();
    expect(await codeOf(() => rollBack(made))).toBe('no-way-back');
  });

  test('that runs is what is shown, and can be rolled back past', async () => {
    const made = await completed();
    const real = made.newest().name;
    const release = await repeat(made, 'restart');
    expect(made.desk.current('shop', null).release.name).toBe(release.name);
    expect(await rollBack(made)).toMatchObject({ release: { name: real } });
    await made.settle();
    expect(made.status(real).phase).toBe('RolledBack');
    expect(['Superseded', 'Completed', 'Refused']).toContain(made.status(release.name).phase);
  });

  test('gives way to a deployment, and ends as overtaken', async () => {
    const made = await completed();
    const { driver, life } = made.program;
    const release = await repeat(made, 'restart');
    driver.step = (what) => (what === 'pass restart' ? new Promise(() => undefined) : life.step(what));
    await made.settle();
    expect(made.status(release.name).phase).toBe('Starting');
    expect(await codeOf(() => made.deploy('3.0.0'))).toBe('none');
    made.restart();
    await made.settle();
    expect(made.status(release.name).phase).toBe('Superseded');
    expect(made.status(made.newest().name).phase).toBe('AwaitingApproval');
  });

  test.each([
    ['where everything rests', completed, {}, 'none'],
    ['by an approver, who may steer', completed, { id: 'UAPP' }, 'none'],
    ['while an update is under way', atGate, {}, 'release-running'],
    ['while an aborted update stands', aborted, {}, 'not-offered'],
    ['by a stranger', completed, { id: 'USTRANGER' }, 'not-allowed'],
    ['of a service that does not exist', completed, { service: 'ghost' }, 'unknown-service'],
  ])('%s: %#', async (_, begin, differs, expected) => {
    const made = await begin();
    expect(await codeOf(() => repeat(made, 'restart', differs))).toBe(expected);
  });

  test('beside another restart is refused', async () => {
    const made = await completed();
    made.program.driver.step = () => new Promise(() => undefined);
    made.etcd.write('running', made.status(), { ...made.newest().spec, action: 'restart' });
    const running = { ...made.status(), phase: 'Starting' as const, endedAt: null };
    made.etcd.write('running', running);
    made.program.driver.step = () => Promise.resolve();
    expect(await codeOf(() => repeat(made, 'restart'))).toBe('release-running');
  });

  test('is not held after a rollback: it brings no version', async () => {
    const made = await completed();
    await rollBack(made);
    await made.settle();
    expect(await codeOf(() => repeat(made, 'restart'))).toBe('none');
  });

  test('made with kubectl for another version is refused', async () => {
    const made = await completed();
    const { name } = await byKubectl(made, 'restart', '1.0.0');
    await made.settle();
    expect(made.status(name).phase).toBe('Refused');
  });
});
