import type { PressIntent } from '../../../src/engine/intents.ts';
import { problemBefore } from '../../../src/engine/release/checks.ts';
import { holdingOf, requireHold } from '../../../src/engine/release/holds.ts';
import type { Action, Release } from '../../../src/model/release.ts';
import type { Hold, Rollback } from '../../../src/model/rollback.ts';
import {
  codeOf,
  environmentOf,
  IMAGE,
  KEPT,
  NEW,
  NOW,
  releaseOf,
  resting,
  serviceOf,
  statusOf,
  TARGET,
  user,
} from '../support/situations.ts';
import { type Lab, newLab } from '../support/world.ts';

/** A release of version 2 that was rolled back by a press. */
async function rolledBack(...[access]: ConstructorParameters<typeof Lab>): Promise<Lab> {
  const lab = newLab(access);
  await lab.deploy();
  await lab.settle();
  await back(lab);
  return lab;
}

async function back(lab: Lab, reason: string | null = 'errors at checkout'): Promise<void> {
  const intent = { by: { id: 'UDEV' }, service: 'shop', environment: null, to: null, from: null, reason };
  await lab.desk.rollback({ ...intent, pressedAt: new Date('2026-05-04T12:00:00.000Z') });
  await lab.settle();
}

const deploy = (lab: Lab, version = '3.0.0') =>
  lab.desk.deploy({ by: { id: 'UDEV' }, service: 'shop', environment: null, version, reason: null });

function lift(lab: Lab, { id = 'UDEV', ...differs }: Partial<PressIntent> & { id?: string } = {}) {
  const intent = { offer: 'lift' as const, release: lab.newest().name, basis: null, reason: null, pressedAt: NOW };
  return lab.desk.press({ by: { id }, ...intent, ...differs });
}

describe('what is started elsewhere while releases are held', () => {
  async function adoptedAgain(): Promise<Lab> {
    const lab = await rolledBack();
    lab.rollout.set(`${IMAGE}:2.0.0`);
    await lab.settle();
    return lab;
  }
  const press = (lab: Lab, offer: PressIntent['offer']) =>
    lab.desk.press({
      by: { id: 'UAPP' },
      offer,
      release: lab.newest().name,
      basis: null,
      reason: null,
      pressedAt: NOW,
    });

  test.each(['approve', 'promote', 'promoteFull'] as const)(
    'is adopted, and %s is neither offered nor accepted',
    async (offer) => {
      const lab = await adoptedAgain();
      const { name, spec } = lab.newest();
      expect(spec.action).toBe('adopt');
      expect(lab.desk.view(name)).toMatchObject({
        offers: ['reject', 'pause', 'abort', 'rollback'],
        held: { spec: { version: '2.0.0' } },
      });
      expect(await codeOf(() => press(lab, offer))).toBe('held');
      expect(lab.rollout.writes.filter((write) => write.startsWith('promote'))).toEqual([]);
    },
  );

  test('may be approved once the hold is lifted', async () => {
    const lab = await adoptedAgain();
    const held = lab.desk.view(lab.newest().name)?.held?.name ?? '';
    await lift(lab, { release: held });
    await press(lab, 'approve');
    await lab.settle();
    expect(lab.said()).toContain('carriedOut');
  });

  test('may always be taken back', async () => {
    const lab = await adoptedAgain();
    await back(lab);
    expect(lab.status().phase).toBe('RolledBack');
  });
});

