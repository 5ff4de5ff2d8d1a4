import type { Desk } from '../../src/engine/desk.ts';
import type { PressIntent } from '../../src/engine/intents.ts';
import { hashOf } from './support/rollout.ts';
import { codeOf, IMAGE, NOW } from './support/situations.ts';
import { type Lab, newLab, quiet } from './support/world.ts';

/** A release that waits at its first gate. */
async function atGate(...[access]: ConstructorParameters<typeof Lab>): Promise<Lab> {
  const lab = newLab(access);
  await lab.deploy();
  await lab.settle();
  return lab;
}

function press(lab: Lab, differs: Partial<PressIntent> & { id?: string } = {}): ReturnType<Desk['press']> {
  const { id = 'UAPP', ...rest } = differs;
  return lab.desk.press({
    by: { id },
    offer: 'approve',
    release: lab.newest().name,
    basis: null,
    reason: null,
    pressedAt: NOW,
    ...rest,
  });
}

const seenNow = (lab: Lab) => lab.desk.current('shop', null).basis;

describe('deploy', () => {
  const intent = { by: { id: 'UDEV' }, service: 'shop', environment: null, version: '2.0.0', reason: 'faster' };

  test.each([
    ['takes a version', {}, 'none'],
    ['takes a service in capitals', { service: ' SHOP ' }, 'none'],
    ['refuses a stranger', { by: { id: 'USTRANGER' } }, 'not-allowed'],
    ['refuses an approver who may not deploy', { by: { id: 'UAPP' } }, 'not-allowed'],
    ['refuses a service that it does not know', { service: 'ghost' }, 'unknown-service'],
    ['refuses an environment that it does not know', { environment: 'moon' }, 'unknown-environment'],
    ['refuses what is no version', { version: '; rm -rf /' }, 'unknown-version'],
    ['refuses what runs already', { version: 'v1.0.0' }, 'already-running'],
  ])('%s', async (_, differs, expected) => {
    const lab = newLab();
    expect(await codeOf(() => lab.desk.deploy({ ...intent, ...differs }))).toBe(expected);
    expect(lab.etcd.releases.size).toBe(expected === 'none' ? 1 : 0);
  });

  test('is refused while a release runs, and possible again after it', async () => {
    const lab = await atGate();
    expect(await codeOf(() => lab.desk.deploy({ ...intent, version: '3.0.0' }))).toBe('release-running');
    lab.rollout.elsewhere((rollout) => {
      rollout.abort = true;
    });
    await lab.settle();
    expect(await codeOf(() => lab.desk.deploy({ ...intent, version: '3.0.0' }))).toBe('none');
  });

  test('keeps who asked, what for and why', async () => {
    const lab = newLab();
    const release = await lab.desk.deploy(intent);
    expect(release).toMatchObject({
      spec: { service: 'shop', environment: 'production', version: '2.0.0', requestedBy: 'UDEV', reason: 'faster' },
      status: { phase: 'Pending', requester: { kind: 'user', id: 'UDEV' } },
    });
  });
});

