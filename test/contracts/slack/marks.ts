/** The contract of reactions, pins and bookmarks. */
import { type Answer, type Case, errorOf, history, type MetSlack, posted } from './met.ts';

const pin = (slack: MetSlack, timestamp: string) => slack.call('pins.add', { channel: slack.id('deploys'), timestamp });

const bookmark = (slack: MetSlack, more: Answer = {}) =>
  slack.call('bookmarks.add', {
    channel_id: slack.id('deploys'),
    title: 'Runbook',
    type: 'link',
    link: 'https://example.com/runbook',
    emoji: ':book:',
    ...more,
  });

export const markCases: readonly Case[] = [
  {
    name: 'a reaction is counted with who gave it',
    act: async (slack) => {
      const reaction = { channel: slack.id('deploys'), timestamp: await posted(slack), name: 'eyes' };
      const { ok } = await slack.call('reactions.add', reaction);
      return { ok, reactions: (await history(slack))[0]?.reactions };
    },
    expected: { ok: true, reactions: [{ name: 'eyes', count: 1, users: ['<bot>'] }] },
  },
  {
    name: 'a reaction is given once: already_reacted',
    act: async (slack) => {
      const reaction = { channel: slack.id('deploys'), timestamp: await posted(slack), name: 'eyes' };
      await slack.call('reactions.add', reaction);
      return errorOf(slack.call('reactions.add', reaction));
    },
    expected: 'already_reacted',
  },
  {
    name: 'a reaction without a name or a message is refused',
    act: async (slack) => {
      const place = { channel: slack.id('deploys'), timestamp: await posted(slack) };
      return [
        await errorOf(slack.call('reactions.add', { ...place, name: '' })),
        await errorOf(slack.call('reactions.add', { ...place, name: 'eyes', timestamp: '1.000000' })),
      ];
    },
    expected: ['invalid_name', 'message_not_found'],
  },
  {
    name: 'a message is pinned once, and listed with who pinned it',
    act: async (slack) => {
      const ts = await posted(slack);
      const pins = [await errorOf(pin(slack, ts)), await errorOf(pin(slack, ts))];
      const { items } = await slack.call('pins.list', { channel: slack.id('deploys') });
      return { pins, items };
    },
    expected: {
      pins: ['none', 'already_pinned'],
      items: [{ type: 'message', channel: '<deploys>', created_by: '<bot>', message: { text: 'hello' } }],
    },
  },
  {
    name: 'a message that is deleted is pinned no longer',
    act: async (slack) => {
      const ts = await posted(slack);
      await pin(slack, ts);
      await slack.call('chat.delete', { channel: slack.id('deploys'), ts });
      return (await slack.call('pins.list', { channel: slack.id('deploys') })).items;
    },
    expected: [],
  },
  {
    name: 'a pin of nothing, of a time that is none and of a message that is not there is refused',
    act: async (slack) => [
      await errorOf(pin(slack, '')),
      await errorOf(pin(slack, 'yesterday')),
      await errorOf(pin(slack, '1.000000')),
    ],
    expected: ['no_item_specified', 'bad_timestamp', 'message_not_found'],
  },
  {
    name: 'a pin in a channel without the bot is refused with not_in_channel',
    act: async (slack) => {
      const timestamp = await slack.say('dana', 'lobby', 'here');
      return errorOf(slack.call('pins.add', { channel: slack.id('lobby'), timestamp }));
    },
    expected: 'not_in_channel',
  },
  {
    name: 'a bookmark is listed with its link',
    act: async (slack) => {
      const { ok } = await bookmark(slack);
      return { ok, ...(await slack.call('bookmarks.list', { channel_id: slack.id('deploys') })) };
    },
    expected: {
      ok: true,
      bookmarks: [
        {
          channel_id: '<deploys>',
          title: 'Runbook',
          type: 'link',
          link: 'https://example.com/runbook',
          emoji: ':book:',
        },
      ],
    },
  },
  {
    name: 'a bookmark of another kind or with a link of another kind is refused',
    act: async (slack) => [
      await errorOf(bookmark(slack, { type: 'file' })),
      await errorOf(bookmark(slack, { link: 'javascript:alert(1)' })),
    ],
    expected: ['invalid_bookmark_type', 'invalid_link'],
  },
  {
    name: 'a bookmark with an emoji that is none is refused with invalid_emoji',
    act: (slack) => errorOf(bookmark(slack, { emoji: 'a book' })),
    expected: 'invalid_emoji',
  },
  {
    name: 'a bookmark in a channel without the bot is refused with not_in_channel',
    act: (slack) => errorOf(bookmark(slack, { channel_id: slack.id('lobby') })),
    expected: 'not_in_channel',
  },
];