describe('after a rollback', () => {
  test('forward releases are held, with who took back what, when, why, and how to go on', async () => {
    const lab = await rolledBack();
    expect(lab.status().hold).toMatchObject({ reason: 'errors at checkout', lifted: null });
    expect(lab.said()).toContain('held');
    const refused = await deploy(lab).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'held',
      message: 'Releases of shop in production are held.',
      why: '<@UDEV> rolled 2.0.0 back to 1.0.0 on 2026-05-04 12:00 UTC: errors at checkout',
      hint: expect.stringContaining('/deploy lift shop --env production'),
    });
    expect(lab.etcd.releases.size).toBe(1);
  });

  test('the hold is written together with the rollback, and not beside it', async () => {
    const lab = newLab();
    await lab.deploy();
    await lab.settle();
    const first = lab.etcd.moves.length;
    await back(lab);
    const since = lab.etcd.moves.slice(first).map(({ to }) => to);
    expect(since.slice(0, 2)).toEqual(['RollingBack', 'RollingBack']);
    expect(lab.status().hold?.since).toBe(lab.status().story.find(({ what }) => what === 'rollbackAsked')?.at);
  });

  test('an approval that comes too late is told that, and nothing about the hold', async () => {
    const lab = newLab();
    await lab.deploy();
    await lab.settle();
    const { name } = lab.newest();
    const basis = lab.desk.view(name)?.basis ?? null;
    await back(lab);
    const press = { by: { id: 'UAPP' }, offer: 'approve' as const, release: name, reason: null, pressedAt: NOW };
    expect(await codeOf(() => lab.desk.press({ ...press, basis }))).toBe('stale');
    expect(await codeOf(() => lab.desk.press({ ...press, basis: null }))).toBe('not-offered');
  });

  test('a release made with kubectl is held as well', async () => {
    const lab = await rolledBack();
    const spec = { service: 'shop', environment: 'production', version: '3.0.0' };
    const { name } = await lab.program.store.create(spec, null);
    await lab.settle();
    expect(lab.status(name)).toMatchObject({ phase: 'Refused', message: expect.stringContaining('are held') });
    expect(lab.rollout.image).toBe(`${IMAGE}:1.0.0`);
  });

  test('without a reason the words say so', async () => {
    const lab = newLab();
    await lab.deploy();
    await lab.settle();
    await back(lab, null);
    await expect(deploy(lab)).rejects.toMatchObject({ why: expect.stringContaining('without saying why') });
  });

  test('of a version that no release brought, forward releases are held too', async () => {
    const lab = newLab();
    lab.rollout.set(`${IMAGE}:2.0.0`);
    await lab.settle();
    await back(lab);
    expect(lab.status().phase).toBe('RolledBack');
    expect(await codeOf(() => deploy(lab))).toBe('held');
  });

  test('another rollback never waits', async () => {
    const lab = await rolledBack();
    lab.rollout.set(`${IMAGE}:3.0.0`);
    await lab.settle();
    await back(lab);
    expect([lab.rollout.image, lab.newest().status?.phase]).toEqual([`${IMAGE}:1.0.0`, 'RolledBack']);
  });

  test('a rejection holds nothing: the corrected version is its natural next step', async () => {
    const lab = newLab();
    await lab.deploy();
    await lab.settle();
    await lab.desk.press({
      by: { id: 'UAPP' },
      offer: 'reject',
      release: lab.newest().name,
      basis: null,
      reason: 'too slow',
      pressedAt: NOW,
    });
    await lab.settle();
    expect([lab.status().phase, lab.status().hold]).toEqual(['RolledBack', null]);
    expect(await codeOf(() => deploy(lab))).toBe('none');
  });
});

