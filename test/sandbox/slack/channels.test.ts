/** Channels that the bot founds and marks, beside what the contract of the Web API already says. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type SlackWorkspace, startWorkspace } from '../../../sandbox/slack/index.ts';
import { type Call, caller } from './caller.ts';
import { BOT, DANA, DEPLOYS, ROBIN, seed, VAULT } from './office.ts';

let slack: SlackWorkspace;
let call: Call;
beforeEach(async () => {
  slack = await startWorkspace({ seed });
  call = caller(slack);
});
afterEach(() => slack.close());

const founded = async (args: Record<string, unknown> = {}) =>
  ((await call('conversations.create', { name: 'inc-42', ...args })).channel as { id: string }).id;

describe('a person sees', () => {
  test('topic, purpose, pins and bookmarks of a channel', async () => {
    await call('conversations.setTopic', { channel: DEPLOYS, topic: 'frozen' });
    await call('conversations.setPurpose', { channel: DEPLOYS, purpose: 'releases' });
    const { ts } = await call('chat.postMessage', { channel: DEPLOYS, text: 'read me' });
    await call('pins.add', { channel: DEPLOYS, timestamp: ts });
    const link = { channel_id: DEPLOYS, title: 'Runbook', type: 'link', link: 'https://example.com' };
    await call('bookmarks.add', link);
    expect(slack.driver.channel('deploys', { as: DANA })).toMatchObject({
      topic: { text: 'frozen', by: BOT },
      purpose: { text: 'releases', by: BOT },
      pins: [{ ts, by: BOT }],
      bookmarks: [{ title: 'Runbook', link: 'https://example.com' }],
    });
  });
  test('a private channel only after being invited', async () => {
    const channel = await founded({ is_private: true });
    expect(() => slack.driver.channel('inc-42', { as: ROBIN })).toThrow('U0ROBIN sees no channel inc-42');
    await call('conversations.invite', { channel, users: ROBIN });
    expect([...slack.driver.channel('inc-42', { as: ROBIN }).members]).toEqual([BOT, ROBIN]);
  });
});

test('guests cannot be invited by an app, and each is named; with force the others come in', async () => {
  const users = [
    ...seed.users,
    { id: 'U0GUEST', name: 'guest', guest: 'several' as const },
    { id: 'U0ONE', name: 'one', guest: 'single' as const },
  ];
  const other = await startWorkspace({ seed: { ...seed, users } });
  const ask = caller(other);
  const { channel } = await ask('conversations.create', { name: 'inc-guests' });
  const { id } = channel as { id: string };
  const invited = { channel: id, users: `U0GUEST,U0ONE,${ROBIN}` };
  const errors = [
    { user: 'U0GUEST', ok: false, error: 'user_is_restricted' },
    { user: 'U0ONE', ok: false, error: 'user_is_ultra_restricted' },
  ];
  expect(await ask('conversations.invite', invited)).toMatchObject({ ok: false, error: 'user_is_restricted', errors });
  expect(await ask('conversations.invite', { ...invited, force: true })).toMatchObject({ ok: true, errors });
  expect((await ask('conversations.members', { channel: id })).members).toEqual([BOT, ROBIN]);
  await other.close();
});

describe('limits', () => {
  test('a hundred people are invited at once, and no more', async () => {
    const channel = await founded();
    const users = (count: number) => Array.from({ length: count }, (_, place) => `U0${place}`).join(',');
    const invite = async (count: number) =>
      (await call('conversations.invite', { channel, users: users(count) })).error;
    expect([await invite(100), await invite(101)]).toEqual(['user_not_found', 'too_many_users']);
  });
  test('a channel takes a hundred bookmarks, and no more', async () => {
    const add = async () =>
      (await call('bookmarks.add', { channel_id: DEPLOYS, title: 't', type: 'link', link: 'https://example.com' }))
        .error;
    const errors = await Promise.all(Array.from({ length: 100 }, add));
    expect(errors.every((error) => error === undefined)).toBe(true);
    expect(await add()).toBe('too_many_bookmarks');
    expect((await call('bookmarks.list', { channel_id: DEPLOYS })).bookmarks).toHaveLength(100);
  });
});

test('nothing in an archived channel is changed any more', async () => {
  const channel = await founded();
  const { ts } = await call('chat.postMessage', { channel, text: 'x' });
  await call('conversations.archive', { channel });
  const { file_id, upload_url } = await call('files.getUploadURLExternal', { filename: 'log.txt', length: 1 });
  await fetch(String(upload_url), { method: 'POST', body: 'x' });
  const answers = await Promise.all([
    call('chat.update', { channel, ts, text: 'y' }),
    call('chat.postEphemeral', { channel, user: BOT, text: 'y' }),
    call('reactions.add', { channel, timestamp: ts, name: 'eyes' }),
    call('pins.add', { channel, timestamp: ts }),
    call('files.completeUploadExternal', { channel_id: channel, files: [{ id: file_id }] }),
  ]);
  expect(answers.map(({ error }) => error)).toEqual([
    'is_inactive',
    'is_archived',
    'is_archived',
    'is_archived',
    'is_archived',
  ]);
});

test('direct messages have no topic, no guests and no archive', async () => {
  const { channel } = await call('conversations.open', { users: DANA });
  const { id } = channel as { id: string };
  for (const [method, args] of [
    ['conversations.setTopic', { topic: 'x' }],
    ['conversations.invite', { users: ROBIN }],
    ['conversations.archive', {}],
  ] as const) {
    expect(await call(method, { channel: id, ...args })).toMatchObject({
      error: 'method_not_supported_for_channel_type',
    });
  }
});

test.each([
  { method: 'conversations.create', args: { name: 'a' }, needed: 'channels:manage' },
  { method: 'conversations.create', args: { name: 'a', is_private: true }, needed: 'groups:write' },
  { method: 'conversations.invite', args: { channel: DEPLOYS, users: ROBIN }, needed: 'channels:manage' },
  { method: 'conversations.setTopic', args: { channel: VAULT, topic: 'x' }, needed: 'groups:write' },
  { method: 'conversations.archive', args: { channel: DEPLOYS }, needed: 'channels:manage' },
  { method: 'pins.add', args: {}, needed: 'pins:write' },
  { method: 'pins.list', args: {}, needed: 'pins:read' },
  { method: 'bookmarks.add', args: {}, needed: 'bookmarks:write' },
  { method: 'bookmarks.list', args: {}, needed: 'bookmarks:read' },
])('$method of $args needs $needed', async ({ method, args, needed }) => {
  const poor = await startWorkspace({ seed, manifest: { oauth_config: { scopes: { bot: ['commands'] } } } });
  expect(await caller(poor)(method, args)).toMatchObject({ error: 'missing_scope', needed });
  await poor.close();
});
