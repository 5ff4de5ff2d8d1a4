/** The contract of conversations.*: reading. */
import { expect } from '@jest/globals';
import { type Answer, type Case, errorOf, history, type MetSlack, posted } from './met.ts';

const list = async (slack: MetSlack, args: Record<string, unknown>): Promise<unknown[]> =>
  ((await slack.call('conversations.list', args)).channels as Answer[]).map(({ id }) => id);

const texts = (messages: readonly Answer[]) => messages.map(({ text }) => text);

async function thread(slack: MetSlack): Promise<string> {
  const root = await posted(slack, { text: 'root' });
  await posted(slack, { text: 'reply', thread_ts: root });
  return root;
}

export const readingCases: readonly Case[] = [
  {
    name: 'conversations.list has public channels with and without the bot, but no private ones',
    act: (slack) => list(slack, {}),
    expected: expect.arrayContaining(['<deploys>', '<lobby>']),
  },
  {
    name: 'conversations.list does not admit a private channel without the bot',
    act: async (slack) => (await list(slack, { types: 'public_channel,private_channel' })).includes(slack.id('vault')),
    expected: false,
  },
  {
    name: 'conversations.list comes in pages, and the last one has an empty cursor',
    act: async (slack) => {
      const first = await slack.call('conversations.list', { limit: 1 });
      const { next_cursor: cursor } = first.response_metadata as { next_cursor: string };
      const rest = await slack.call('conversations.list', { limit: 100, cursor });
      const both = [...(first.channels as Answer[]), ...(rest.channels as Answer[])].map(({ id }) => id);
      const all = await list(slack, {});
      return { length: (first.channels as Answer[]).length, same: both.join() === all.join(), ...rest };
    },
    expected: { length: 1, same: true, response_metadata: { next_cursor: '' } },
  },
  {
    name: 'conversations.info tells what a channel is and whether the bot is in it',
    act: (slack) => slack.call('conversations.info', { channel: slack.id('deploys') }),
    expected: {
      ok: true,
      channel: {
        id: '<deploys>',
        name: 'deploys',
        is_private: false,
        is_archived: false,
        is_im: false,
        is_member: true,
      },
    },
  },
  {
    name: 'conversations.info of a private channel without the bot is refused as if it were not there',
    act: (slack) => slack.call('conversations.info', { channel: slack.id('vault') }),
    expected: { ok: false, error: 'channel_not_found' },
  },
  {
    name: 'conversations.info of a channel that is not there is refused with channel_not_found',
    act: (slack) => slack.call('conversations.info', { channel: 'C0NOWHERE' }),
    expected: { ok: false, error: 'channel_not_found' },
  },
  {
    name: 'conversations.members has everybody in the channel',
    act: async (slack) => (await slack.call('conversations.members', { channel: slack.id('deploys') })).members,
    expected: expect.arrayContaining(['<bot>', '<dana>', '<robin>']),
  },
  {
    name: 'conversations.history is newest first and has no replies',
    act: async (slack) => {
      await thread(slack);
      await posted(slack, { text: 'last' });
      return texts(await history(slack, { limit: 2 }));
    },
    expected: ['last', 'root'],
  },
  {
    name: 'conversations.history comes in pages',
    act: async (slack) => {
      await posted(slack, { text: 'first' });
      await posted(slack, { text: 'last' });
      const place = { channel: slack.id('deploys'), limit: 1 };
      const page = await slack.call('conversations.history', place);
      const { next_cursor: cursor } = page.response_metadata as { next_cursor: string };
      const next = await slack.call('conversations.history', { ...place, cursor });
      return { more: page.has_more, texts: texts([...(page.messages as Answer[]), ...(next.messages as Answer[])]) };
    },
    expected: { more: true, texts: ['last', 'first'] },
  },
  {
    name: 'conversations.history after a time leaves out the message of that time',
    act: async (slack) => {
      const oldest = await posted(slack, { text: 'first' });
      await posted(slack, { text: 'last' });
      return texts(await history(slack, { oldest }));
    },
    expected: ['last'],
  },
  {
    name: 'conversations.history of a public channel without the bot is refused with not_in_channel',
    act: (slack) => slack.call('conversations.history', { channel: slack.id('lobby') }),
    expected: { ok: false, error: 'not_in_channel' },
  },
  {
    name: 'conversations.replies is oldest first, and the first message counts its replies',
    act: async (slack) => {
      const root = await thread(slack);
      const answer = await slack.call('conversations.replies', { channel: slack.id('deploys'), ts: root });
      const [first, second] = answer.messages as Answer[];
      return { root: first, threads: [first?.thread_ts === root, second?.thread_ts === root], text: second?.text };
    },
    expected: { root: { text: 'root', reply_count: 1 }, threads: [true, true], text: 'reply' },
  },
  {
    name: 'conversations.replies to a message that is not there is refused with thread_not_found',
    act: (slack) => slack.call('conversations.replies', { channel: slack.id('deploys'), ts: '1.000000' }),
    expected: { ok: false, error: 'thread_not_found' },
  },
  {
    name: 'conversations.open gives the same direct messages each time',
    act: async (slack) => {
      const open = async () =>
        ((await slack.call('conversations.open', { users: slack.id('dana') })).channel as Answer).id;
      const first = await open();
      return { direct: String(first).startsWith('D'), same: first === (await open()) };
    },
    expected: { direct: true, same: true },
  },
  {
    name: 'conversations.open with nobody or a stranger is refused',
    act: async (slack) => [
      await errorOf(slack.call('conversations.open', { users: '' })),
      await errorOf(slack.call('conversations.open', { users: 'U0NOBODY' })),
    ],
    expected: ['users_list_not_supplied', 'user_not_found'],
  },
];
