/** The contract of auth.test, users.* and of calls as such. */
import { expect } from '@jest/globals';
import { type Answer, type Case, errorOf } from './met.ts';

const names = (answer: Answer) => (answer.members as { name: string }[]).map(({ name }) => name).sort();

export const peopleCases: readonly Case[] = [
  {
    name: 'auth.test tells the bot who it is',
    act: (slack) => slack.call('auth.test'),
    expected: { ok: true, user_id: '<bot>', bot_id: 'B0CONTRACT' },
  },
  {
    name: 'a call without a token is refused with not_authed',
    act: (slack) => slack.call('auth.test', {}, ''),
    expected: { ok: false, error: 'not_authed' },
  },
  {
    name: 'a call with a token that nobody gave out is refused with invalid_auth',
    act: (slack) => slack.call('auth.test', {}, 'xoxb-stolen'),
    expected: { ok: false, error: 'invalid_auth' },
  },
  {
    name: 'a method that does not exist is refused with unknown_method and status 200',
    act: async (slack) => ({ http: 200, ...(await slack.call('chat.shout')) }),
    expected: { http: 200, ok: false, error: 'unknown_method' },
  },
  {
    name: 'a call beyond what was granted is refused and tells what it needed',
    scopes: ['commands'],
    act: (slack) => slack.call('chat.postMessage', { channel: slack.id('deploys'), text: 'x' }),
    expected: { ok: false, error: 'missing_scope', needed: 'chat:write', provided: 'commands' },
  },
  {
    name: 'reading a public channel needs channels:history',
    scopes: ['channels:join'],
    act: (slack) => slack.call('conversations.history', { channel: slack.id('deploys') }),
    expected: { ok: false, error: 'missing_scope', needed: 'channels:history' },
  },
  {
    name: 'announcing a file needs files:write',
    scopes: ['commands'],
    act: (slack) => slack.call('files.getUploadURLExternal', { filename: 'a.txt', length: 1 }),
    expected: { ok: false, error: 'missing_scope', needed: 'files:write' },
  },
  {
    name: 'finding people by their address needs users:read.email',
    scopes: ['users:read'],
    act: (slack) => slack.call('users.lookupByEmail', { email: 'dana@example.com' }),
    expected: { ok: false, error: 'missing_scope', needed: 'users:read.email' },
  },
  {
    name: 'the address of a person is told only to those who may read it',
    scopes: ['users:read'],
    act: async (slack) => {
      const { user } = await slack.call('users.info', { user: slack.id('dana') });
      return 'email' in (user as { profile: object }).profile;
    },
    expected: false,
  },
  {
    name: 'users.info finds a person by id',
    act: (slack) => slack.call('users.info', { user: slack.id('dana') }),
    expected: {
      ok: true,
      user: { id: '<dana>', name: 'dana', deleted: false, is_bot: false, profile: { email: 'dana@example.com' } },
    },
  },
  {
    name: 'users.info knows the bot as a bot',
    act: (slack) => slack.call('users.info', { user: slack.id('bot') }),
    expected: { ok: true, user: { id: '<bot>', is_bot: true } },
  },
  {
    name: 'users.info refuses a person who is not there with user_not_found',
    act: (slack) => slack.call('users.info', { user: 'U0NOBODY' }),
    expected: { ok: false, error: 'user_not_found' },
  },
  {
    name: 'users.list has people and the bot',
    act: async (slack) => names(await slack.call('users.list')),
    expected: expect.arrayContaining(['dana', 'robin', 'rollbridge']),
  },
  {
    name: 'users.list comes in pages, and the last one has an empty cursor',
    act: async (slack) => {
      const all = names(await slack.call('users.list'));
      const seen: string[] = [];
      let cursor = '';
      do {
        const page = await slack.call('users.list', { limit: 2, cursor });
        seen.push(...names(page));
        cursor = (page.response_metadata as { next_cursor: string }).next_cursor;
      } while (cursor !== '' && seen.length < 20);
      return { same: seen.sort().join() === all.join(), cursor };
    },
    expected: { same: true, cursor: '' },
  },
  {
    name: 'users.lookupByEmail finds a person',
    act: (slack) => slack.call('users.lookupByEmail', { email: 'dana@example.com' }),
    expected: { ok: true, user: { id: '<dana>' } },
  },
  {
    name: 'users.lookupByEmail refuses an address of nobody with users_not_found',
    act: (slack) => errorOf(slack.call('users.lookupByEmail', { email: 'nobody@example.com' })),
    expected: 'users_not_found',
  },
];
