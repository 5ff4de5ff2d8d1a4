import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { OnCall } from '../../src/engine/incidents/ports.ts';
import type { IncidentRules } from '../../src/model/catalog.ts';
import type { IncidentSpec, IncidentStatus } from '../../src/model/incident.ts';
import type { IncidentEvent } from '../../src/model/incident-story.ts';
import type { IncidentView } from '../../src/model/incident-view.ts';
import { IncidentCards } from '../../src/slack/incident/cards.ts';
import { Outbox } from '../../src/slack/outbox.ts';
import { MemoryRecords } from '../engine/support/records.ts';
import { environment, release, status } from '../views/fixtures.ts';
import { incident, incidentStatus } from '../views/incident-fixtures.ts';
import { FakeRooms, type RoomMethod } from './fake-rooms.ts';
import { FakeSlack, networkError, platformError } from './fake-slack.ts';
import { type LogLine, loggerInto } from './office.ts';

const NAME = 'shop-production-mm90chs0';
const ROOM = 'inc-2026-05-04-shop-production';
const ann = { kind: 'user', id: 'U0ANN' } as const;

let slack: FakeSlack;
let rooms: FakeRooms;
let store: MemoryRecords<IncidentSpec, IncidentStatus>;
let lines: LogLine[];
let rules: IncidentRules;
let bridge: string | null;
let evidence: 'capturing' | 'saved';
let oncall: OnCall;
let kill: () => void;

/** A process, which hears of every change until it is killed. */
function boot(): void {
  const log = loggerInto(lines);
  const cards = new IncidentCards({
    outbox: new Outbox(slack, log),
    api: rooms,
    store,
    postmortems: {
      page: ({ incident: { name } }, names) => Promise.resolve(Buffer.from(`<title>${name}</title>${[...names]}`)),
    },
    directory: { members: (handle) => Promise.resolve(new Set(handle === 'oncall' ? ['U0ONCALL'] : ['U0LEAD'])) },
    oncall,
    rules: () => rules,
    clock: { now: () => new Date() },
    log,
  });
  const show = (each: IncidentView['incident']) => cards.changed(viewOf(each));
  const stop = store.follow(show, ({ name }) => cards.over(name));
  for (const each of store.all()) show(each);
  kill = () => {
    stop();
    void cards.stop();
  };
}

function viewOf(each: IncidentView['incident']): IncidentView {
  const kept = { evidence: { state: evidence, asOf: AT, folder: 'shop_1', files: 3, missing: 0 } as never };
  const releases = [release(status('RolledBack', kept))];
  return { incident: each, environment: environment(), releases, nearby: [], bridge };
}

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
  jest.setSystemTime(new Date('2026-05-04T12:10:01.000Z'));
  slack = new FakeSlack();
  rooms = new FakeRooms();
  store = new MemoryRecords('inc', () => new Date());
  lines = [];
  rules = {
    invite: [{ kind: 'group', handle: 'oncall' }],
    bridge: null,
    statusChannel: null,
    timelineEmoji: 'pushpin',
    keep: 50,
  };
  oncall = { now: () => Promise.resolve({ emails: [], lack: null }) };
  bridge = 'https://meet.example.com/1';
  evidence = 'saved';
  store.put(incident({ room: null, card: null, tasks: [], story: [{ at: AT, what: 'opened', by: ann }] }));
});

afterEach(() => {
  kill();
  jest.useRealTimers();
});

const AT = '2026-05-04T12:10:00.000Z';
const settle = () => jest.advanceTimersByTimeAsync(120_000);
const dead = () => new Promise<never>(() => undefined);
const now = () => store.get(NAME).status ?? incidentStatus();
const inside = () => slack.messages.filter(({ channel, deleted }) => channel.startsWith('C0ROOM') && !deleted);

async function happens(...events: IncidentEvent[]): Promise<void> {
  const at = new Date().toISOString();
  await store.update(NAME, ({ status: known }) =>
    known === null ? null : { ...known, story: [...known.story, ...events.map((event) => ({ ...event, at }))] },
  );
}