describe('a press', () => {
  test('of the last missing approval is carried out', async () => {
    const lab = await atGate();
    expect(await press(lab)).toMatchObject({ carriedOut: true, given: 1, needed: 1 });
    await lab.settle();
    expect(lab.status().targets[0]?.step).toBe(3);
  });

  test('twice at the same time is one wish: the second person hears who was faster', async () => {
    const lab = await atGate();
    const basis = seenNow(lab);
    const [first, second] = await Promise.allSettled([press(lab, { basis }), press(lab, { basis, id: 'UAPP2' })]);
    expect([first.status, second.status]).toEqual(['fulfilled', 'rejected']);
    expect(second).toMatchObject({ reason: { code: 'already-decided', message: expect.stringContaining('<@UAPP>') } });
    await lab.settle();
    expect(lab.rollout.writes.filter((write) => write.startsWith('promote'))).toHaveLength(1);
  });

  test('on a gate that has gone says what has changed, and changes nothing', async () => {
    const lab = await atGate();
    const basis = seenNow(lab);
    await press(lab);
    await lab.settle();
    const late = press(lab, { basis, id: 'UAPP2' });
    await expect(late).rejects.toMatchObject({ code: 'stale', why: 'The release has gone on from step 2 to step 4.' });
    expect(lab.status().wish).toBeNull();
  });

  test.each([
    ['approve, by the one who asked for the release', { id: 'UDEV', offer: 'approve' }, 'own-request'],
    ['full promotion, by the one who asked for the release', { id: 'UDEV', offer: 'promoteFull' }, 'own-request'],
  ] as const)('is refused: %s', async (_, differs, expected) => {
    const lab = await atGate({ approve: [{ kind: 'user', id: 'UDEV' }] });
    expect(await codeOf(() => press(lab, differs))).toBe(expected);
    expect(lab.status()).toMatchObject({ approvals: [], wish: null });
  });

  test('of the own release counts where the catalog says so', async () => {
    const lab = await atGate({ approve: [{ kind: 'user', id: 'UDEV' }], requesterMayApprove: true });
    expect(await press(lab, { id: 'UDEV' })).toMatchObject({ carriedOut: true });
  });

  test.each([
    ['approve by a stranger', { id: 'USTRANGER' }, 'not-allowed'],
    ['approve by somebody who may only deploy', { id: 'UDEV2' }, 'not-allowed'],
    ['reject by somebody who may only deploy', { id: 'UDEV2', offer: 'reject' }, 'not-allowed'],
    ['full promotion by somebody who may only deploy', { id: 'UDEV2', offer: 'promoteFull' }, 'not-allowed'],
    ['resume where nothing is halted', { id: 'UDEV', offer: 'resume' }, 'not-offered'],
    ['promote means approve, and needs that right', { id: 'UDEV2', offer: 'promote' }, 'not-allowed'],
    ['promote by an approver counts as an approval', { id: 'UAPP', offer: 'promote' }, 'none'],
    ['pause by a deployer', { id: 'UDEV', offer: 'pause' }, 'none'],
    ['abort by a deployer', { id: 'UDEV', offer: 'abort' }, 'none'],
    ['abort by a stranger', { id: 'USTRANGER', offer: 'abort' }, 'not-allowed'],
    ['a release that does not exist', { release: 'ghost' }, 'unknown-release'],
  ] as const)('%s', async (_, differs, expected) => {
    const deploy = ['UDEV', 'UDEV2'].map((id) => ({ kind: 'user', id }) as const);
    const lab = await atGate({ deploy });
    expect(await codeOf(() => press(lab, differs))).toBe(expected);
  });

  test.each([['approve'], ['reject'], ['promoteFull'], ['pause'], ['resume'], ['abort'], ['promote']] as const)(
    'of %s is refused when the release has ended',
    async (offer) => {
      const lab = await atGate();
      lab.rollout.elsewhere((rollout) => Object.assign(rollout, { full: true }));
      await lab.settle();
      expect(lab.status().phase).toBe('Completed');
      const before = [...lab.rollout.writes];
      const by = ['pause', 'resume', 'abort'].includes(offer) ? 'UDEV' : 'UAPP';
      expect(await codeOf(() => press(lab, { offer, id: by }))).toBe('not-offered');
      await lab.settle();
      expect([lab.status().phase, lab.rollout.writes]).toEqual(['Completed', before]);
    },
  );

  test('fails closed when the members of a group cannot be read, and works when they can', async () => {
    const lab = await atGate({ approve: [{ kind: 'group', handle: 'leads' }] });
    lab.program.directory.groups = { leads: null };
    expect(await codeOf(() => press(lab))).toBe('cannot-verify-membership');
    lab.program.directory.groups = { leads: ['UAPP'] };
    expect(await codeOf(() => press(lab))).toBe('none');
  });

  test('cannot promote a version that the release did not bring', async () => {
    const lab = await atGate();
    lab.program.life.left = 0;
    lab.rollout.set(`${IMAGE}:3.0.0`);
    while (lab.rollout.tick());
    const alive = lab.program;
    alive.life.left = Number.POSITIVE_INFINITY;
    expect(await codeOf(() => press(lab))).toBe('not-offered');
    await quiet();
    expect(lab.rollout.writes).toEqual([`set-image ${IMAGE}:2.0.0`]);
  });
});

describe('two approvals', () => {
  test('are needed from two different people', async () => {
    const lab = await atGate({ approvals: 2 });
    expect(await press(lab)).toMatchObject({ carriedOut: false, given: 1, needed: 2 });
    expect(await codeOf(() => press(lab))).toBe('already-decided');
    await lab.settle();
    expect([lab.status().phase, lab.status().wish]).toEqual(['AwaitingApproval', null]);
    expect(await press(lab, { id: 'UAPP2' })).toMatchObject({ carriedOut: true, given: 2, needed: 2 });
    await lab.settle();
    expect(lab.status().targets[0]?.step).toBe(3);
  });

  test('given at the same time both count', async () => {
    const lab = await atGate({ approvals: 2 });
    const pressed = await Promise.all([press(lab), press(lab, { id: 'UAPP2' })]);
    expect(pressed.map(({ given, carriedOut }) => [given, carriedOut])).toEqual([
      [1, false],
      [2, true],
    ]);
  });

  test('do not add up over two gates', async () => {
    const lab = await atGate({ approvals: 2 });
    await press(lab);
    lab.rollout.elsewhere((rollout) => Object.assign(rollout, { pause: null, cleared: true }));
    await lab.settle();
    expect(await press(lab, { id: 'UAPP2' })).toMatchObject({ carriedOut: false, given: 1 });
  });

  test('cannot be gone round by one person with a full promotion', async () => {
    const lab = await atGate({ approvals: 2 });
    expect(await codeOf(() => press(lab, { offer: 'promoteFull' }))).toBe('not-offered');
    await lab.settle();
    expect(lab.status().phase).toBe('AwaitingApproval');
  });
});

