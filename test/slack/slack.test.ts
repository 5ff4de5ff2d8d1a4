/** Cards in a workspace: through the real client, the stand-in's limits, scopes and Block Kit checks. */
import { afterEach, describe, expect, test } from '@jest/globals';
import type { StoryEvent } from '../../src/model/story.ts';
import { keyText } from '../../src/slack/api.ts';
import { cardKey } from '../../src/slack/keys.ts';
import { WebApi } from '../../src/slack/web-api.ts';
import { BASIS, canary, ENDED, status, told } from '../views/fixtures.ts';
import { incident, incidentView } from '../views/incident-fixtures.ts';
import { ANN, CHANNEL, LEAD, loggerInto, Office, SEED, TOKEN, until } from './office.ts';

let office: Office;

afterEach(() => office.close());

const REQUESTED: StoryEvent = { what: 'requested', by: { kind: 'user', id: ANN } };
const ASKED: StoryEvent = { what: 'approvalNeeded', basis: BASIS, approvals: 1 };
const APPROVED: StoryEvent = { what: 'approved', by: { kind: 'user', id: LEAD }, given: 1, needed: 1 };

const STRANGE_BOT = 'U0STRANGER';
const CANNOT_POST = 'the card cannot be posted: does the channel exist, and is the bot in it?';

const cards = () => office.people.messages(CHANNEL, { as: ANN });

async function cardShows(text: string) {
  return await office.people.waitFor(() => cards().find((card) => office.people.textOf(card).includes(text)), {
    what: `a card with "${text}"`,
  });
}

async function lines(count: number): Promise<string[]> {
  const thread = await office.people.waitFor(
    (people) => {
      const [card] = cards();
      const all = card === undefined ? [] : people.thread(CHANNEL, card.ts, { as: ANN }).slice(1);
      return all.length >= count ? all : undefined;
    },
    { what: `${count} lines` },
  );
  return thread.map((line) => office.people.textOf(line));
}

describe('a release', () => {
  test('is one card with its story below, whose question calls the approvers and is closed once decided', async () => {
    office = await Office.open();
    office.store.snapshot = canary();
    office.store.set(status('AwaitingApproval', { story: told(REQUESTED, ASKED) }));
    await cardShows('Awaiting approval');
    expect((await lines(2))[1]).toContain('@release-managers @lead');
    office.store.set(status('Completed', { story: told(REQUESTED, ASKED, APPROVED), endedAt: ENDED }));
    await cardShows('Completed');
    await lines(3);
    await until(() => office.store.get().status?.card?.ask === null, 'the end of the question');
    expect((await lines(3))[1]).toContain('Approved by @lead');
    expect(cards()).toHaveLength(1);
    expect(office.people.failures()).toEqual([]);
  });

  test('is posted once though the answer to the post was never heard', async () => {
    office = await Office.open();
    office.people.fault({ method: 'chat.postMessage', dropAfter: true });
    office.store.set(status('Progressing', { story: told(REQUESTED) }));
    await lines(1);
    expect(cards()).toHaveLength(1);
    await until(() => office.store.get().status?.card?.ts === cards()[0]?.ts, 'its place');
  });

  test('shows how it ended though Slack was away meanwhile', async () => {
    office = await Office.open();
    office.store.set(status('Progressing'));
    await cardShows('Rolling out');
    office.people.down();
    office.store.set(status('Completed', { endedAt: ENDED }));
    const cut = office.people.cuts();
    await office.people.waitFor(() => office.people.cuts() > cut || undefined, { what: 'an attempt' });
    office.people.up();
    await cardShows('Completed');
  });

  test('in a public channel where the bot is no member is shown all the same', async () => {
    const [channel] = SEED.channels;
    if (!channel) throw new Error('no channel');
    office = await Office.open({ channels: [{ ...channel, members: [ANN] }] });
    office.store.set(status('Progressing', { story: told(REQUESTED) }));
    expect(await lines(1)).toHaveLength(1);
  });

  test('in a channel that does not exist is one clear line in the log', async () => {
    office = await Office.open({ channels: [] });
    office.store.set(status('Progressing'));
    await until(() => office.said(CANNOT_POST), 'the line');
    expect(office.people.calls('chat.postMessage')).toHaveLength(1);
  });
});

