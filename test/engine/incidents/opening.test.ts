/** Incidents that nobody opens by hand: each once, whoever asks how often, and whatever dies meanwhile. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { alertOccasion } from '../../../src/engine/incidents/occasion.ts';
import { IncidentOpening } from '../../../src/engine/incidents/opening.ts';
import { IncidentSentry } from '../../../src/engine/incidents/sentry.ts';
import type { Alert, AlertRule } from '../../../src/model/alert.ts';
import type { ReleaseStatus } from '../../../src/model/release.ts';
import { until } from '../support/until.ts';
import { quiet } from '../support/world.ts';
import { ANN, IncidentOffice } from './office.ts';

let office: IncidentOffice;
let sentry: IncidentSentry;

beforeEach(() => {
  office = new IncidentOffice();
  sentry = office.sentry;
});

afterEach(() => sentry.stop());

const RESOLVE = { do: 'resolve', cause: 'a typo', impact: '', followUps: [] } as const;
const names = () => office.incidents.all().map(({ name }) => name);
const at = (minutes = 0) => new Date(office.now.getTime() + minutes * 60_000).toISOString();

/** As a program that was started anew. */
async function restarted(): Promise<void> {
  await sentry.stop();
  sentry = new IncidentSentry(office.world, new IncidentOpening(office.world));
  sentry.start();
  await quiet();
}

/** With a memory that knows of no incident, as in another program that has not heard of it yet. */
function elsewhere(): IncidentOpening {
  const store = Object.assign(Object.create(office.incidents), { all: () => [] });
  store.createNamed = office.incidents.createNamed.bind(office.incidents);
  return new IncidentOpening({ ...office.world, store });
}

const aborted = (more: Partial<ReleaseStatus> = {}) => office.released('Aborted', { endedAt: at(), ...more });
const clock = { pressedAt: '2026-05-04T12:00:00.000Z' };
const rollback = (cause: string) => ({ rollback: { cause, clock, by: { kind: 'engine' } } }) as object;
const askedAbort = { at: '', what: 'asked', verb: 'abort', by: { kind: 'user', id: ANN.id } } as const;
const notDone = { at: '', what: 'notCarriedOut', verb: 'abort', why: '' } as const;

describe('a release that was taken back', () => {
  test.each([
    ['by the controller', () => aborted({ message: 'Metric "errors" failed' }), true],
    ['by an alert', () => office.released('RollingBack', rollback('alert')), true],
    ['from outside', () => office.released('RolledBack', { endedAt: at() }), true],
    [
      'by the controller after an abort that was not carried out',
      () => aborted({ story: [askedAbort, notDone] }),
      true,
    ],
    ['by a person who aborted it', () => aborted({ story: [askedAbort] }), false],
    ['by a person who pressed', () => office.released('RolledBack', { ...rollback('pressed'), endedAt: at() }), false],
    ['by a person who rejected it', () => office.released('RolledBack', rollback('rejected')), false],
    ['longer ago than an hour', () => aborted({ endedAt: at(-61) }), false],
    ['where nothing is critical', () => office.released('Aborted', { endedAt: at() }, { service: 'cart' }), false],
    ['as a restart', () => office.released('Aborted', { endedAt: at() }, { action: 'restart' }), false],
    ['not at all', () => office.released('Degraded'), false],
  ])('%s: an incident', async (_, made, isOpened) => {
    sentry.start();
    const { name: release } = made();
    await quiet();
    expect(names()).toEqual(isOpened ? ['shop-production-1'] : []);
    if (!isOpened) return;
    const { spec, status } = office.incidents.get('shop-production-1');
    expect(spec).toMatchObject({ service: 'shop', environment: 'production', severity: 'sev2', release });
    expect(status).toMatchObject({ phase: 'Open', openedBy: { kind: 'engine' } });
  });

  test('opens one incident, also after restarts and after it was resolved; the next one opens another', async () => {
    sentry.start();
    const { name } = aborted({ message: 'Metric "errors" failed' });
    await quiet();
    expect(office.incidents.get('shop-production-1').spec.reason).toBe('Metric "errors" failed');
    await restarted();
    await office.releases.update(name, ({ status }) => (status === null ? null : { ...status, message: 'again' }));
    office.later(2);
    await office.desk.act({ by: ANN, incident: 'shop-production-1', deed: RESOLVE });
    await restarted();
    await office.releases.update(name, ({ status }) => (status === null ? null : { ...status, message: 'later' }));
    await quiet();
    expect(names()).toEqual(['shop-production-1']);
    office.later(2);
    aborted();
    await quiet();
    expect(names()).toEqual(['shop-production-2', 'shop-production-1']);
  });

  test('while the program was away opens its incident when it is back', async () => {
    aborted();
    office.later(30);
    sentry.start();
    await quiet();
    expect(names()).toEqual(['shop-production-1']);
  });

  test('is looked at again as long as nothing can be written', async () => {
    let away = true;
    office.incidents.beforeWrite = () => (away ? Promise.reject(new Error('away')) : Promise.resolve());
    sentry.start();
    aborted();
    await quiet();
    expect(names()).toEqual([]);
    away = false;
    await until(() => names().length === 1, 'it is opened');
  });
});

