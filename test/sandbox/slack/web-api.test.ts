/** What the Web API answers, compared with what Slack's reference says. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type SlackWorkspace, startWorkspace } from '../../../sandbox/slack/index.ts';
import { type Answer, type Call, caller } from './caller.ts';
import { BOT, button, DANA, DEPLOYS, LOBBY, ROBIN, section, seed, VAULT } from './office.ts';

let slack: SlackWorkspace;
let call: Call;
beforeEach(async () => {
  slack = await startWorkspace({ seed });
  call = caller(slack);
});
afterEach(() => slack.close());

async function posted(more: Record<string, unknown> = {}): Promise<string> {
  return String((await call('chat.postMessage', { channel: DEPLOYS, text: 'hello', ...more })).ts);
}
const messages = (answer: Answer) => answer.messages as Record<string, unknown>[];

describe('a call', () => {
  test('with the right token is told who it is', async () => {
    expect(await call('auth.test')).toMatchObject({ ok: true, user_id: BOT, bot_id: 'B0BOT', team_id: 'T0SANDBOX' });
  });
  test.each([
    { what: 'a wrong token', method: 'auth.test', token: 'xoxb-wrong', error: 'invalid_auth' },
    { what: 'no token', method: 'auth.test', token: '', error: 'not_authed' },
    { what: 'a method that does not exist', method: 'chat.shout', token: 'xoxb-test', error: 'unknown_method' },
    {
      what: 'a method named like a part of every object',
      method: 'toString',
      token: 'xoxb-test',
      error: 'unknown_method',
    },
  ])('with $what is refused with $error', async ({ method, token, error }) => {
    expect(await call(method, {}, token)).toMatchObject({ ok: false, error });
  });
  test('may be JSON with the token in it', async () => {
    const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ token: 'xoxb-test', channel: DEPLOYS, blocks: [section('x')], text: 'x' }),
    });
    expect(await response.json()).toMatchObject({ ok: true, channel: DEPLOYS });
  });
  test('is on record with its arguments and answer, but without the token', async () => {
    await call('chat.postMessage', { channel: DEPLOYS, text: 'hello' });
    expect(slack.driver.calls('chat.postMessage')).toMatchObject([
      { args: { channel: DEPLOYS, text: 'hello' }, outcome: 'answered', answer: { status: 200, body: { ok: true } } },
    ]);
  });
});

describe('chat.postMessage', () => {
  test('answers the message with a time of six digits, the bot as author and names for all blocks', async () => {
    const blocks = [
      section('x'),
      { type: 'actions', elements: [{ type: 'button', text: { type: 'plain_text', text: 'b' } }] },
    ];
    const { ts, message } = await call('chat.postMessage', { channel: DEPLOYS, text: 'hello', blocks });
    expect(ts).toMatch(/^\d{10}\.\d{6}$/);
    expect(message).toMatchObject({
      user: BOT,
      bot_id: 'B0BOT',
      app_id: 'A0BOT',
      text: 'hello',
      blocks: [{ block_id: expect.any(String) }, { elements: [{ action_id: expect.any(String) }] }],
    });
  });
  test.each([
    { what: 'nothing in it', args: { channel: DEPLOYS }, error: 'no_text' },
    { what: 'a channel that is not there', args: { channel: 'C0NONE', text: 'x' }, error: 'channel_not_found' },
    { what: 'a private channel without the bot', args: { channel: VAULT, text: 'x' }, error: 'channel_not_found' },
    {
      what: 'a thread that is not there',
      args: { channel: DEPLOYS, text: 'x', thread_ts: '1.000000' },
      error: 'thread_not_found',
    },
    { what: 'blocks that are not JSON', args: { channel: DEPLOYS, blocks: '[{' }, error: 'invalid_blocks_format' },
    {
      what: 'metadata without a payload',
      args: { channel: DEPLOYS, text: 'x', metadata: { event_type: 'x' } },
      error: 'invalid_metadata_schema',
    },
  ])('refuses $what with $error', async ({ args, error }) => {
    expect(await call('chat.postMessage', args)).toMatchObject({ ok: false, error });
  });
  test('says where blocks are wrong in the words of Slack', async () => {
    const blocks = [section('x'.repeat(3001))];
    const message = 'must be less than 3001 characters [json-pointer:/blocks/0/text/text]';
    expect(await call('chat.postMessage', { channel: DEPLOYS, text: 'x', blocks })).toEqual({
      ok: false,
      error: 'invalid_blocks',
      errors: [message],
      response_metadata: { messages: [`[ERROR] ${message}`] },
    });
  });
  test('refuses blocks that are too long together', async () => {
    const blocks = Array.from({ length: 5 }, () => section('x'.repeat(3000)));
    expect(await call('chat.postMessage', { channel: DEPLOYS, text: 'x', blocks })).toMatchObject({
      error: 'msg_blocks_too_long',
    });
  });
  test('cuts text at 40,000 characters and warns', async () => {
    expect(await call('chat.postMessage', { channel: DEPLOYS, text: 'x'.repeat(40_001) })).toMatchObject({
      ok: true,
      warning: 'message_truncated',
      message: { text: 'x'.repeat(40_000) },
    });
  });
  test('takes the name of a public channel and the id of a person', async () => {
    expect(await call('chat.postMessage', { channel: '#deploys', text: 'x' })).toMatchObject({ channel: DEPLOYS });
    expect(await call('chat.postMessage', { channel: DANA, text: 'psst' })).toMatchObject({ channel: 'D0DANA' });
    expect(slack.driver.directMessages(DANA).map(({ text }) => text)).toEqual(['psst']);
  });
  test('hangs a reply to a reply on the message that the thread began with', async () => {
    const root = await posted();
    const reply = await posted({ thread_ts: root });
    await posted({ thread_ts: reply, text: 'deeper' });
    expect(slack.driver.thread(DEPLOYS, root, { as: DANA }).map(({ threadTs }) => threadTs)).toEqual([
      null,
      root,
      root,
    ]);
    expect(slack.driver.messages(DEPLOYS, { as: DANA })).toHaveLength(1);
  });
});

describe('chat.update', () => {
  const blocks = [section('x')];
  const metadata = { event_type: 'card', event_payload: { id: 'r1' } };
  const seen = () => slack.driver.messages(DEPLOYS, { as: DANA })[0];

  test.each([
    { what: 'text alone takes the blocks away', change: { text: 'new' }, text: 'new', count: 0, edited: true },
    {
      what: 'blocks alone keep the text',
      change: { blocks: [section('a'), section('b')] },
      text: 'hello',
      count: 2,
      edited: false,
    },
    { what: 'an empty list of blocks takes them away', change: { blocks: [] }, text: 'hello', count: 0, edited: true },
    { what: 'neither keeps both', change: {}, text: 'hello', count: 1, edited: false },
  ])('$what', async ({ change, text, count, edited }) => {
    const ts = await posted({ blocks });
    expect(await call('chat.update', { channel: DEPLOYS, ts, ...change })).toMatchObject({ ok: true, ts });
    expect(seen()?.text).toBe(text);
    expect(seen()?.blocks).toHaveLength(count);
    expect(seen()?.editedTs !== null).toBe(edited);
    expect(slack.driver.versions(ts).map((version) => version.text)).toEqual(['hello', text]);
  });
  test.each([
    { what: 'stays unless given', change: {}, kept: metadata },
    { what: 'is taken away by an empty one', change: { metadata: {} }, kept: null },
  ])('metadata $what', async ({ change, kept }) => {
    const ts = await posted({ metadata });
    await call('chat.update', { channel: DEPLOYS, ts, text: 'new', ...change });
    expect(seen()?.metadata).toEqual(kept);
  });
  test('refuses 4,001 characters of text and takes 4,000', async () => {
    const ts = await posted();
    const update = (text: string) => call('chat.update', { channel: DEPLOYS, ts, text });
    expect(await update('x'.repeat(4000))).toMatchObject({ ok: true });
    expect(await update('x'.repeat(4001))).toMatchObject({ ok: false, error: 'msg_too_long' });
  });
  test('refuses messages of others, those that are gone and those for one person', async () => {
    const { ts: others } = slack.driver.say(DANA, DEPLOYS, 'mine');
    const { message_ts: ephemeral } = await call('chat.postEphemeral', { channel: DEPLOYS, user: DANA, text: 'x' });
    const gone = await posted();
    await call('chat.delete', { channel: DEPLOYS, ts: gone });
    const update = async (ts: unknown) => (await call('chat.update', { channel: DEPLOYS, ts, text: 'x' })).error;
    expect(await update(others)).toBe('cant_update_message');
    expect(await update(ephemeral)).toBe('message_not_found');
    expect(await update(gone)).toBe('message_not_found');
  });
});

describe('other chat methods', () => {
  test('chat.postEphemeral shows a message to one person in the channel', async () => {
    expect(await call('chat.postEphemeral', { channel: DEPLOYS, user: DANA, text: 'psst' })).toMatchObject({
      ok: true,
    });
    expect(slack.driver.ephemerals(DANA).map(({ text }) => text)).toEqual(['psst']);
    expect(slack.driver.messages(DEPLOYS, { as: DANA })).toEqual([]);
    expect(await call('chat.postEphemeral', { channel: LOBBY, user: ROBIN, text: 'x' })).toMatchObject({
      error: 'user_not_in_channel',
    });
  });
  test('messages for one person do not survive that the app starts again', async () => {
    await call('chat.postEphemeral', { channel: DEPLOYS, user: DANA, text: 'psst' });
    slack.driver.reload(DANA);
    expect(slack.driver.ephemerals(DANA)).toEqual([]);
  });
  test('chat.delete takes the message away', async () => {
    const ts = await posted();
    expect(await call('chat.delete', { channel: DEPLOYS, ts })).toMatchObject({ ok: true });
    expect(slack.driver.messages(DEPLOYS, { as: DANA })).toEqual([]);
    expect(slack.driver.versions(ts).at(-1)?.deleted).toBe(true);
  });
  test('chat.getPermalink leads to the message and its thread', async () => {
    const root = await posted();
    const reply = await posted({ thread_ts: root });
    const { permalink } = await call('chat.getPermalink', { channel: DEPLOYS, message_ts: reply });
    const place = `/archives/${DEPLOYS}/p${reply.replace('.', '')}`;
    expect(permalink).toBe(`https://sandbox.slack.com${place}?thread_ts=${root}&cid=${DEPLOYS}`);
  });
});

describe('conversations', () => {
  test('are listed in pages, private ones only to members', async () => {
    const all = { types: 'public_channel,private_channel', limit: 1 };
    const first = await call('conversations.list', all);
    const { next_cursor: cursor } = first.response_metadata as { next_cursor: string };
    const second = await call('conversations.list', { ...all, cursor });
    expect([first.channels, second.channels]).toMatchObject([
      [{ id: DEPLOYS, is_member: true, is_private: false }],
      [{ id: LOBBY, is_member: false }],
    ]);
    expect(second.response_metadata).toEqual({ next_cursor: '' });
  });
  test('tell who is in them, and can be joined if they are public', async () => {
    expect(await call('conversations.members', { channel: LOBBY })).toMatchObject({ members: [DANA] });
    expect(await call('conversations.join', { channel: LOBBY })).toMatchObject({ channel: { is_member: true } });
    expect(await call('conversations.join', { channel: VAULT })).toMatchObject({ error: 'channel_not_found' });
    expect(await call('conversations.info', { channel: LOBBY })).toMatchObject({ channel: { num_members: 2 } });
  });
  test('with one person are opened once', async () => {
    const first = await call('conversations.open', { users: DANA });
    expect(first).toEqual(await call('conversations.open', { users: DANA }));
    expect(await call('conversations.open', { users: 'U0NONE' })).toMatchObject({ error: 'user_not_found' });
  });
  test('have a history without replies, newest first, and threads with the oldest first', async () => {
    const root = await posted({ text: 'root' });
    await posted({ text: 'reply', thread_ts: root });
    await posted({ text: 'last' });
    await call('chat.postEphemeral', { channel: DEPLOYS, user: DANA, text: 'psst' });
    const texts = async (method: string, args: object) =>
      messages(await call(method, { channel: DEPLOYS, ...args })).map(({ text }) => text);
    expect(await texts('conversations.history', {})).toEqual(['last', 'root']);
    expect(await texts('conversations.history', { oldest: root })).toEqual(['last']);
    expect(await texts('conversations.history', { oldest: root, inclusive: true })).toEqual(['last', 'root']);
    expect(await texts('conversations.replies', { ts: root })).toEqual(['root', 'reply']);
    expect(await call('conversations.replies', { channel: DEPLOYS, ts: '1.0' })).toMatchObject({
      error: 'thread_not_found',
    });
    expect(await call('conversations.history', { channel: LOBBY })).toMatchObject({ error: 'not_in_channel' });
  });
  test('show what metadata carries only to those who ask', async () => {
    const metadata = { event_type: 'card', event_payload: { id: 'r1' } };
    await posted({ metadata });
    const history = async (args: object) =>
      messages(await call('conversations.history', { channel: DEPLOYS, ...args }))[0]?.metadata;
    expect(await history({})).toEqual({ event_type: 'card' });
    expect(await history({ include_all_metadata: true })).toEqual(metadata);
  });
});

describe('people', () => {
  test('are found by id and listed', async () => {
    expect(await call('users.info', { user: DANA })).toMatchObject({
      user: { name: 'dana', profile: { email: 'dana@example.com' } },
    });
    expect(await call('users.info', { user: 'U0NONE' })).toMatchObject({ error: 'user_not_found' });
    expect((await call('users.list')).members).toHaveLength(3);
  });
  test('are in groups', async () => {
    expect(await call('usergroups.list')).toMatchObject({
      usergroups: [{ id: 'S0LEADS', handle: 'leads', user_count: 1 }],
    });
    expect(await call('usergroups.users.list', { usergroup: 'S0LEADS' })).toMatchObject({ users: [ROBIN] });
    expect(await call('usergroups.users.list', { usergroup: 'S0NONE' })).toMatchObject({ error: 'no_such_subteam' });
  });
  test('have no groups on a free plan', async () => {
    const free = await startWorkspace({ seed: { ...seed, freePlan: true } });
    expect(await caller(free)('usergroups.users.list', { usergroup: 'S0LEADS' })).toMatchObject({
      error: 'plan_upgrade_required',
    });
    await free.close();
  });
});

describe('reactions', () => {
  test('are added once', async () => {
    const reaction = { channel: DEPLOYS, timestamp: await posted(), name: 'eyes' };
    expect(await call('reactions.add', reaction)).toEqual({ ok: true });
    expect(await call('reactions.add', reaction)).toMatchObject({ error: 'already_reacted' });
    expect(slack.driver.messages(DEPLOYS, { as: DANA })[0]?.reactions).toEqual([{ name: 'eyes', users: [BOT] }]);
  });
});

describe('a manifest', () => {
  const manifest = (...bot: string[]) => ({
    features: { slash_commands: [{ command: '/deploy' }] },
    oauth_config: { scopes: { bot } },
  });
  const cases = [
    { method: 'chat.postMessage', args: { channel: DEPLOYS, text: 'x' }, needed: 'chat:write' },
    { method: 'conversations.history', args: { channel: DEPLOYS }, needed: 'channels:history' },
    { method: 'conversations.list', args: { types: 'private_channel' }, needed: 'groups:read' },
    { method: 'usergroups.list', args: {}, needed: 'usergroups:read' },
    { method: 'users.info', args: { user: DANA }, needed: 'users:read' },
  ];
  test.each(cases)('without $needed refuses $method and with it does not', async ({ method, args, needed }) => {
    const poor = await startWorkspace({ seed, manifest: manifest('commands') });
    expect(await caller(poor)(method, args)).toEqual({
      ok: false,
      error: 'missing_scope',
      needed,
      provided: 'commands',
    });
    await poor.close();
    const rich = await startWorkspace({ seed, manifest: manifest('commands', needed) });
    expect(await caller(rich)(method, args)).toMatchObject({ ok: true });
    await rich.close();
  });
  test('decides whether the bot may post where it is not a member', async () => {
    for (const [scopes, answer] of [
      [['chat:write'], { ok: false, error: 'not_in_channel' }],
      [['chat:write', 'chat:write.public'], { ok: true }],
    ] as const) {
      const place = await startWorkspace({ seed, manifest: manifest(...scopes) });
      expect(await caller(place)('chat.postMessage', { channel: LOBBY, text: 'x' })).toMatchObject(answer);
      await place.close();
    }
  });
  test('decides which commands there are and whether there is a Home tab', async () => {
    const place = await startWorkspace({ seed, manifest: manifest('commands') });
    expect(() => place.driver.slash(DANA, DEPLOYS, '/nuke')).toThrow('The manifest has no command /nuke');
    expect(await caller(place)('views.publish', { user_id: DANA, view: { type: 'home', blocks: [] } })).toMatchObject({
      error: 'not_enabled',
    });
    await place.close();
  });
  test('may be a file', async () => {
    await expect(startWorkspace({ seed, manifest: '/nowhere/manifest.yml' })).rejects.toThrow('ENOENT');
  });
});

test('an actions block without an id keeps its buttons apart by the ids that Slack gives them', async () => {
  await posted({
    blocks: [
      {
        type: 'actions',
        elements: [
          { ...button('A'), action_id: undefined },
          { ...button('B'), action_id: undefined },
        ],
      },
    ],
  });
  const ids = slack.driver
    .controls(slack.driver.messages(DEPLOYS, { as: DANA })[0] ?? { blocks: [] })
    .map(({ actionId }) => actionId);
  expect(new Set(ids).size).toBe(2);
});
