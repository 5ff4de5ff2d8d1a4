import { describe, expect, jest, test } from '@jest/globals';
import { verdictOn } from '../../../src/engine/alerts/suspicion.ts';
import { opened } from '../../../src/engine/incidents/changes.ts';
import { type Alert, type AlertRule, fits } from '../../../src/model/alert.ts';
import type { Environment } from '../../../src/model/catalog.ts';
import type { ReleaseStatus } from '../../../src/model/release.ts';
import type { ReleaseView } from '../../../src/model/release-view.ts';
import type { StoryEvent } from '../../../src/model/story.ts';
import { hashOf } from '../support/rollout.ts';
import {
  BASIS,
  catalogOf,
  environmentOf,
  IMAGE,
  NEW,
  NOW,
  releaseOf,
  statusOf,
  TARGET,
  updating,
} from '../support/situations.ts';
import { until } from '../support/until.ts';
import { type Lab, newLab } from '../support/world.ts';

jest.setTimeout(30_000);

const SECOND = hashOf(`${IMAGE}:2.0.0`);
const MINUTE = 60_000;
/** After everything that a Lab does by its own clock. */
const LATER = '2026-05-04T12:30:00.000Z';
function rule(does: AlertRule['does'], differs: Partial<AlertRule> = {}): AlertRule {
  return {
    match: [{ label: 'alertname', is: 'HighErrorRate' }],
    does,
    incident: null,
    withinMs: 30 * MINUTE,
    ...differs,
  };
}

function alert(differs: Partial<Alert> = {}): Alert {
  return {
    state: 'firing',
    name: 'HighErrorRate',
    labels: { alertname: 'HighErrorRate', service: 'shop' },
    says: '12 % of requests fail',
    startsAt: LATER,
    fingerprint: 'f1',
    ...differs,
  };
}

const storm = (count: number, differs: Partial<Alert> = {}) =>
  Array.from({ length: count }, (_, i) => alert({ fingerprint: `f${i}`, ...differs }));

function listening(made: Lab, ...alerts: AlertRule[]): Lab {
  made.program.catalog = catalogOf({ ...environmentOf(), alerts });
  return made;
}

async function atGate(...rules: AlertRule[]): Promise<Lab> {
  const made = listening(newLab(), ...rules);
  await made.deploy();
  await made.settle();
  return made;
}

function told(made: Lab): readonly StoryEvent[] {
  return made.status().story.filter(({ what }) => what.startsWith('alert'));
}

const aborts = (made: Lab) => made.rollout.writes.filter((write) => write === 'abort').length;

