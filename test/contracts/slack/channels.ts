/** The contract of conversations.*: founding, changing, joining and closing channels. */
import { expect } from '@jest/globals';
import { type Answer, type Case, errorOf, type MetSlack } from './met.ts';

async function founded(slack: MetSlack, name = 'inc-42', more: Record<string, unknown> = {}): Promise<string> {
  const answer = await slack.call('conversations.create', { name, ...more });
  return String((answer.channel as Answer).id);
}

const naming = (what: string, name: string, error: string): Case => ({
  name: `conversations.create refuses ${what} with ${error}`,
  act: (slack) => errorOf(slack.call('conversations.create', { name })),
  expected: error,
});

export const channelCases: readonly Case[] = [
  {
    name: 'conversations.create founds a public channel with the bot in it',
    act: (slack) => slack.call('conversations.create', { name: 'inc-42_a' }),
    expected: {
      ok: true,
      channel: { name: 'inc-42_a', is_private: false, is_archived: false, is_member: true, creator: '<bot>' },
    },
  },
  {
    name: 'conversations.create founds a private channel if asked to',
    act: (slack) => slack.call('conversations.create', { name: 'inc-42', is_private: true }),
    expected: { ok: true, channel: { is_private: true, is_member: true } },
  },
  naming('no name', '', 'invalid_name_required'),
  naming('a name of 81 characters', 'x'.repeat(81), 'invalid_name_maxlength'),
  naming('a name of hyphens alone', '--', 'invalid_name_punctuation'),
  naming('a name with a point', 'inc.42', 'invalid_name_specials'),
  naming('a name with an upper-case letter', 'Inc-42', 'invalid_name_specials'),
  naming('a name that another channel has', 'deploys', 'name_taken'),
  {
    name: 'an archived channel still holds its name',
    act: async (slack) => {
      await slack.call('conversations.archive', { channel: await founded(slack) });
      return errorOf(slack.call('conversations.create', { name: 'inc-42' }));
    },
    expected: 'name_taken',
  },
  {
    name: 'conversations.invite brings people in',
    act: async (slack) => {
      const channel = await founded(slack);
      const users = `${slack.id('dana')},${slack.id('robin')}`;
      const answer = await slack.call('conversations.invite', { channel, users });
      const { members } = await slack.call('conversations.members', { channel });
      return { ok: answer.ok, name: (answer.channel as Answer).name, members: (members as string[]).sort() };
    },
    expected: { ok: true, name: 'inc-42', members: expect.arrayContaining(['<bot>', '<dana>', '<robin>']) },
  },
  {
    name: 'conversations.invite names everybody who cannot be invited, and brings nobody in',
    act: async (slack) => {
      const channel = await founded(slack);
      await slack.call('conversations.invite', { channel, users: slack.id('dana') });
      const users = [slack.id('dana'), 'U0NOBODY', slack.id('robin')].join(',');
      const { ok, error, errors } = await slack.call('conversations.invite', { channel, users });
      const { members } = await slack.call('conversations.members', { channel });
      return { ok, error, errors, robin: (members as string[]).includes(slack.id('robin')) };
    },
    expected: {
      ok: false,
      error: 'already_in_channel',
      errors: [
        { user: '<dana>', error: 'already_in_channel' },
        { user: 'U0NOBODY', error: 'user_not_found' },
      ],
      robin: false,
    },
  },
  {
    name: 'conversations.invite with force brings in those who can be',
    act: async (slack) => {
      const channel = await founded(slack);
      const users = `U0NOBODY,${slack.id('robin')}`;
      const { ok } = await slack.call('conversations.invite', { channel, users, force: true });
      const { members } = await slack.call('conversations.members', { channel });
      return { ok, robin: (members as string[]).includes(slack.id('robin')) };
    },
    expected: { ok: true, robin: true },
  },
  {
    name: 'the bot cannot invite itself: cant_invite_self',
    act: async (slack) =>
      errorOf(slack.call('conversations.invite', { channel: await founded(slack), users: slack.id('bot') })),
    expected: 'cant_invite_self',
  },
  {
    name: 'conversations.invite of nobody is refused with no_user',
    act: async (slack) => errorOf(slack.call('conversations.invite', { channel: await founded(slack), users: '' })),
    expected: 'no_user',
  },
  {
    name: 'conversations.invite into a channel without the bot is refused with not_in_channel',
    act: (slack) =>
      errorOf(slack.call('conversations.invite', { channel: slack.id('lobby'), users: slack.id('robin') })),
    expected: 'not_in_channel',
  },
  {
    name: 'conversations.setTopic takes 250 characters and refuses 251 with too_long',
    act: async (slack) => {
      const set = (topic: string) => slack.call('conversations.setTopic', { channel: slack.id('deploys'), topic });
      const { channel } = await set('x'.repeat(250));
      const { topic } = channel as { topic: Answer };
      return {
        length: String(topic.value).length,
        creator: topic.creator,
        longer: await errorOf(set('x'.repeat(251))),
      };
    },
    expected: { length: 250, creator: '<bot>', longer: 'too_long' },
  },
  {
    name: 'conversations.setTopic of a channel without the bot is refused with not_in_channel',
    act: (slack) => errorOf(slack.call('conversations.setTopic', { channel: slack.id('lobby'), topic: 'x' })),
    expected: 'not_in_channel',
  },
  {
    name: 'conversations.setPurpose is told by conversations.info',
    act: async (slack) => {
      await slack.call('conversations.setPurpose', { channel: slack.id('deploys'), purpose: 'releases' });
      return slack.call('conversations.info', { channel: slack.id('deploys') });
    },
    expected: { channel: { purpose: { value: 'releases' } } },
  },
  {
    name: 'conversations.join lets the bot into a public channel',
    act: (slack) => slack.call('conversations.join', { channel: slack.id('lobby') }),
    expected: { ok: true, channel: { id: '<lobby>', is_member: true } },
  },
  {
    name: 'conversations.join where the bot is already warns of already_in_channel',
    act: (slack) => slack.call('conversations.join', { channel: slack.id('deploys') }),
    expected: { ok: true, warning: 'already_in_channel' },
  },
  {
    name: 'conversations.join of a private channel is refused as if it were not there',
    act: (slack) => slack.call('conversations.join', { channel: slack.id('vault') }),
    expected: { ok: false, error: 'channel_not_found' },
  },
  {
    name: 'an archived channel takes no posts, files, topics or people',
    act: async (slack) => {
      const channel = await founded(slack);
      await slack.call('conversations.archive', { channel });
      return Promise.all([
        errorOf(slack.call('chat.postMessage', { channel, text: 'x' })),
        errorOf(slack.call('conversations.setTopic', { channel, topic: 'x' })),
        errorOf(slack.call('conversations.invite', { channel, users: slack.id('dana') })),
        errorOf(slack.call('conversations.join', { channel })),
      ]);
    },
    expected: ['is_archived', 'is_archived', 'is_archived', 'is_archived'],
  },
  {
    name: 'conversations.archive a second time is refused with already_archived',
    act: async (slack) => {
      const channel = await founded(slack);
      await slack.call('conversations.archive', { channel });
      return errorOf(slack.call('conversations.archive', { channel }));
    },
    expected: 'already_archived',
  },
  {
    name: 'conversations.list leaves archived channels out if asked to',
    act: async (slack) => {
      const channel = await founded(slack);
      await slack.call('conversations.archive', { channel });
      const has = async (args: Record<string, unknown>) =>
        ((await slack.call('conversations.list', args)).channels as Answer[]).some(({ id }) => id === channel);
      return [await has({}), await has({ exclude_archived: true })];
    },
    expected: [true, false],
  },
];
