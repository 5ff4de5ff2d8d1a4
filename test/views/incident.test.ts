import { describe, expect, test } from '@jest/globals';
import type { IncidentStatus, Resolution } from '../../src/model/incident.ts';
import type { IncidentEvent } from '../../src/model/incident-story.ts';
import type { IncidentView } from '../../src/model/incident-view.ts';
import {
  incidentOpenForm,
  incidentResolveForm,
  incidentRoleForm,
  incidentTaskForm,
  incidentUpdateForm,
  NOTHING,
} from '../../src/views/form/incident.ts';
import { incidentCard } from '../../src/views/incident/card.ts';
import { figuresLine, incidentChanges } from '../../src/views/incident/facts.ts';
import { incidentList } from '../../src/views/incident/list.ts';
import { newsInside, newsOutside } from '../../src/views/incident/news.ts';
import { postmortem } from '../../src/views/incident/postmortem.ts';
import { parseIncidentPress } from '../../src/views/incident/press.ts';
import { purposeOf, topicOf } from '../../src/views/incident/room.ts';
import { incidentLine } from '../../src/views/incident/words.ts';
import { linkTo } from '../commands/fake-engine.ts';
import { release, rollback, status, told } from './fixtures.ts';
import { expectGolden } from './golden.ts';
import { incident, incidentView } from './incident-fixtures.ts';
import { expectValid, expectValidForm } from './valid.ts';

const AT = '2026-05-04T12:10:00.000Z';
const NOW = new Date('2026-05-04T12:20:00.000Z');
const ann = { kind: 'user', id: 'U0ANN' } as const;
const HOSTILE = '<!channel> *Resolved* :white_check_mark: <@U0BOSS> `x` & \u202e';

const RESOLUTION: Resolution = {
  by: ann,
  at: '2026-05-04T12:14:00.000Z',
  cause: 'A query without an index',
  impact: 'One order in ten for 4 min',
  followUps: ['Add the index'],
  figures: { detect: 125_000, rollBack: 412, restore: 240_000 },
};

const taken = release(status('RolledBack', { rollback: rollback() }));
const nearby = Array.from({ length: 7 }, (_, n) => ({
  ...release(status('Completed')),
  name: `cart-production-${n}`,
  spec: { service: 'cart', environment: 'production', version: `1.${n}.0` },
}));

const inState = (more: Partial<IncidentStatus>) => incident(more);
const situations: Readonly<Record<string, IncidentView>> = {
  'incident-just-opened': incidentView({
    incident: inState({ tasks: [], roles: { commander: null, communications: null, scribe: null } }),
    releases: [],
    bridge: null,
  }),
  'incident-under-way': incidentView({ releases: [taken], nearby }),
  'incident-with-troubles': incidentView({
    incident: inState({
      room: {
        name: 'inc-2026-05-04-shop-production',
        claimedAt: AT,
        channel: null,
        did: ['create'],
        troubles: [
          { step: 'create', why: "The workspace's settings do not let apps do it.", hint: 'An admin can allow it.' },
          { step: 'invite', why: 'U0GUEST is a guest.', hint: 'An admin can add them to the channel.' },
        ],
      },
    }),
  }),
  'incident-resolved': incidentView({
    incident: inState({ phase: 'Resolved', resolution: RESOLUTION }),
    releases: [taken],
  }),
  'incident-closed': incidentView({ incident: inState({ phase: 'Closed', resolution: RESOLUTION }) }),
};