describe('an alert for which there is a rule', () => {
  test('that says so rolls back at once, and it is written down that an alert did', async () => {
    const made = await atGate(rule('rollback'));
    const before = made.program.life.order.length;
    await made.program.alerts.take([alert()]);
    expect(made.program.life.order.slice(before, before + 2)).toEqual(['pass rollback', 'passed rollback']);
    await made.settle();
    expect(made.status()).toMatchObject({
      phase: 'RolledBack',
      rollback: { by: { kind: 'engine' }, cause: 'alert', reason: 'HighErrorRate', from: { hash: SECOND } },
      hold: { lifted: null },
      alerts: [{ key: `f1@${LATER}`, firing: true }],
    });
    expect(told(made)).toEqual([]);
  });

  test('that asks puts one question into the story, bound to the version, and changes nothing', async () => {
    const made = await atGate(rule('ask'));
    const writes = [...made.rollout.writes];
    await made.program.alerts.take([alert()]);
    await made.settle();
    expect(told(made)).toMatchObject([
      { what: 'alertAsks', from: SECOND, names: ['HighErrorRate'], count: 1, says: '12 % of requests fail' },
    ]);
    expect(made.rollout.writes).toEqual(writes);
  });

  test('opens the incident that its rule wants, once, whether a release is to blame or not', async () => {
    const made = await atGate(rule('ask', { incident: 'sev1' }));
    for (let n = 0; n < 2; n++) await made.program.alerts.take(storm(500));
    const [incident, ...more] = made.incidents.all();
    expect(more).toEqual([]);
    expect(incident?.spec).toEqual({
      service: 'shop',
      environment: 'production',
      severity: 'sev1',
      reason: 'Alert HighErrorRate: 12 % of requests fail',
      release: made.newest().name,
    });
    const idle = listening(newLab(), rule('rollback', { incident: 'sev3' }));
    await idle.program.alerts.take([alert()]);
    expect(idle.incidents.all().map(({ spec }) => [spec.severity, spec.release])).toEqual([['sev3', undefined]]);
  });

  test('stands in an open incident once by its name, unless its release tells of it', async () => {
    const idle = listening(newLab(), rule('ask'));
    const told = () => idle.incidents.all()[0]?.status?.story.filter(({ what }) => what === 'alert');
    const spec = { service: 'shop', environment: 'production', severity: 'sev2', reason: 'Alert HighLatency' } as const;
    await idle.incidents.createNamed('shop-production-1', spec, opened(spec, { kind: 'engine' }, NOW));
    for (let n = 0; n < 2; n++) await idle.program.alerts.take([...storm(3), alert({ name: 'HighLatency' })]);
    expect(told()).toMatchObject([{ names: ['HighErrorRate'], count: 3, says: '12 % of requests fail' }]);
    const made = await atGate(rule('ask'));
    const caused = { ...spec, release: made.newest().name };
    await made.incidents.createNamed('shop-production-1', caused, opened(caused, { kind: 'engine' }, NOW));
    await made.program.alerts.take(storm(3));
    expect(made.incidents.all()[0]?.status?.story.map(({ what }) => what)).toEqual(['opened']);
  });

  test('opens none where two places listen, and is to be sent again when none can be written', async () => {
    const made = await atGate(rule('ask', { incident: 'sev1' }));
    made.incidents.beforeWrite = () => Promise.reject(new Error('away'));
    await expect(made.program.alerts.take([alert()])).rejects.toThrow('alerts were not taken');
    made.incidents.beforeWrite = () => Promise.resolve();
    const [service] = made.program.catalog.services;
    if (service === undefined) throw new Error('the catalog is empty');
    const places = ['production', 'staging'].map((name) => ({
      ...environmentOf({}, name),
      alerts: [rule('ask', { incident: 'sev1' as const })],
      targets: [{ ...TARGET, name: `shop-${name}` }],
    }));
    made.program.catalog = { ...made.program.catalog, services: [{ ...service, environments: places }] };
    await made.program.alerts.take([alert()]);
    expect(made.incidents.all()).toEqual([]);
  });

  test('needs nobody to have a right: the rule is the permission', async () => {
    const made = await atGate(rule('rollback'));
    made.program.catalog = catalogOf({
      ...environmentOf({ deploy: [], approve: [], rollback: [] }),
      alerts: [rule('rollback')],
    });
    await made.program.alerts.take([alert()]);
    expect(aborts(made)).toBe(1);
  });

  test('is not taken up when nothing was ever released', async () => {
    const made = listening(newLab(), rule('rollback'));
    await made.program.alerts.take([alert()]);
    expect([made.rollout.writes, made.etcd.releases.size]).toEqual([[], 0]);
  });

  test('does nothing when another rule stands before its own', async () => {
    const made = await atGate(rule('ask', { match: [{ label: 'service', is: 'shop' }] }), rule('rollback'));
    await made.program.alerts.take([alert()]);
    expect([aborts(made), told(made).map(({ what }) => what)]).toEqual([0, ['alertAsks']]);
  });

  test('is passed over when no rule matches it', async () => {
    const made = await atGate(rule('rollback'));
    await made.program.alerts.take([alert({ labels: { alertname: 'DiskFull' }, name: 'DiskFull' })]);
    expect([aborts(made), told(made), made.status().alerts]).toEqual([0, [], undefined]);
  });
});

