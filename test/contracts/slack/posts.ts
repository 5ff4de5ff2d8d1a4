/** The contract of chat.postMessage. */
import { expect } from '@jest/globals';
import { type Answer, type Case, history, metadata, newest, only, posted, section } from './met.ts';

export const postCases: readonly Case[] = [
  {
    name: 'chat.postMessage answers channel, text, author and a time with six digits',
    act: async (slack) => {
      const { ts, ...answer } = await slack.call('chat.postMessage', { channel: slack.id('deploys'), text: 'hello' });
      return { ...answer, sixDigits: /^\d{10}\.\d{6}$/.test(String(ts)) };
    },
    expected: {
      ok: true,
      channel: '<deploys>',
      sixDigits: true,
      message: { type: 'message', user: '<bot>', text: 'hello' },
    },
  },
  {
    name: 'two posts have two times, the later one greater',
    act: async (slack) => {
      const first = await posted(slack);
      return Number(first) < Number(await posted(slack));
    },
    expected: true,
  },
  {
    name: 'a post carries the mark of the app that wrote it',
    act: async (slack) => (await posted(slack)) && newest(slack),
    expected: { bot_id: 'B0CONTRACT', app_id: 'A0CONTRACT', bot_profile: { id: 'B0CONTRACT' } },
  },
  {
    name: 'blocks come back as they were sent',
    act: async (slack) => (await posted(slack, { blocks: [{ ...section('x'), block_id: 'b' }] })) && newest(slack),
    expected: { text: 'hello', blocks: [{ type: 'section', block_id: 'b', text: { type: 'mrkdwn', text: 'x' } }] },
  },
  {
    name: 'a block without a name is given one',
    act: async (slack) => {
      await posted(slack, { blocks: [section('x')] });
      return typeof ((await newest(slack)).blocks as Answer[])[0]?.block_id;
    },
    expected: 'string',
  },
  {
    name: 'a message without text and blocks is refused with no_text',
    act: (slack) => slack.call('chat.postMessage', { channel: slack.id('deploys') }),
    expected: { ok: false, error: 'no_text' },
  },
  {
    name: 'a channel that is not there is refused with channel_not_found',
    act: (slack) => slack.call('chat.postMessage', { channel: 'C0NOWHERE', text: 'x' }),
    expected: { ok: false, error: 'channel_not_found' },
  },
  {
    name: 'a private channel without the bot is refused as if it were not there',
    act: (slack) => slack.call('chat.postMessage', { channel: slack.id('vault'), text: 'x' }),
    expected: { ok: false, error: 'channel_not_found' },
  },
  {
    name: 'a public channel without the bot is open to chat:write.public',
    scopes: ['chat:write', 'chat:write.public', 'channels:join'],
    act: (slack) => slack.call('chat.postMessage', { channel: slack.id('lobby'), text: 'x' }),
    expected: { ok: true, channel: '<lobby>' },
  },
  {
    name: 'a public channel without the bot is closed to chat:write alone',
    scopes: ['chat:write', 'channels:join'],
    act: (slack) => slack.call('chat.postMessage', { channel: slack.id('lobby'), text: 'x' }),
    expected: { ok: false, error: 'not_in_channel' },
  },
  {
    name: 'a public channel may be called by its name with a hash',
    act: (slack) => slack.call('chat.postMessage', { channel: '#deploys', text: 'x' }),
    expected: { ok: true, channel: '<deploys>' },
  },
  {
    name: 'the id of a person stands for the direct messages with them',
    act: async (slack) => {
      const { ok, channel } = await slack.call('chat.postMessage', { channel: slack.id('dana'), text: 'psst' });
      const opened = await slack.call('conversations.open', { users: slack.id('dana') });
      return { ok, direct: String(channel).startsWith('D'), same: (opened.channel as Answer).id === channel };
    },
    expected: { ok: true, direct: true, same: true },
  },
  {
    name: 'text of 40,001 characters is cut and a warning given',
    act: async (slack) => {
      const text = 'x'.repeat(40_001);
      const answer = await slack.call('chat.postMessage', { channel: slack.id('deploys'), text });
      return { ...only(answer, 'ok', 'warning'), length: String((await newest(slack)).text).length };
    },
    expected: { ok: true, warning: 'message_truncated', length: 40_000 },
  },
  {
    name: 'blocks that are not JSON are refused with invalid_blocks_format',
    act: (slack) => slack.call('chat.postMessage', { channel: slack.id('deploys'), blocks: '[{' }),
    expected: { ok: false, error: 'invalid_blocks_format' },
  },
  {
    name: 'a block of a kind that does not exist is refused with invalid_blocks and the place of it',
    act: (slack) => slack.call('chat.postMessage', { channel: slack.id('deploys'), blocks: [{ type: 'sectoin' }] }),
    expected: { ok: false, error: 'invalid_blocks', errors: [expect.stringContaining('/blocks/0')] },
  },
  {
    name: 'a section of 3,001 characters is refused with invalid_blocks',
    act: (slack) =>
      slack.call('chat.postMessage', { channel: slack.id('deploys'), text: 'x', blocks: [section('x'.repeat(3001))] }),
    expected: { ok: false, error: 'invalid_blocks' },
  },
  {
    name: 'the fifty-first block is refused with invalid_blocks',
    act: (slack) => {
      const blocks = Array.from({ length: 51 }, () => ({ type: 'divider' }));
      return slack.call('chat.postMessage', { channel: slack.id('deploys'), text: 'x', blocks });
    },
    expected: { ok: false, error: 'invalid_blocks' },
  },
  {
    name: 'metadata that is not JSON is refused with invalid_metadata_format',
    act: (slack) => slack.call('chat.postMessage', { channel: slack.id('deploys'), text: 'x', metadata: '{' }),
    expected: { ok: false, error: 'invalid_metadata_format' },
  },
  {
    name: 'metadata without a payload is refused with invalid_metadata_schema',
    act: (slack) =>
      slack.call('chat.postMessage', { channel: slack.id('deploys'), text: 'x', metadata: { event_type: 'card' } }),
    expected: { ok: false, error: 'invalid_metadata_schema' },
  },
  {
    name: 'what metadata carries comes back to those who ask for all of it',
    act: async (slack) => (await posted(slack, { metadata })) && newest(slack),
    expected: { metadata },
  },
  {
    name: 'of metadata only the type comes back to those who do not ask',
    act: async (slack) => {
      await posted(slack, { metadata });
      return Object.keys((await history(slack, { include_all_metadata: false }))[0]?.metadata ?? {});
    },
    expected: ['event_type'],
  },
];