describe('the same thing opened at once', () => {
  const spec = { service: 'shop', environment: 'production', severity: 'sev2' } as const;

  test('by a person and by a rule is one incident', async () => {
    sentry.start();
    const opened = office.opened();
    aborted();
    await opened;
    await quiet();
    expect(names()).toEqual(['shop-production-1']);
  });

  test('by two programs is one, and both say which', async () => {
    const occasion = { spec, by: { kind: 'engine' }, since: at() } as const;
    const both = await Promise.all([office.opening, elsewhere()].map((opening) => opening.open(occasion)));
    expect(both.map(({ incident, isNew }) => [incident.name, isNew])).toEqual([
      ['shop-production-1', true],
      ['shop-production-1', false],
    ]);
  });

  test('by one that does not know of what is over takes the next number, and gives up after some', async () => {
    for (let n = 0; n < 2; n++) {
      await office.opened();
      office.later(1);
      await office.desk.act({ by: ANN, incident: `shop-production-${n + 1}`, deed: RESOLVE });
    }
    office.later(1);
    const occasion = { spec, by: { kind: 'user', id: ANN.id }, since: null } as const;
    expect(await elsewhere().open(occasion)).toMatchObject({ isNew: true, incident: { name: 'shop-production-3' } });
    for (let n = 3; n < 6; n++) {
      await office.desk.act({ by: ANN, incident: `shop-production-${n}`, deed: RESOLVE });
      await office.opened();
    }
    await office.desk.act({ by: ANN, incident: 'shop-production-6', deed: RESOLVE });
    await expect(elsewhere().open(occasion)).rejects.toMatchObject({ code: 'lost-race' });
  });

  test('for places whose names run together is one for each', async () => {
    const by = { kind: 'engine' } as const;
    await office.opening.open({ spec: { ...spec, service: 'a', environment: 'b-c' }, by, since: null });
    await office.opening.open({ spec: { ...spec, service: 'a-b', environment: 'c' }, by, since: null });
    expect(names()).toEqual(['a-b-c-2', 'a-b-c-1']);
  });
});

describe('an alert', () => {
  const place = { service: 'shop', environment: 'production' };
  const rule = (incident: AlertRule['incident']): AlertRule => ({ match: [], does: 'ask', incident, withinMs: 1 });
  const alert = (startsAt: string, name = 'NoOrders', says: string | null = 'none for 5 min'): Alert => ({
    state: 'firing',
    name,
    labels: {},
    says,
    startsAt,
    fingerprint: startsAt,
  });

  test('whose rule wants no incident opens none', () => {
    expect(alertOccasion(place, { rule: rule(null), alerts: [alert(at())] }, null)).toBeNull();
  });

  test('opens one as bad as its rule says, with what it says, and the release that may be to blame', () => {
    const release = office.released('Progressing');
    const alerts = [alert(at(-2), 'NoOrders', null), alert(at(-1), 'HighLatency')];
    expect(alertOccasion(place, { rule: rule('sev1'), alerts }, release)).toEqual({
      spec: { ...place, severity: 'sev1', reason: 'Alert NoOrders, HighLatency: none for 5 min', release: 'rel-1' },
      by: { kind: 'engine' },
      since: at(-1),
    });
  });

  test('that is sent again opens no second one, also once it is resolved; one that began later does', async () => {
    const fires = async (startsAt: string) => {
      const occasion = alertOccasion(place, { rule: rule('sev1'), alerts: [alert(startsAt)] }, null);
      if (occasion !== null) await office.opening.open(occasion);
    };
    const began = at();
    for (let n = 0; n < 3; n++) await fires(began);
    office.later(5);
    const during = at();
    office.later(5);
    await office.desk.act({ by: ANN, incident: 'shop-production-1', deed: RESOLVE });
    office.later(5);
    await fires(began);
    await fires(during);
    expect(names()).toEqual(['shop-production-1']);
    await fires(at());
    expect(names()).toEqual(['shop-production-2', 'shop-production-1']);
  });
});