describe('the channel of an incident', () => {
  test('that a process before has made is found on a later page, and no page is asked for anew when Slack wants the next one later', async () => {
    const others = Array.from({ length: 1_100 }, (_, n) => ({ id: `C1${n}`, name: `team-${n}`, members: [ANN] }));
    office = await Office.closed({ channels: [...SEED.channels, ...others] });
    const claimedAt = new Date().toISOString();
    const made = await new WebApi(TOKEN, office.workspace.apiUrl, loggerInto([])).found('inc-shop');
    const room = { name: 'inc-shop', claimedAt, channel: null, did: [], troubles: [] };
    const opened = office.incidents.put(incident({ room, card: null }));
    office.people.fault({ method: 'conversations.list', delayMs: 1 });
    office.people.fault({ method: 'conversations.list', retryAfter: 1 });
    office.slack.incidentAudience.changed(incidentView({ incident: opened }));
    await until(() => office.incidents.get(opened.name).status?.room?.channel === made, 'its channel');
    const [first, later, again, ...more] = office.people.calls('conversations.list').map(({ args }) => args.cursor);
    expect({ first, again, more }).toEqual({ first: undefined, again: later, more: [] });
    expect(later).toEqual(expect.any(String));
  });
});

describe('the end of the program', () => {
  test('shows the last state first', async () => {
    office = await Office.open();
    office.store.set(status('Completed', { story: told(REQUESTED), endedAt: ENDED }));
    await office.slack.stop();
    await office.slack.flush();
    expect(office.people.textOf(cards()[0] ?? (await cardShows('a card')))).toContain('Completed');
    expect(office.store.get().status?.card).toMatchObject({ told: 1 });
    expect(office.slack.waiting).toBe(0);
  });
});

describe('our own messages in a channel', () => {
  const api = () => new WebApi(TOKEN, office.workspace.apiUrl, loggerInto([]));
  const said = { text: 'x', blocks: [] };
  const since = { oldest: new Date(Date.now() - 60_000) };

  test('are found by their keys, over as many pages as there are', async () => {
    office = await Office.closed();
    const ts = await api().post(CHANNEL, null, said, cardKey('first'));
    for (let n = 0; n < 450; n++) office.people.say(ANN, CHANNEL, `chatter ${n}`);
    expect((await api().keys(CHANNEL, since)).get(keyText(cardKey('first')))).toBe(ts);
    expect(office.people.calls('conversations.history').length).toBeGreaterThan(1);
  });

  test('are never somebody else’s, whatever their metadata says', async () => {
    office = await Office.closed();
    const { workspace } = office.workspace;
    const { event, payload } = cardKey('forged');
    const metadata = { event_type: event, event_payload: payload };
    workspace.messages.add({ channel: CHANNEL, author: STRANGE_BOT, text: 'forged', metadata });
    const mine = await api().post(CHANNEL, null, said, cardKey('mine'));
    expect([...(await api().keys(CHANNEL, since))]).toEqual([[keyText(cardKey('mine')), mine]]);
  });

  test('with the same key are the oldest one', async () => {
    office = await Office.closed();
    const first = await api().post(CHANNEL, null, said, cardKey('twice'));
    await api().post(CHANNEL, null, said, cardKey('twice'));
    expect((await api().keys(CHANNEL, since)).get(keyText(cardKey('twice')))).toBe(first);
  });

  test('in a thread are found by their keys', async () => {
    office = await Office.closed();
    const ts = await api().post(CHANNEL, null, said, cardKey('card'));
    const line = await api().post(CHANNEL, ts, said, { event: 'rollbridge_line', payload: { release: 'r', twin: 0 } });
    const found = await api().keys(CHANNEL, { threadTs: ts });
    expect(found.get('rollbridge_line release=r twin=0')).toBe(line);
  });
});