describe('nothing is done, and it is said why,', () => {
  test('when the alert began before the release did', async () => {
    const made = await atGate(rule('rollback'));
    await made.program.alerts.take([alert({ startsAt: '2026-05-04T11:00:00Z' })]);
    expect([aborts(made), told(made)]).toMatchObject([0, [{ what: 'alertFired', why: 'older' }]]);
  });

  test('when a rollback is under way, which goes on', async () => {
    const made = await atGate(rule('rollback'));
    const intent = { service: 'shop', environment: null, to: null, from: null, reason: null, pressedAt: NOW };
    await made.desk.rollback({ ...intent, by: { id: 'UDEV' } });
    await made.program.alerts.take([alert()]);
    expect([aborts(made), told(made)]).toMatchObject([1, [{ what: 'alertFired', why: 'rolling-back' }]]);
  });

  test('when two places listen to the same alert', async () => {
    const made = await atGate();
    const [first] = catalogOf({ ...environmentOf(), alerts: [rule('rollback')] }).services;
    const other: Environment = {
      ...environmentOf({}, 'staging'),
      alerts: [rule('ask')],
      targets: [{ ...TARGET, namespace: 'staging' }],
    };
    if (first === undefined) throw new Error('no service');
    const services = [{ ...first, environments: [...first.environments, other] }];
    made.program.catalog = { ...made.program.catalog, services };
    await made.program.alerts.take([alert()]);
    expect([aborts(made), told(made)]).toMatchObject([0, [{ what: 'alertFired', why: 'ambiguous' }]]);
  });

  test('when somebody has brought another version meanwhile', async () => {
    const made = await atGate(rule('rollback'));
    made.rollout.elsewhere((rollout) => Object.assign(rollout, { full: true }));
    await made.settle();
    made.program.kill();
    made.rollout.set(`${IMAGE}:3.0.0`);
    const writes = [...made.rollout.writes];
    made.restart();
    listening(made, rule('rollback'));
    await made.program.alerts.take([alert()]);
    expect(made.rollout.writes).toEqual(writes);
  });
});

describe('what may be to blame', () => {
  function viewOf(status: ReleaseStatus, differs: Partial<ReleaseView> = {}): ReleaseView {
    return {
      release: releaseOf(status),
      environment: environmentOf(),
      target: TARGET,
      snapshot: updating(),
      offers: ['rollback'],
      basis: BASIS,
      wayBack: null,
      further: null,
      held: null,
      ...differs,
    };
  }
  const completed = (minutes: number) =>
    statusOf('Completed', { endedAt: new Date(NOW.getTime() - minutes * MINUTE).toISOString() });
  const asked = statusOf('Progressing', {
    story: [{ what: 'alertAsks', from: NEW, names: ['x'], count: 1, at: LATER }],
  });
  const cases: [string, ReleaseView, string][] = [
    ['a release that is under way', viewOf(statusOf('Progressing')), 'ask'],
    ['one that waits at a gate', viewOf(statusOf('AwaitingApproval')), 'ask'],
    ['one that has completed 29 minutes ago', viewOf(completed(29)), 'ask'],
    ['not one that has completed 31 minutes ago', viewOf(completed(31)), 'nothing'],
    ['not one that was rolled back', viewOf(statusOf('RolledBack', { endedAt: NOW.toISOString() })), 'ended'],
    ['not one that was aborted', viewOf(statusOf('Aborted', { endedAt: NOW.toISOString() })), 'ended'],
    ['not one that is on its way back', viewOf(statusOf('RollingBack')), 'rolling-back'],
    ['not one that has not started', viewOf(statusOf('Pending')), 'older'],
    ['not one about which people were asked', viewOf(asked), 'asked'],
    ['nothing without a snapshot', viewOf(statusOf('Progressing'), { snapshot: null }), 'unknown'],
    [
      'nothing while the snapshot may be old',
      viewOf(statusOf('Progressing'), { snapshot: updating({ live: false }) }),
      'unknown',
    ],
    ['nothing without a way back', viewOf(statusOf('Progressing'), { offers: [] }), 'unknown'],
    [
      'nothing before the version has a hash',
      viewOf(statusOf('Starting'), { basis: { ...BASIS, hash: null } }),
      'unknown',
    ],
  ];
  test.each(cases)('%s', (_, view, expected) => {
    const verdict = verdictOn(view, { rule: rule('ask'), alerts: [alert()], isAmbiguous: false }, NOW);
    expect(verdict.does === 'tell' ? verdict.why : verdict.does).toBe(expected);
  });

  test('follows the rule only where it does anything', () => {
    const view = viewOf(statusOf('Progressing'));
    const suspected = { rule: rule('rollback'), alerts: [alert()] };
    expect(verdictOn(view, { ...suspected, isAmbiguous: false }, NOW)).toEqual({ does: 'rollback', from: NEW });
    expect(verdictOn(view, { ...suspected, isAmbiguous: true }, NOW)).toEqual({ does: 'tell', why: 'ambiguous' });
  });
});