describe('the card of an incident', () => {
  test.each(Object.entries(situations))(
    '%s is drawn as its golden file shows, and Slack would accept it',
    (name, view) => {
      const card = incidentCard(view, linkTo);
      expectValid(card);
      expectGolden(name, card);
    },
  );

  test('is whole for one that was made a moment ago and has no status', () => {
    expectValid(incidentCard(incidentView({ incident: incident(null) }), linkTo));
  });

  test('lets nobody write anything on it', () => {
    const card = incidentCard(hostile(), linkTo);
    expectValid(card);
    expect(JSON.stringify(card)).not.toMatch(/<!channel>|<@U0BOSS>|\*Resolved\*|:white_check_mark: </);
  });

  test('fits with as much of everything as there can be', () => {
    const tasks = Array.from({ length: 60 }, (_, n) => ({
      id: `t${n}`,
      title: 'x'.repeat(300),
      owner: 'U0ANN',
      state: 'open' as const,
    }));
    const story = Array.from({ length: 200 }, () => ({
      at: AT,
      what: 'update' as const,
      by: ann,
      text: 'y'.repeat(2_000),
    }));
    const troubles = Array.from({ length: 8 }, () => ({
      step: 'invite' as const,
      why: 'z'.repeat(600),
      hint: 'w'.repeat(600),
    }));
    const room = { name: 'inc', claimedAt: AT, channel: 'C0INC', did: [], troubles };
    const card = incidentCard(incidentView({ incident: inState({ tasks, story, room }), nearby }), linkTo);
    expectValid(card);
    expect(JSON.stringify(card)).toMatch(/more than are shown/);
  });

  test('has what people have put on its timeline at the time at which it was said, and lets them write nothing else', () => {
    const notes = [
      { ts: '1777896480.000100', author: 'U0LEAD', text: `It began ${HOSTILE}`, by: ['U0ANN'] },
      { ts: '1777896540.000100', author: null, text: '', by: ['U0ANN'] },
    ];
    const card = incidentCard(incidentView({ incident: inState({ notes }), releases: [] }), linkTo);
    expectValid(card);
    const text = JSON.stringify(card);
    expect(text).toMatch(
      /12:08 UTC> {2}:pushpin: <@U0LEAD>: It began (.|\n)*12:09 UTC> {2}:pushpin: a message without text(.|\n)*Opened by/,
    );
    expect(text).not.toMatch(/<!channel>|<@U0BOSS>/);
  });

  test('offers all that was changed elsewhere only where it does not show it all', () => {
    const offers = (view: IncidentView) => JSON.stringify(incidentCard(view, linkTo)).includes('What changed lately');
    expect(offers(incidentView({ nearby }))).toBe(true);
    expect(offers(incidentView({ nearby: nearby.slice(0, 5) }))).toBe(false);
    const all = incidentChanges(incidentView({ nearby }), linkTo);
    expectValid(all);
    expect(JSON.stringify(all)).toMatch(/7 releases(.|\n)*cart(.|\n)*cart/);
    const many = Array.from({ length: 300 }, () => nearby).flat();
    expectValid(incidentChanges(incidentView({ nearby: many }), linkTo));
  });

  test('carries on each button what it showed, and reads back no more than that', () => {
    const buttons = JSON.stringify(incidentCard(situations['incident-under-way'] as IncidentView, linkTo).blocks);
    const values = [...buttons.matchAll(/"value":("(?:[^"\\]|\\.)*")/g)].map(
      ([, value = '""']) => JSON.parse(value) as string,
    );
    expect(values.length).toBeGreaterThan(6);
    for (const value of values) expect(parseIncidentPress(value)).not.toBeNull();
    for (const bad of ['', '{}', '{"do":"close"}', `{"do":"close","incident":"a","more":1}`, 'x'.repeat(3_000)])
      expect(parseIncidentPress(bad)).toBeNull();
  });
});

function hostile(): IncidentView {
  const made = inState({
    tasks: [{ id: 't1', title: HOSTILE, owner: null, state: 'open' }],
    story: [{ at: AT, what: 'update', by: ann, text: HOSTILE }],
    phase: 'Resolved',
    resolution: { ...RESOLUTION, cause: HOSTILE, impact: HOSTILE },
  });
  return incidentView({ incident: { ...made, spec: { ...made.spec, reason: HOSTILE } } });
}

const EVENTS: Readonly<Record<IncidentEvent['what'], IncidentEvent[]>> = {
  opened: [
    { what: 'opened', by: ann, reason: 'Checkout fails' },
    { what: 'opened', by: { kind: 'engine' } },
  ],
  severity: [{ what: 'severity', by: ann, from: 'sev3', to: 'sev1' }],
  role: [
    { what: 'role', by: ann, role: 'commander', to: 'U0ANN', from: null },
    { what: 'role', by: ann, role: 'scribe', to: 'U0LEAD', from: 'U0ANN' },
  ],
  update: [{ what: 'update', by: ann, text: 'The old version serves again' }],
  updateDue: [
    { what: 'updateDue', who: null },
    { what: 'updateDue', who: 'U0ANN' },
  ],
  tasksAdded: [{ what: 'tasksAdded', by: { kind: 'engine' }, titles: ['Look', 'Tell', 'Test', 'Write', 'Rest'] }],
  taskTaken: [{ what: 'taskTaken', by: ann, title: 'Look', owner: 'U0ANN' }],
  taskDone: [{ what: 'taskDone', by: ann, title: 'Look' }],
  resolved: [{ what: 'resolved', by: ann, cause: 'A typo', impact: 'No orders' }],
  linked: [{ what: 'linked', to: 'tickets', label: 'OPS-12', url: 'https://acme.atlassian.net/browse/OPS-12' }],
  notDelivered: [{ what: 'notDelivered', to: 'pager', why: 'It answered 401', hint: 'Renew its key.' }],
  alert: [{ what: 'alert', names: ['NoOrders'], count: 2, says: 'none for 5 min' }],
  closed: [{ what: 'closed', by: ann }],
};

