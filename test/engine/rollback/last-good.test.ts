/** When the version that a rollback brought back is bad as well: the last good one before it, if one is known. */
import { describe, expect, jest, test } from '@jest/globals';
import { IMAGE, NOW } from '../support/situations.ts';
import { type Lab, newLab } from '../support/world.ts';

jest.setTimeout(30_000);

async function complete(lab: Lab, version: string): Promise<void> {
  await lab.deploy(version);
  await lab.settle();
  lab.rollout.elsewhere((rollout) => Object.assign(rollout, { full: true }));
  await lab.settle();
}

async function rollBack(lab: Lab, to: string | null = null, from: string | null = null): Promise<void> {
  const intent = { by: { id: 'UDEV' }, service: 'shop', environment: null, to, from, reason: null };
  await lab.desk.rollback({ ...intent, release: null, pressedAt: new Date(NOW.getTime() + 3_600_000) });
  await lab.settle();
}

/** Versions are completed one after the other, then the newest is rolled back. */
async function rolledBack(...versions: readonly string[]): Promise<Lab> {
  const lab = newLab();
  for (const version of versions) await complete(lab, version);
  await rollBack(lab);
  return lab;
}

const view = (lab: Lab, name = lab.newest().name) => lab.desk.view(name);

describe('after a rollback', () => {
  test('the good version before the one that is back is offered, and one press brings it back past the hold', async () => {
    const lab = await rolledBack('0.9.0', '2.0.0', '3.0.0');
    expect(lab.rollout.image).toBe(`${IMAGE}:2.0.0`);
    expect(view(lab)).toMatchObject({ further: { image: `${IMAGE}:0.9.0` }, held: { name: lab.newest().name } });
    expect(view(lab)?.offers).toContain('further');
    await rollBack(lab, view(lab)?.further?.hash ?? null, view(lab)?.basis.hash ?? null);
    expect(lab.rollout.image).toBe(`${IMAGE}:0.9.0`);
  });

  test.each<[string, readonly string[]]>([
    ['nothing was completed before', ['2.0.0', '3.0.0']],
    ['the cluster does not keep it any more', ['5.0.0', '2.0.0', '3.0.0']],
  ])('nothing is offered where %s', async (_, versions) => {
    const lab = await rolledBack(...versions);
    expect([view(lab)?.further, view(lab)?.offers.includes('further')]).toEqual([null, false]);
  });

  test('nothing is offered of a version that was taken back once', async () => {
    const lab = await rolledBack('0.9.0', '2.0.0', '3.0.0');
    await rollBack(lab, '0.9.0');
    expect(lab.rollout.image).toBe(`${IMAGE}:0.9.0`);
    expect(view(lab)?.offers).not.toContain('further');
  });

  test('nothing is offered when another version is wanted by then', async () => {
    const lab = await rolledBack('0.9.0', '2.0.0', '3.0.0');
    const { name } = lab.newest();
    lab.rollout.set(`${IMAGE}:4.0.0`);
    await lab.settle();
    expect(view(lab, name)?.offers).not.toContain('further');
  });
});