describe('reject', () => {
  test('is a rollback, traffic first', async () => {
    const lab = await atGate();
    const before = lab.program.life.order.length;
    const pressedAt = new Date('2026-05-04T11:59:58.500Z');
    const { carriedOut } = await press(lab, { offer: 'reject', basis: seenNow(lab), reason: 'too slow', pressedAt });
    const order = lab.program.life.order.slice(before);
    expect(order.indexOf('passed rollback')).toBeLessThan(order.indexOf('write'));
    await lab.settle();
    expect(carriedOut).toBe(true);
    expect(lab.status()).toMatchObject({ phase: 'RolledBack', rollback: { cause: 'rejected', reason: 'too slow' } });
    expect(lab.status().rollback?.clock.pressedAt).toBe(pressedAt.toISOString());
    expect(lab.said()).toContain('rejected');
    expect(lab.rollout.stable).toBe(hashOf(`${IMAGE}:1.0.0`));
  });

  test('on a gate that has gone is stale', async () => {
    const lab = await atGate();
    const basis = seenNow(lab);
    await press(lab);
    await lab.settle();
    expect(await codeOf(() => press(lab, { offer: 'reject', basis, id: 'UAPP2' }))).toBe('stale');
    expect(lab.status().rollback).toBeNull();
  });

  test('comes too late once the promotion was decided', async () => {
    const lab = await atGate();
    await press(lab);
    expect(await codeOf(() => press(lab, { offer: 'reject', id: 'UAPP2' }))).toBe('already-decided');
  });
});

describe('what a button shows', () => {
  test.each([['approve'], ['reject'], ['promoteFull'], ['pause'], ['abort']] as const)(
    'is accepted: %s',
    async (offer) => {
      const lab = await atGate();
      const { offers, basis } = lab.desk.current('shop', null);
      expect(offers).toContain(offer);
      const id = offer === 'pause' || offer === 'abort' ? 'UDEV' : 'UAPP';
      expect(await codeOf(() => press(lab, { offer, basis, id }))).toBe('none');
    },
  );

  test('halt and resume lead back to the same gate, without asking anew', async () => {
    const lab = await atGate();
    await press(lab, { offer: 'pause', id: 'UDEV' });
    await lab.settle();
    expect(lab.status().phase).toBe('Paused');
    expect(lab.desk.current('shop', null).offers).not.toContain('approve');
    await press(lab, { offer: 'resume', id: 'UDEV' });
    await lab.settle();
    expect(lab.status().phase).toBe('AwaitingApproval');
    expect(lab.said().filter((what) => what === 'approvalNeeded')).toHaveLength(1);
  });

  test('an abort that was asked for ends the release as aborted', async () => {
    const lab = await atGate();
    await press(lab, { offer: 'abort', id: 'UDEV', reason: 'wrong branch' });
    await lab.settle();
    expect(lab.status()).toMatchObject({ phase: 'Aborted', wish: null });
    expect(lab.rollout.writes.filter((write) => write === 'abort')).toHaveLength(1);
  });

  test('a full promotion passes every gate', async () => {
    const lab = await atGate();
    await press(lab, { offer: 'promoteFull' });
    await lab.settle();
    expect([lab.status().phase, lab.rollout.writes]).toEqual([
      'Completed',
      [`set-image ${IMAGE}:2.0.0`, 'promote-full'],
    ]);
  });
});

describe('the overview', () => {
  test('shows the running release, or the newest one', async () => {
    const lab = await atGate();
    expect(lab.desk.views(null)).toHaveLength(1);
    expect(lab.desk.current('shop', 'production').release.name).toBe(lab.newest().name);
    expect(lab.desk.view('ghost')).toBeNull();
  });

  test('says so when nothing was released yet', async () => {
    const lab = newLab();
    expect(await codeOf(() => lab.desk.current('shop', null))).toBe('nothing-running');
    expect(await codeOf(() => lab.desk.views('ghost'))).toBe('unknown-service');
    expect(lab.desk.views('shop')).toEqual([]);
  });
});
