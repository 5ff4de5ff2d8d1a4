/** A rollback passes every gate; afterwards a second person says that they have looked, and is reminded until then. */
import { describe, expect, jest, test } from '@jest/globals';
import { reminded, reminderIn } from '../../../src/engine/rollback/acknowledgement.ts';
import { Reminders } from '../../../src/engine/rollback/reminders.ts';
import type { ReleaseStatus } from '../../../src/model/release.ts';
import { codeOf, environmentOf, NOW, user } from '../support/situations.ts';
import { until } from '../support/until.ts';
import { type Lab, newLab } from '../support/world.ts';

jest.setTimeout(30_000);

const MINUTES = 60_000;
/** A lab in whose environment a second person is asked, or is not. */
async function atGate(acknowledge: boolean, remindAfterMs = 15 * MINUTES): Promise<Lab> {
  const lab = newLab({ rollback: [user('UDEV'), user('UOPS')] });
  const { program } = lab;
  program.catalog = {
    ...program.catalog,
    services: program.catalog.services.map((service) => ({
      ...service,
      environments: service.environments.map((each) => ({
        ...each,
        rollback: { ...each.rollback, acknowledge, remindAfterMs },
      })),
    })),
  };
  await lab.deploy();
  await lab.settle();
  return lab;
}

async function rollBack(lab: Lab, by = 'UDEV'): Promise<void> {
  const intent = { by: { id: by }, service: 'shop', environment: null, to: null, from: null, reason: null };
  await lab.desk.rollback({ ...intent, pressedAt: NOW });
}

const press = (lab: Lab, by: string, reason: string | null = null) =>
  lab.desk.press({
    by: { id: by },
    offer: 'acknowledge',
    release: lab.newest().name,
    basis: null,
    reason,
    pressedAt: NOW,
  });

const offers = (lab: Lab) => lab.desk.view(lab.newest().name)?.offers ?? [];

describe('after a rollback', () => {
  test('a second person is asked at once, and acknowledges it when it is done', async () => {
    const lab = await atGate(true);
    await rollBack(lab);
    expect(await codeOf(() => press(lab, 'UAPP'))).toBe('not-offered');
    await lab.settle();
    expect(lab.said()).toContain('acknowledgementWanted');
    expect(offers(lab)).toContain('acknowledge');
    await press(lab, 'UAPP', 'looked at the logs');
    expect(lab.status().rollback?.acknowledgement).toMatchObject({
      given: { by: { kind: 'user', id: 'UAPP' }, reason: 'looked at the logs' },
    });
    expect(lab.status().story.at(-1)).toMatchObject({ what: 'acknowledged', reason: 'looked at the logs' });
    expect(offers(lab)).not.toContain('acknowledge');
  });

  test.each([
    ['whoever pressed', 'UDEV', 'own-request'],
    ['a stranger', 'USTRANGER', 'not-allowed'],
    ['an approver', 'UAPP', 'none'],
    ['somebody who may roll back', 'UOPS', 'none'],
  ])('by %s', async (_, by, expected) => {
    const lab = await atGate(true);
    await rollBack(lab);
    await lab.settle();
    expect(await codeOf(() => press(lab, by))).toBe(expected);
    expect(lab.said().includes('acknowledged')).toBe(expected === 'none');
  });

  test('the second of two who acknowledge hears who was faster', async () => {
    const lab = await atGate(true);
    await rollBack(lab);
    await lab.settle();
    const came = await Promise.all([codeOf(() => press(lab, 'UAPP')), codeOf(() => press(lab, 'UAPP2'))]);
    expect(came.toSorted()).toEqual(['already-decided', 'none']);
    expect(lab.said().filter((what) => what === 'acknowledged')).toHaveLength(1);
  });

  test('nobody is asked where the catalog does not want it', async () => {
    const lab = await atGate(false);
    await rollBack(lab);
    await lab.settle();
    expect([lab.said().includes('acknowledgementWanted'), offers(lab).includes('acknowledge')]).toEqual([false, false]);
    expect(await codeOf(() => press(lab, 'UAPP'))).toBe('not-offered');
  });

  test('nobody is asked when an approver has rejected: that is a decision at the gate', async () => {
    const lab = await atGate(true);
    const release = lab.newest().name;
    await lab.desk.press({ by: { id: 'UAPP' }, offer: 'reject', release, basis: null, reason: null, pressedAt: NOW });
    await lab.settle();
    expect([lab.status().phase, offers(lab).includes('acknowledge')]).toEqual(['RolledBack', false]);
  });
});

describe('reminders', () => {
  const environment = {
    ...environmentOf(),
    rollback: { verifyWithinMs: 1, acknowledge: true, remindAfterMs: 15 * MINUTES },
  };
  const minutesOn = (minutes: number) => new Date(NOW.getTime() + minutes * MINUTES);

  async function waiting(): Promise<ReleaseStatus> {
    const lab = await atGate(true);
    await rollBack(lab);
    await lab.settle();
    return lab.status();
  }

  test('come after 15 minutes, then after pauses that are four times as long, and four times at most', async () => {
    let status = await waiting();
    for (const minutes of [15, 75, 315, 1275]) {
      expect(reminderIn(status, environment, minutesOn(minutes - 1))).toBe(MINUTES);
      expect(reminded(status, environment, minutesOn(minutes - 1))).toBeNull();
      const next = reminded(status, environment, minutesOn(minutes));
      expect(next?.story.at(-1)).toMatchObject({ what: 'acknowledgementWanted', isReminder: true });
      status = next ?? status;
    }
    expect(reminderIn(status, environment, minutesOn(100_000))).toBeNull();
  });

  test('that were missed come as one', async () => {
    const next = reminded(await waiting(), environment, minutesOn(400));
    expect(next?.rollback?.acknowledgement?.reminders).toBe(3);
    expect(next === null ? null : reminderIn(next, environment, minutesOn(400))).toBe((1275 - 400) * MINUTES);
  });

  test('end when it is acknowledged', async () => {
    const lab = await atGate(true);
    await rollBack(lab);
    await lab.settle();
    await press(lab, 'UAPP');
    expect(reminderIn(lab.status(), environment, minutesOn(10_000))).toBeNull();
  });

  test('are told by whichever process runs then, and by none that was stopped', async () => {
    const lab = await atGate(true, 40);
    await rollBack(lab);
    await lab.settle();
    const stopped = new Reminders(lab.program.world);
    stopped.start();
    stopped.stop();
    const reminders = new Reminders(lab.program.world);
    reminders.start();
    const count = () => lab.said().filter((what) => what === 'acknowledgementWanted').length;
    await until(() => count() > 1, 'a reminder');
    reminders.stop();
    expect(lab.status().rollback?.acknowledgement?.given).toBeNull();
  });
});
