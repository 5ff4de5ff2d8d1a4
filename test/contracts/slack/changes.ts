/** The contract of chat.update, chat.delete, chat.postEphemeral and chat.getPermalink. */
import { type Answer, type Case, errorOf, history, metadata, newest, posted, section } from './met.ts';

export const changeCases: readonly Case[] = [
  {
    name: 'chat.update with text alone takes the blocks away',
    act: async (slack) => {
      const ts = await posted(slack, { blocks: [section('x')] });
      const answer = await slack.call('chat.update', { channel: slack.id('deploys'), ts, text: 'new' });
      const { text, blocks } = await newest(slack);
      return { ok: answer.ok, ts: answer.ts === ts, text, blocks: blocks ?? [] };
    },
    expected: { ok: true, ts: true, text: 'new', blocks: [] },
  },
  {
    name: 'chat.update with blocks alone keeps the text',
    act: async (slack) => {
      const ts = await posted(slack, { blocks: [section('x')] });
      await slack.call('chat.update', { channel: slack.id('deploys'), ts, blocks: [section('a'), section('b')] });
      const { text, blocks } = await newest(slack);
      return { text, blocks: (blocks as Answer[]).length };
    },
    expected: { text: 'hello', blocks: 2 },
  },
  {
    name: 'chat.update of metadata alone keeps text and blocks',
    act: async (slack) => {
      const ts = await posted(slack, { blocks: [section('x')] });
      await slack.call('chat.update', { channel: slack.id('deploys'), ts, metadata });
      return newest(slack);
    },
    expected: { text: 'hello', blocks: [{ type: 'section' }], metadata },
  },
  {
    name: 'metadata stays when an update does not mention it',
    act: async (slack) => {
      const ts = await posted(slack, { metadata });
      await slack.call('chat.update', { channel: slack.id('deploys'), ts, text: 'new' });
      return newest(slack);
    },
    expected: { text: 'new', metadata },
  },
  {
    name: 'metadata is taken away by an empty one',
    act: async (slack) => {
      const ts = await posted(slack, { metadata });
      await slack.call('chat.update', { channel: slack.id('deploys'), ts, text: 'new', metadata: {} });
      return 'metadata' in (await newest(slack));
    },
    expected: false,
  },
  {
    name: 'chat.update takes 4,000 characters',
    act: async (slack) => {
      const ts = await posted(slack);
      return slack.call('chat.update', { channel: slack.id('deploys'), ts, text: 'x'.repeat(4000) });
    },
    expected: { ok: true },
  },
  {
    name: 'chat.update refuses 4,001 characters with msg_too_long',
    act: async (slack) => {
      const ts = await posted(slack);
      return slack.call('chat.update', { channel: slack.id('deploys'), ts, text: 'x'.repeat(4001) });
    },
    expected: { ok: false, error: 'msg_too_long' },
  },
  {
    name: 'a message of somebody else is not updated: cant_update_message',
    act: async (slack) => {
      const ts = await slack.say('dana', 'deploys', 'mine');
      return slack.call('chat.update', { channel: slack.id('deploys'), ts, text: 'x' });
    },
    expected: { ok: false, error: 'cant_update_message' },
  },
  {
    name: 'a message that was deleted is gone, and can neither be updated nor deleted again',
    act: async (slack) => {
      const place = { channel: slack.id('deploys'), ts: await posted(slack) };
      const deleted = await errorOf(slack.call('chat.delete', place));
      const left = (await history(slack)).filter(({ text }) => text === 'hello').length;
      const again = await errorOf(slack.call('chat.delete', place));
      return { deleted, left, again, updated: await errorOf(slack.call('chat.update', { ...place, text: 'x' })) };
    },
    expected: { deleted: 'none', left: 0, again: 'message_not_found', updated: 'message_not_found' },
  },
  {
    name: 'a message of somebody else is not deleted: cant_delete_message',
    act: async (slack) => {
      const ts = await slack.say('dana', 'deploys', 'mine');
      return slack.call('chat.delete', { channel: slack.id('deploys'), ts });
    },
    expected: { ok: false, error: 'cant_delete_message' },
  },
  {
    name: 'a message for one person is in no history and cannot be updated',
    act: async (slack) => {
      const place = { channel: slack.id('deploys'), user: slack.id('dana'), text: 'psst' };
      const { ok, message_ts: ts } = await slack.call('chat.postEphemeral', place);
      const told = (await history(slack)).filter(({ text }) => text === 'psst').length;
      const updated = await errorOf(slack.call('chat.update', { channel: slack.id('deploys'), ts, text: 'x' }));
      return { ok, told, updated };
    },
    expected: { ok: true, told: 0, updated: 'message_not_found' },
  },
  {
    name: 'a message for somebody who is not in the channel is refused with user_not_in_channel',
    act: (slack) =>
      slack.call('chat.postEphemeral', { channel: slack.id('lobby'), user: slack.id('robin'), text: 'psst' }),
    expected: { ok: false, error: 'user_not_in_channel' },
  },
  {
    name: 'chat.getPermalink leads to the message',
    act: async (slack) => {
      const ts = await posted(slack);
      const answer = await slack.call('chat.getPermalink', { channel: slack.id('deploys'), message_ts: ts });
      return String(answer.permalink).endsWith(`/archives/${slack.id('deploys')}/p${ts.replace('.', '')}`);
    },
    expected: true,
  },
  {
    name: 'chat.getPermalink of a reply names its thread',
    act: async (slack) => {
      const root = await posted(slack);
      const ts = await posted(slack, { thread_ts: root });
      const answer = await slack.call('chat.getPermalink', { channel: slack.id('deploys'), message_ts: ts });
      return String(answer.permalink).endsWith(`?thread_ts=${root}&cid=${slack.id('deploys')}`);
    },
    expected: true,
  },
  {
    name: 'chat.getPermalink of a message that is not there is refused with message_not_found',
    act: (slack) => slack.call('chat.getPermalink', { channel: slack.id('deploys'), message_ts: '1.000000' }),
    expected: { ok: false, error: 'message_not_found' },
  },
];