async function resolve(): Promise<void> {
  const figures = { detect: 1_000, rollBack: 400, restore: 60_000 };
  const resolution = { by: ann, at: AT, cause: 'a typo', impact: 'none', followUps: [], figures };
  await store.update(NAME, ({ status: known }) =>
    known === null ? null : { ...known, phase: 'Resolved', resolution },
  );
  await happens({ what: 'resolved', by: ann, cause: 'a typo', impact: 'none' });
}

function expectWhole(name = ROOM): void {
  const made = rooms.rooms.filter(({ ours }) => ours);
  expect(made.map((room) => room.name)).toEqual([name]);
  const [room] = made;
  expect(inside().map(({ key }) => key.event)).toEqual(['rollbridge_incident']);
  expect(room?.pins).toEqual([inside()[0]?.ts]);
  expect(room?.bookmarks).toEqual(['https://meet.example.com/1']);
  expect([...(room?.members ?? [])].sort()).toEqual(['U0ANN', 'U0LEAD', 'U0ONCALL']);
  expect(room?.topic).toMatch(/^SEV 2: shop in production/);
  expect(room?.purpose).toContain(NAME);
  expect(now().room?.troubles).toEqual([]);
}

describe('an incident in Slack', () => {
  test('has a channel with its card pinned, the people who are needed, a topic and the bridge', async () => {
    boot();
    await settle();
    expectWhole();
  });

  test('has the huddle of its own channel for a bridge where the catalog says so, also in the topic and on the card', async () => {
    rules = { ...rules, bridge: 'huddle' };
    bridge = null;
    boot();
    await settle();
    const [room] = rooms.rooms.filter(({ ours }) => ours);
    const link = `https://app.slack.com/huddle/T0/${room?.id}`;
    expect(room?.bookmarks).toEqual([link]);
    expect(room?.topic).toContain(link);
    expect(JSON.stringify(inside()[0]?.message.blocks)).toContain(`<${link}|Join the bridge>`);
  });

  test('has a name after the last that one of ours has had, also when those before are removed', async () => {
    const had = incident({
      room: { name: `${ROOM}-2`, claimedAt: AT, channel: 'C0OLD', did: ['create'], troubles: [] },
    });
    store.put({ ...had, name: 'shop-production-2', createdAt: had.createdAt });
    boot();
    await settle();
    expect(now().room?.name).toBe(`${ROOM}-3`);
    expect(rooms.rooms.filter(({ ours }) => ours).map(({ name }) => name)).toContain(`${ROOM}-3`);
  });

  const methods: readonly RoomMethod[] = ['found', 'describe', 'invite', 'bookmark', 'pin'];
  const moments = methods.flatMap((method) => [
    [method, 'before'] as const,
    [method, 'after'] as const,
    [method, 'when it was refused for a while before'] as const,
  ]);
  test.each(moments)('is whole though the process dies around %s (%s)', async (method, when) => {
    const strike = (called: RoomMethod) => (called === method ? dead() : Promise.resolve());
    if (when === 'before') rooms.before = strike;
    else if (when === 'after') rooms.after = strike;
    else rooms.before = (called) => (called === method ? Promise.reject(networkError()) : Promise.resolve());
    boot();
    await settle();
    kill();
    rooms.before = () => Promise.resolve();
    rooms.after = () => Promise.resolve();
    boot();
    await settle();
    expectWhole();
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'is whole though the process dies at its write number %d',
    async (count) => {
      let writes = 0;
      store.beforeWrite = () => (++writes === count ? dead() : Promise.resolve());
      boot();
      await settle();
      kill();
      store.beforeWrite = () => Promise.resolve();
      boot();
      await settle();
      expectWhole();
    },
  );

  test('takes another name when somebody has the first ones', async () => {
    rooms.add(ROOM, false);
    rooms.add(`${ROOM}-2`, false);
    boot();
    await settle();
    expectWhole(`${ROOM}-3`);
  });

  test('is not put into the channel of an earlier incident of ours', async () => {
    rooms.add(ROOM, true, Date.now() - 60_000);
    boot();
    await settle();
    expect(rooms.rooms.map(({ name }) => name)).toEqual([ROOM, `${ROOM}-2`]);
    expect(now().room?.channel).toBe('C0ROOM2');
  });

  test.each([
    ['describe', 'restricted_action', /The channel has no topic.*settings/],
    ['invite', 'missing_scope', /Not everybody could be invited.*scope/],
    ['pin', 'restricted_action', /The card is not pinned/],
    ['bookmark', 'plan_upgrade_required', /The bridge is not bookmarked: The workspace's plan/],
  ] as const)('goes on without %s when Slack says %s, and says so on its card', async (method, error, words) => {
    rooms.refuse(method, error);
    boot();
    await settle();
    expect(JSON.stringify(inside()[0]?.message.blocks)).toMatch(words);
    expect(now().room?.did).toEqual(['create', 'topic', 'purpose', 'invite', 'bookmark', 'pin']);
  });

  test('names the people who cannot be invited, and invites the others', async () => {
    rooms.guests.add('U0LEAD');
    boot();
    await settle();
    expect([...(rooms.rooms[0]?.members ?? [])].sort()).toEqual(['U0ANN', 'U0ONCALL']);
    expect(JSON.stringify(inside()[0]?.message.blocks)).toContain('U0LEAD is a guest');
  });

  test('has its card in the channel of the environment when no channel may be made', async () => {
    rooms.refuse('found', 'restricted_action');
    boot();
    await settle();
    expect(inside()).toEqual([]);
    const [card] = slack.cards();
    expect(card?.channel).toBe('C0RELEASES');
    expect(JSON.stringify(card?.message.blocks)).toMatch(/It has no channel of its own.*Status update…/);
  });

  test('is forgotten with its record, and shown as any other when somebody puts the record back', async () => {
    boot();
    await settle();
    const kept = store.get(NAME);
    slack.after = () => {
      slack.heal();
      store.remove(NAME);
      return Promise.resolve();
    };
    await happens({ what: 'updateDue', who: null });
    await settle();
    store.put(kept);
    await happens({ what: 'update', by: ann, text: 'The old version serves again.' });
    await settle();
    expect(inside().map(({ message }) => message.text)).toContainEqual(expect.stringContaining('serves again'));
  });

  test('waits for a Slack that is away, and is whole afterwards', async () => {
    rooms.before = () => Promise.reject(networkError());
    boot();
    await settle();
    expect(rooms.rooms).toEqual([]);
    rooms.before = () => Promise.resolve();
    await settle();
    expectWhole();
  });
});

describe('who is on call', () => {
  const called = () => [...(rooms.rooms[0]?.members ?? [])].sort();
  const shown = () => JSON.stringify(inside()[0]?.message.blocks);
  const oncallIs = (...emails: string[]) => {
    oncall = { now: (service) => Promise.resolve({ emails: service === 'shop' ? emails : [], lack: null }) };
  };

  beforeEach(() => {
    rules = { ...rules, invite: [] };
    rooms.addresses.set('pat@acme.example', 'U0PAT');
  });

  test('is invited with the others', async () => {
    oncallIs('pat@acme.example');
    boot();
    await settle();
    expect(called()).toEqual(['U0ANN', 'U0LEAD', 'U0PAT']);
    expect(now().room?.troubles).toEqual([]);
  });

  test('is said to be missing where Slack does not know the address, without the address', async () => {
    oncallIs('pat@acme.example', 'gone@acme.example');
    boot();
    await settle();
    expect(called()).toContain('U0PAT');
    expect(shown()).toMatch(/Slack does not know the e-mail address of somebody who is on call/);
    expect(shown()).not.toContain('gone@');
  });

  test('is said to be missing where the app lacks the scope', async () => {
    oncallIs('pat@acme.example');
    rooms.refuse('personWith', 'missing_scope');
    boot();
    await settle();
    expect(called()).toEqual(['U0ANN', 'U0LEAD']);
    expect(shown()).toMatch(/may not look up who is on call.*Install the app again/);
  });

  test('is named in no log, whatever Slack says', async () => {
    oncallIs('pat@acme.example');
    let asked = 0;
    rooms.before = (method) => {
      if (method !== 'personWith') return Promise.resolve();
      return Promise.reject(++asked === 1 ? networkError() : platformError('missing_scope'));
    };
    boot();
    await settle();
    expect(lines.filter(({ method }) => method === 'users.lookupByEmail')).toHaveLength(2);
    expect(JSON.stringify(lines)).not.toContain('pat@');
  });

  test('is said not to be known, beside a guest who cannot be invited', async () => {
    const lack = { why: 'PagerDuty does not say who is on call: It answered 401', hint: 'Look at the token.' };
    oncall = { now: () => Promise.resolve({ emails: [], lack }) };
    rooms.guests.add('U0LEAD');
    boot();
    await settle();
    expect(called()).toEqual(['U0ANN']);
    expect(shown()).toMatch(/U0LEAD is a guest.*PagerDuty does not say who is on call: It answered 401/);
  });

  test('keeps nobody waiting for long when nobody answers', async () => {
    oncall = { now: dead };
    boot();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(called()).toEqual(['U0ANN', 'U0LEAD']);
    expect(shown()).toMatch(/not learned in time who is on call/);
  });
});

describe('news of an incident', () => {
  const UPDATE: IncidentEvent = { what: 'update', by: ann, text: 'The old version serves again.' };
  const texts = (channel: RegExp) =>
    slack.messages
      .filter((each) => channel.test(each.channel) && each.key.event === 'rollbridge_news')
      .map(({ message }) => message.text);

  test('come once in its channel and once outside of it, though the process dies in between', async () => {
    boot();
    await settle();
    let posts = 0;
    slack.after = (method) => (method === 'post' && ++posts === 1 ? dead() : Promise.resolve());
    await happens(UPDATE);
    await settle();
    kill();
    slack.heal();
    boot();
    await settle();
    expect(texts(/^C0ROOM/)).toEqual([expect.stringContaining('The old version serves again.')]);
    expect(texts(/^C0RELEASES/)).toEqual([
      expect.stringContaining('*Incident*: *shop*'),
      expect.stringContaining('The old version serves again.'),
    ]);
  });

  test('that came at the same moment are told each, and those told before are known again', async () => {
    boot();
    await settle();
    const why = 'It answered 500';
    await happens(
      { what: 'notDelivered', to: 'pager', why, hint: '' },
      { what: 'notDelivered', to: 'jira', why, hint: '' },
    );
    await settle();
    expect(texts(/^C0ROOM/)).toEqual([expect.stringContaining('pager'), expect.stringContaining('jira')]);
    const [first] = slack.messages.filter(
      ({ key }) => key.event === 'rollbridge_news' && key.payload.what !== 'opened',
    );
    expect(first?.key.payload).toEqual({ incident: NAME, at: now().story.at(-1)?.at, what: 'notDelivered' });
  });

  test('outside stand in the status channel where one is configured', async () => {
    rules = { ...rules, statusChannel: 'C0STATUS' };
    boot();
    await settle();
    await happens(UPDATE);
    await settle();
    expect(texts(/^C0STATUS/)).toHaveLength(2);
    expect(texts(/^C0RELEASES/)).toEqual([]);
  });

  test('are few: what stands on the card is not posted', async () => {
    boot();
    await settle();
    await happens(
      { what: 'role', by: ann, role: 'commander', to: 'U0ANN', from: null },
      { what: 'tasksAdded', by: { kind: 'engine' }, titles: ['Look'] },
      { what: 'taskDone', by: ann, title: 'Look' },
      { what: 'updateDue', who: 'U0ANN' },
    );
    await settle();
    expect(texts(/^C0ROOM/)).toEqual([expect.stringContaining('<@U0ANN>')]);
  });

  test('that Slack will not have do not keep the next ones', async () => {
    rules = { ...rules, statusChannel: 'C0GONE' };
    slack.before = (method, text) =>
      method === 'post' && text.includes('*Incident*: ')
        ? Promise.reject(platformError('not_in_channel'))
        : Promise.resolve();
    boot();
    await settle();
    await happens(UPDATE);
    await settle();
    expect(texts(/^C0ROOM/)).toHaveLength(1);
    expect(texts(/^C0GONE/)).toEqual([expect.stringContaining('Status update')]);
  });
});

describe('the end of an incident', () => {
  test('puts the draft of the post-mortem and its page into its thread, once', async () => {
    boot();
    await settle();
    await resolve();
    await settle();
    kill();
    boot();
    await settle();
    expect(slack.files.map(({ file }) => file.name)).toEqual([`postmortem-${NAME}.md`, `postmortem-${NAME}.html`]);
    const [draft, page] = slack.files.map(({ file }) => Buffer.from(file.bytes).toString());
    expect(draft).toMatch(/## Cause\n\na typo\n/);
    expect(page).toBe(`<title>${NAME}</title>`);
  });

  test('calls people by their names in both files, and by their ids whom Slack does not know', async () => {
    rooms.names.set('U0ANN', 'Ann');
    boot();
    await settle();
    await happens({ what: 'role', by: ann, role: 'scribe', to: 'U0GONE', from: null });
    await resolve();
    await settle();
    const [draft, page] = slack.files.map(({ file }) => Buffer.from(file.bytes).toString());
    expect(draft).toMatch(/Opened by @Ann\b.*Scribe is @U0GONE\b.*Resolved by @Ann\b/s);
    expect(page).toContain('U0ANN,Ann');
    expect(page).not.toContain('U0GONE');
  });

  test.each([
    ['says no more', () => dead()],
    ['may not say', () => Promise.reject(platformError('missing_scope'))],
    ['is away', () => Promise.reject(new Error('ECONNREFUSED'))],
  ])('is told with ids where Slack %s who people are', async (_, answer) => {
    rooms.before = (method) => (method === 'nameOf' ? answer() : Promise.resolve());
    boot();
    await settle();
    await resolve();
    await settle();
    expect(slack.files.map(({ file }) => file.name)).toEqual([`postmortem-${NAME}.md`, `postmortem-${NAME}.html`]);
    expect(Buffer.from(slack.files[0]?.file.bytes ?? []).toString()).toContain('Opened by @U0ANN');
  });

  test('shares the page once although the process died after the draft, and waits for a capture that is under way', async () => {
    boot();
    await settle();
    evidence = 'capturing';
    await resolve();
    await settle();
    expect(slack.files).toEqual([]);
    evidence = 'saved';
    slack.after = (method) => (method === 'share' ? dead() : Promise.resolve());
    await happens({ what: 'update', by: ann, text: 'x' });
    await settle();
    expect(slack.files).toHaveLength(1);
    slack.after = () => Promise.resolve();
    kill();
    boot();
    await settle();
    expect(slack.files.map(({ file }) => file.name)).toEqual([`postmortem-${NAME}.md`, `postmortem-${NAME}.html`]);
  });

  test('comes before the channel is archived, though that was pressed while a capture was under way', async () => {
    boot();
    await settle();
    evidence = 'capturing';
    await resolve();
    await store.update(NAME, ({ status: known }) => (known === null ? null : { ...known, phase: 'Closed' }));
    await happens({ what: 'closed', by: ann });
    await settle();
    expect([slack.files.length, rooms.rooms[0]?.archived]).toEqual([0, false]);
    evidence = 'saved';
    await happens({ what: 'updateDue', who: null });
    await settle();
    expect([slack.files.length, rooms.rooms[0]?.archived]).toEqual([2, true]);
  });

  test('is not kept back for ever by a capture that nobody goes on with', async () => {
    boot();
    await settle();
    evidence = 'capturing';
    await resolve();
    await settle();
    await jest.advanceTimersByTimeAsync(10 * 60_000);
    await happens({ what: 'updateDue', who: null });
    await settle();
    expect(slack.files).toHaveLength(2);
  });

  test('archives the channel after a press, and shows the last state before', async () => {
    boot();
    await settle();
    await resolve();
    await settle();
    expect(rooms.rooms[0]?.archived).toBe(false);
    let shownAtTheEnd = '';
    rooms.before = (method) => {
      if (method === 'archive') shownAtTheEnd = inside()[0]?.message.text ?? '';
      return Promise.resolve();
    };
    await store.update(NAME, ({ status: known }) => (known === null ? null : { ...known, phase: 'Closed' }));
    await happens({ what: 'closed', by: ann });
    await settle();
    expect(rooms.rooms[0]?.archived).toBe(true);
    expect(shownAtTheEnd).toMatch(/^Incident closed/);
    const calls = slack.calls.length;
    kill();
    boot();
    await settle();
    expect(slack.calls.length).toBe(calls);
  });
});