describe('a storm', () => {
  test('of 500 alerts is one question, also when it comes in pieces and by several senders at once', async () => {
    const made = await atGate(rule('ask'));
    const all = storm(500);
    await Promise.all([made.program.alerts.take(all.slice(0, 200)), made.program.alerts.take(all.slice(100, 300))]);
    await made.program.alerts.take(all);
    expect(told(made)).toHaveLength(1);
    expect(made.status().alerts).toHaveLength(500);
  });

  test('of 500 alerts is one rollback', async () => {
    const made = await atGate(rule('rollback'));
    await Promise.all([made.program.alerts.take(storm(500)), made.program.alerts.take(storm(500))]);
    await made.settle();
    await made.program.alerts.take(storm(500));
    expect([aborts(made), made.said().filter((what) => what === 'rollbackAsked')]).toEqual([1, ['rollbackAsked']]);
    expect(told(made)).toEqual([]);
  });

  test('of alerts with 100 names does not flood the thread', async () => {
    const made = await atGate(rule('ask', { match: [{ label: 'service', is: /^(?:sh.*)$/su }] }));
    for (const [i, each] of storm(100).entries()) await made.program.alerts.take([{ ...each, name: `Alert${i}` }]);
    expect(told(made)).toHaveLength(21);
    expect(made.status().alerts).toHaveLength(100);
  });
});

describe('each alert', () => {
  test('is taken once, also by a program that was started anew', async () => {
    const made = await atGate(rule('ask'));
    await made.program.alerts.take([alert({ startsAt: '2026-05-04T11:00:00Z' })]);
    made.restart();
    listening(made, rule('ask'));
    await made.program.alerts.take([alert({ startsAt: '2026-05-04T11:00:00.000Z' })]);
    expect(told(made)).toHaveLength(1);
  });

  test('that begins anew is another one', async () => {
    const made = await atGate(rule('ask'));
    await made.program.alerts.take([alert({ startsAt: '2026-05-04T11:00:00Z' })]);
    await made.program.alerts.take([alert()]);
    expect(told(made).map(({ what }) => what)).toEqual(['alertFired', 'alertAsks']);
  });

  test('is told when it is resolved, once, with the last of its kind', async () => {
    const made = await atGate(rule('ask'));
    const all = storm(3);
    const over = all.map((each): Alert => ({ ...each, state: 'resolved' }));
    await made.program.alerts.take(over);
    expect(told(made)).toEqual([]);
    await made.program.alerts.take(all);
    await made.program.alerts.take(over.slice(0, 2));
    expect(told(made).map(({ what }) => what)).toEqual(['alertAsks']);
    await made.program.alerts.take(over);
    await made.program.alerts.take(over);
    expect(told(made)).toMatchObject([{ what: 'alertAsks' }, { what: 'alertResolved', count: 3 }]);
  });
});

describe('what goes wrong', () => {
  test('while it is written down has the alerts sent again, and they are told once', async () => {
    const made = await atGate(rule('ask'));
    const { store } = made.program;
    const { step } = store;
    store.step = () => Promise.reject(new Error('the store is away'));
    await expect(made.program.alerts.take([alert()])).rejects.toThrow('alerts were not taken');
    store.step = step;
    await made.program.alerts.take([alert()]);
    await made.program.alerts.take([alert()]);
    expect(told(made)).toHaveLength(1);
  });

  test('while the store is away does not keep traffic from going back', async () => {
    const made = await atGate(rule('rollback'));
    const { store } = made.program;
    const { step } = store;
    store.step = () => Promise.reject(new Error('the store is away'));
    await made.program.alerts.take([alert()]);
    expect(aborts(made)).toBe(1);
    store.step = step;
    const { name } = made.newest();
    await until(() => made.status(name).alerts?.length === 1, 'the alert is written down');
    await until(() => made.status(name).rollback?.cause === 'alert', 'the rollback is written down');
  });
});

describe('a rule', () => {
  const match = (label: string, is: string | RegExp) => rule('ask', { match: [{ label, is }] });
  test.each([
    ['a value as a whole', match('alertname', 'HighErrorRate'), true],
    ['no part of a value', match('alertname', 'High'), false],
    ['a pattern', match('alertname', /^(?:High.*)$/su), true],
    ['a label that is not there, as empty', match('severity', ''), true],
    ['nothing of a label that is not there but empty', match('severity', 'page'), false],
    ['no property that every object has', match('constructor', ''), true],
  ])('matches %s', (_, each, expected) => {
    expect(fits(each, alert())).toBe(expected);
  });

  test('matches when all of its labels do', () => {
    const both = rule('ask', {
      match: [
        { label: 'alertname', is: 'HighErrorRate' },
        { label: 'service', is: 'cart' },
      ],
    });
    expect(fits(both, alert())).toBe(false);
  });
});