describe('lifting', () => {
  test('lets releases begin again, and is told with who and why', async () => {
    const lab = await rolledBack();
    const name = lab.newest().name;
    expect(lab.desk.view(name)?.offers).toEqual(['lift']);
    expect(await lift(lab, { reason: 'fixed in 2.0.1' })).toMatchObject({ carriedOut: true });
    expect(lab.status(name).hold?.lifted).toMatchObject({ by: user('UDEV'), reason: 'fixed in 2.0.1' });
    expect(lab.status(name).story.at(-1)).toMatchObject({ what: 'lifted', reason: 'fixed in 2.0.1' });
    expect(lab.desk.view(name)?.offers).toEqual([]);
    expect(await codeOf(() => deploy(lab))).toBe('none');
  });

  test('twice at the same time is done once: the second person hears who was faster', async () => {
    const lab = await rolledBack();
    const [first, second] = await Promise.allSettled([lift(lab), lift(lab, { id: 'UAPP' })]);
    expect([first.status, second.status]).toEqual(['fulfilled', 'rejected']);
    expect(second).toMatchObject({ reason: { code: 'already-decided', message: expect.stringContaining('<@UDEV>') } });
    expect(lab.said().filter((what) => what === 'lifted')).toHaveLength(1);
  });

  test('is no matter of what the card showed: it is the same hold', async () => {
    const lab = await rolledBack();
    expect(await codeOf(() => lift(lab, { basis: { hash: 'another', step: 7, pausedSince: null } }))).toBe('none');
  });

  test.each([
    ['a deployer', { id: 'UDEV' }, 'none'],
    ['an approver', { id: 'UAPP' }, 'none'],
    ['a stranger', { id: 'USTRANGER' }, 'not-allowed'],
    ['of a release that does not exist', { release: 'ghost' }, 'unknown-release'],
  ])('by %s', async (_, differs, expected) => {
    const lab = await rolledBack();
    expect(await codeOf(() => lift(lab, differs))).toBe(expected);
    expect(lab.status().hold?.lifted === null).toBe(expected !== 'none');
  });

  test('where nothing is held is refused', async () => {
    const lab = newLab();
    await lab.deploy();
    await lab.settle();
    expect(await codeOf(() => lift(lab))).toBe('not-offered');
  });

  test('one of two holds leaves the other', async () => {
    const lab = await rolledBack();
    lab.rollout.set(`${IMAGE}:3.0.0`);
    await lab.settle();
    await back(lab, 'another one');
    await lift(lab);
    await expect(deploy(lab, '4.0.0')).rejects.toMatchObject({ why: expect.stringContaining('errors at checkout') });
  });
});

const rollback: Rollback = {
  by: { kind: 'engine' },
  cause: 'pressed',
  from: { hash: NEW, image: `${IMAGE}:2.0.0` },
  to: KEPT,
  mechanism: 'abort-canary',
  clock: { pressedAt: NOW.toISOString() },
};
const HOLD: Hold = { since: NOW.toISOString(), reason: null, lifted: null };
const LIFTED: Hold = { ...HOLD, lifted: { by: { kind: 'engine' }, at: NOW.toISOString() } };
const held = (hold: Hold | null, name = 'a'): Release =>
  releaseOf(statusOf('RolledBack', { rollback, hold }), { name });

test.each<[string, Action, Hold | null, string]>([
  ['a deployment', 'deploy', HOLD, 'held'],
  ['a retry', 'retry', HOLD, 'held'],
  ['a restart', 'restart', HOLD, 'none'],
  ['a change that was made elsewhere', 'adopt', HOLD, 'none'],
  ['a deployment after the hold was lifted', 'deploy', LIFTED, 'none'],
  ['a deployment after a rollback without hold', 'deploy', null, 'none'],
])('%s', (_, action, hold, expected) => {
  const environment = environmentOf();
  const place = { service: serviceOf(environment), environment, target: TARGET };
  const image = `${IMAGE}:3.0.0`;
  const problem = problemBefore({ action, place, image, snapshot: resting(), release: null, others: [held(hold)] });
  expect(problem?.code === 'held' ? 'held' : 'none').toBe(expected);
});

test('the newest hold is the one that is named', () => {
  expect(holdingOf([held(null, 'c'), held(HOLD, 'b'), held(HOLD, 'a')])?.name).toBe('b');
  expect(holdingOf([held(LIFTED), releaseOf(null)])).toBeNull();
});

test('nothing is lifted while the rollback runs', async () => {
  const running = releaseOf(statusOf('RollingBack', { rollback, hold: HOLD }));
  expect(await codeOf(() => requireHold(running))).toBe('not-offered');
  expect(await codeOf(() => requireHold(releaseOf(null)))).toBe('not-offered');
  expect(requireHold(held(HOLD)).hold).toEqual(HOLD);
});
