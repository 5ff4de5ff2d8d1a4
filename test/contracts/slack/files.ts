/** The contract of files.*: announce, send, complete, read back. */
import { type Answer, BOT_TOKEN, type Case, errorOf, history, type MetSlack, posted } from './met.ts';

async function announced(
  slack: MetSlack,
): Promise<{ id: string; send: (body: string | FormData) => Promise<Response> }> {
  const answer = await slack.call('files.getUploadURLExternal', { filename: 'log.txt', length: 5 });
  const send = (body: string | FormData) => fetch(String(answer.upload_url), { method: 'POST', body });
  return { id: String(answer.file_id), send };
}

async function sent(slack: MetSlack): Promise<string> {
  const { id, send } = await announced(slack);
  await send('bytes');
  return id;
}

const complete = (slack: MetSlack, id: string, more: Record<string, unknown> = {}) =>
  slack.call('files.completeUploadExternal', { files: [{ id, title: 'The log' }], ...more });

async function bytesOf(file: Answer): Promise<string> {
  const response = await fetch(String(file.url_private), { headers: { authorization: `Bearer ${BOT_TOKEN}` } });
  return response.text();
}

export const fileCases: readonly Case[] = [
  {
    name: 'a file that was sent and completed is a message in the channel, and its bytes come back',
    act: async (slack) => {
      const id = await sent(slack);
      const answer = await complete(slack, id, { channel_id: slack.id('deploys'), initial_comment: 'see' });
      const [message] = await history(slack);
      const [file] = (message?.files ?? []) as Answer[];
      return { ok: answer.ok, message, same: file?.id === id, bytes: file && (await bytesOf(file)) };
    },
    expected: {
      ok: true,
      message: { user: '<bot>', text: 'see', files: [{ name: 'log.txt', title: 'The log', size: 5 }] },
      same: true,
      bytes: 'bytes',
    },
  },
  {
    name: 'a file that is sent in a form has the same bytes',
    act: async (slack) => {
      const { id, send } = await announced(slack);
      const form = new FormData();
      form.set('body', new Blob(['bytes']));
      await send(form);
      const [file] = (await complete(slack, id)).files as Answer[];
      return file && bytesOf(file);
    },
    expected: 'bytes',
  },
  {
    name: 'a file for a thread is a reply',
    act: async (slack) => {
      const root = await posted(slack);
      await complete(slack, await sent(slack), { channel_id: slack.id('deploys'), thread_ts: root });
      const { messages } = await slack.call('conversations.replies', { channel: slack.id('deploys'), ts: root });
      const [, reply] = messages as Answer[];
      const [file] = (reply?.files ?? []) as Answer[];
      return { title: file?.title, inThread: reply?.thread_ts === root };
    },
    expected: { title: 'The log', inThread: true },
  },
  {
    name: 'files.info tells where a file was shared',
    act: async (slack) => {
      const id = await sent(slack);
      await complete(slack, id, { channel_id: slack.id('deploys') });
      const { ok, file } = await slack.call('files.info', { file: id });
      const { channels, shares } = file as { channels: unknown; shares: { public: Answer } };
      return { ok, channels, shared: Object.keys(shares.public) };
    },
    expected: { ok: true, channels: ['<deploys>'], shared: ['<deploys>'] },
  },
  {
    name: 'the bytes of a file are not told without a token',
    act: async (slack) => {
      const [file] = (await complete(slack, await sent(slack))).files as Answer[];
      return (await fetch(String(file?.url_private), { redirect: 'manual' })).ok;
    },
    expected: false,
  },
  {
    name: 'a file is completed once: then it is file_not_found',
    act: async (slack) => {
      const id = await sent(slack);
      return [await errorOf(complete(slack, id)), await errorOf(complete(slack, id))];
    },
    expected: ['none', 'file_not_found'],
  },
  {
    name: 'a file whose bytes have not come cannot be completed: file_not_found',
    act: async (slack) => errorOf(complete(slack, (await announced(slack)).id)),
    expected: 'file_not_found',
  },
  {
    name: 'files.info of a file that is not there is refused with file_not_found',
    act: (slack) => errorOf(slack.call('files.info', { file: 'F0NOTHING' })),
    expected: 'file_not_found',
  },
  {
    name: 'a file for a public channel without the bot is refused with not_in_channel',
    act: async (slack) => errorOf(complete(slack, await sent(slack), { channel_id: slack.id('lobby') })),
    expected: 'not_in_channel',
  },
];