test('every event has its line, and some have news, as the golden file shows', () => {
  const all = Object.values(EVENTS).flat();
  expectGolden('incident-story', {
    lines: all.map(incidentLine),
    inside: all.flatMap((event) => newsInside({ ...event, at: AT })?.text ?? []),
    outside: all.flatMap((event) => newsOutside({ ...event, at: AT }, incidentView())?.text ?? []),
  });
  for (const event of all) {
    const each = [newsInside({ ...event, at: AT }), newsOutside({ ...event, at: AT }, incidentView())];
    for (const news of each) if (news !== null) expectValid(news);
  }
});

describe('the list of incidents', () => {
  test('shows what is open first, and how long the others took', () => {
    const over = incidentView({ incident: inState({ phase: 'Resolved', resolution: RESOLUTION }) });
    const slow = { ...RESOLUTION, figures: { detect: null, rollBack: null, restore: 600_000 } };
    const views = [over, incidentView({ incident: inState({ phase: 'Closed', resolution: slow }) }), incidentView()];
    const list = incidentList(
      views.map((view) => view.incident),
      { now: NOW, isAll: true },
    );
    expectValid(list);
    expectGolden('incident-list', list);
  });

  test('says that there are none', () => {
    expectValid(incidentList([], { now: NOW, isAll: true }));
    expect(incidentList([], { now: NOW, isAll: true }).text).toBe('No incidents yet');
    expect(incidentList([], { now: NOW, isAll: false }).text).toBe('No incident fits');
  });

  test('fits with hundreds of them', () => {
    const list = incidentList(
      Array.from({ length: 300 }, () => hostile().incident),
      { now: NOW, isAll: true },
    );
    expectValid(list);
    expect(JSON.stringify(list)).toContain('and 285 more incidents');
  });
});

test('every form of an incident is one that Slack takes', () => {
  const opened = { by: 'U0ANN', channel: 'C0INC', incident: 'inc-1' };
  const places = Array.from({ length: 150 }, (_, n) => ({ value: `s${n}/production`, text: `s${n}/production` }));
  const nowhere = { by: 'U0ANN', channel: null, service: null, environment: null, release: null };
  for (const view of [incidentView(), hostile()]) {
    expectValidForm(incidentUpdateForm(view, { ...opened, severity: 'sev1' }, NOTHING));
    expectValidForm(incidentTaskForm(view, opened, NOTHING));
    expectValidForm(incidentRoleForm(view, opened, NOTHING));
    expectValidForm(incidentResolveForm(view, opened, { text: () => HOSTILE.repeat(100), problem: null }));
  }
  expectValidForm(incidentOpenForm({ ...nowhere, places }, NOTHING));
  expectValidForm(incidentOpenForm({ ...nowhere, places: places.slice(0, 3) }, NOTHING));
  expectValidForm(incidentOpenForm({ ...nowhere, service: 'shop', environment: 'production', places: [] }, NOTHING));
});

test('topic and purpose fit, in one line, whatever was written', () => {
  const long = hostile();
  const view = { ...long, incident: { ...long.incident, spec: { ...long.incident.spec, reason: 'x\n'.repeat(400) } } };
  for (const text of [topicOf(view), purposeOf(view), topicOf(incidentView())]) expect(text).toMatch(/^.{10,250}$/);
});

describe('the draft of a post-mortem', () => {
  const story = told({ what: 'trafficBack', ms: 412 }, { what: 'rolledBack', to: '1.4.2', ms: 2_000 });
  const view = incidentView({
    incident: inState({ phase: 'Resolved', resolution: RESOLUTION }),
    releases: [release(status('RolledBack', { rollback: rollback(), story }))],
  });

  test('has what is known, and a heading for what people have to add', () => {
    const text = postmortem(view);
    expect(text).toMatch(/^# shop in production: Checkout fails for some\n/);
    expect(text).toContain('| Severity | SEV 2 |');
    expect(text).toMatch(/## Cause\n\nA query without an index\n/);
    expect(text).toMatch(/\* \[x\] Page the database team \(@U0LEAD\)/);
    expect(text).toMatch(/The bad version is at 0 % · 412 ms after the press/);
    expect(text).toMatch(/## What went well\n\n_To be written\._/);
  });

  test('has no markup of Slack, and its timeline is in order', () => {
    const text = postmortem(view);
    expect(text).not.toMatch(/<[@!#]|^\* [^\n]*:[a-z_]+: /m);
    const times = [...text.matchAll(/^\* (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)/gm)].map(([, time]) => time ?? '');
    expect(times.length).toBeGreaterThan(3);
    expect(times).toEqual(times.toSorted());
  });
});

test.each([
  [0, 'restored before it was opened'],
  [240_000, 'restored in 4 min'],
  [null, ''],
])('how long it took to restore is said in words: %s', (restore, words) => {
  expect(figuresLine({ detect: null, rollBack: null, restore })).toBe(words);
});
