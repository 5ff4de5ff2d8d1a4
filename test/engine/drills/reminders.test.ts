/** Reminders of drills that are due: by timers, and never while a release is under way. */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { pino } from 'pino';
import { DrillReminders } from '../../../src/engine/drills/reminders.ts';
import type { World } from '../../../src/engine/world.ts';
import { UserProblem } from '../../../src/model/problem.ts';
import type { ReleasePhase, ReleaseSpec, ReleaseStatus } from '../../../src/model/release.ts';
import { MemoryRecords } from '../support/records.ts';
import { catalogOf, environmentOf, NOW, statusOf } from '../support/situations.ts';

const HOUR = 3_600_000;
const EVERY = 30 * 24 * HOUR;

let store: MemoryRecords<ReleaseSpec, ReleaseStatus>;
let reminders: DrillReminders;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'], now: NOW });
  store = new MemoryRecords('rel', () => new Date());
  reminders = begun();
});

afterEach(() => {
  reminders.stop();
  jest.useRealTimers();
});

/** A new process over the same store. */
function begun(): DrillReminders {
  const environment = { ...environmentOf(), drill: { traffic: false, withinMs: 300_000, everyMs: EVERY } };
  const log = pino({ level: 'silent' });
  const world = { catalog: catalogOf(environment), store, clock: { now: () => new Date() }, log };
  const made = new DrillReminders(world as unknown as World);
  made.start();
  return made;
}

const released = (name: string, phase: ReleasePhase) =>
  store.put({
    name,
    resourceVersion: '',
    createdAt: new Date().toISOString(),
    spec: { service: 'shop', environment: 'production', version: '2.0.0' },
    status: statusOf(phase),
  });

const told = () =>
  store
    .all()
    .flatMap(({ name, status }) => (status?.story ?? []).flatMap(({ what }) => (what === 'drillDue' ? [name] : [])));

const gone = new UserProblem('unknown-release', { happened: 'gone', why: '', hint: '' });
const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

describe('people are reminded of a drill', () => {
  test('when it is due, and once for each interval, three times at most', async () => {
    released('first', 'Completed');
    await pass(EVERY - HOUR);
    expect(told()).toEqual([]);
    await pass(HOUR);
    expect(told()).toEqual(['first']);
    await pass(EVERY);
    expect(told()).toHaveLength(2);
    await pass(3 * EVERY);
    expect(told()).toHaveLength(3);
  });

  test('when the release has ended that is under way, and nothing is looked at again and again until then', async () => {
    released('first', 'Completed');
    released('second', 'Progressing');
    await pass(EVERY);
    const looks = jest.spyOn(store, 'all');
    await pass(1_000);
    expect(looks.mock.calls.length).toBeLessThan(10);
    expect(told()).toEqual([]);
    released('second', 'Completed');
    await pass(1);
    expect(told()).toEqual(['second']);
  });

  test('when the record is deleted of the release that is under way', async () => {
    released('first', 'Completed');
    released('second', 'Progressing');
    await pass(EVERY + 1_000);
    store.remove('second');
    await pass(1);
    expect(told()).toEqual(['first']);
  });

  test('once for all the intervals that were missed', async () => {
    released('first', 'Completed');
    reminders.stop();
    await pass(5 * EVERY);
    reminders = begun();
    await pass(HOUR);
    expect(told()).toEqual(['first']);
    await pass(EVERY);
    expect(told()).toEqual(['first', 'first']);
  });

  test('once, though the answer to what was written is lost', async () => {
    released('first', 'Completed');
    const update = store.update.bind(store);
    jest.spyOn(store, 'update').mockImplementationOnce(async (...asked) => {
      await update(...asked);
      throw new Error('the answer is lost');
    });
    await pass(EVERY + HOUR);
    expect(told()).toEqual(['first']);
  });

  test('by none that was stopped, and once by the next one', async () => {
    released('first', 'Completed');
    reminders.stop();
    await pass(EVERY + HOUR);
    expect(told()).toEqual([]);
    reminders = begun();
    await pass(1);
    expect(told()).toEqual(['first']);
    reminders.stop();
    reminders = begun();
    await pass(HOUR);
    expect(told()).toEqual(['first']);
  });

  test('later, when the record is gone that it was to be told in', async () => {
    const { name } = released('first', 'Completed');
    const update = jest.spyOn(store, 'update').mockImplementationOnce(() => Promise.reject(gone));
    await pass(EVERY);
    expect([told(), update.mock.calls.length]).toEqual([[], 1]);
    await pass(HOUR);
    expect(told()).toEqual([name]);
  });
});
