/** A file on its way from the bot to a person who downloads it. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { WebClient } from '@slack/web-api';
import { type SlackWorkspace, startWorkspace } from '../../../sandbox/slack/index.ts';
import { type Call, caller } from './caller.ts';
import { BOT, DANA, DEPLOYS, LOBBY, section, seed, TOKEN, VAULT } from './office.ts';

let slack: SlackWorkspace;
let call: Call;
beforeEach(async () => {
  slack = await startWorkspace({ seed });
  call = caller(slack);
});
afterEach(() => slack.close());

const client = () => new WebClient(TOKEN, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } });
const posted = async () => String((await call('chat.postMessage', { channel: DEPLOYS, text: 'the card' })).ts);
const inChannel = () => slack.driver.messages(DEPLOYS, { as: DANA });

/** Announces and sends; what remains is to complete it. */
async function sent(bytes = 'bytes'): Promise<string> {
  const { file_id, upload_url } = await call('files.getUploadURLExternal', {
    filename: 'log.txt',
    length: bytes.length,
  });
  await fetch(String(upload_url), { method: 'POST', body: bytes });
  return String(file_id);
}

describe('the client of Slack uploads', () => {
  test('an archive into a thread, where a person gets the same bytes back', async () => {
    const thread_ts = await posted();
    const archive = Buffer.from([0x1f, 0x8b, 0, 255, 254, 10, 13, 0]);
    await client().filesUploadV2({
      channel_id: DEPLOYS,
      thread_ts,
      file: archive,
      filename: 'shop_2027-01-12.tar.gz',
      title: 'Evidence',
      initial_comment: 'what was there',
    });
    const [, reply] = slack.driver.thread(DEPLOYS, thread_ts, { as: DANA });
    expect(reply).toMatchObject({ author: BOT, text: 'what was there', threadTs: thread_ts });
    expect(reply && slack.driver.files(reply)).toEqual([
      { name: 'shop_2027-01-12.tar.gz', title: 'Evidence', bytes: archive },
    ]);
    expect(reply && slack.driver.textOf(reply)).toBe('what was there\n[file: Evidence]');
    expect(inChannel().map(({ text }) => text)).toEqual(['the card']);
  });
  test('several files as one message', async () => {
    await client().filesUploadV2({
      channel_id: DEPLOYS,
      file_uploads: [
        { content: 'one', filename: 'one.txt' },
        { content: 'größer', filename: 'two.txt' },
      ],
    });
    const [message] = inChannel();
    expect(message && slack.driver.files(message).map(({ name, bytes }) => [name, bytes.toString()])).toEqual([
      ['one.txt', 'one'],
      ['two.txt', 'größer'],
    ]);
  });
});

describe('a file', () => {
  test('tells who may read where it was shared, and its bytes only to the token', async () => {
    const root = await posted();
    const id = await sent();
    await call('files.completeUploadExternal', { files: [{ id }], channel_id: DEPLOYS, thread_ts: root });
    const [, reply] = slack.driver.thread(DEPLOYS, root, { as: DANA });
    const { file } = await call('files.info', { file: id });
    expect(file).toMatchObject({
      id,
      name: 'log.txt',
      title: 'log.txt',
      size: 5,
      user: BOT,
      channels: [DEPLOYS],
      shares: { public: { [DEPLOYS]: [{ ts: reply?.ts, thread_ts: root }] } },
    });
    const { url_private } = file as { url_private: string };
    const read = (headers: Record<string, string>) => fetch(url_private, { headers });
    expect(await (await read({ authorization: `Bearer ${TOKEN}` })).text()).toBe('bytes');
    expect((await read({})).status).toBe(401);
  });
  test('that is sent to a reply hangs on the message that the thread began with', async () => {
    const root = await posted();
    const { ts } = await call('chat.postMessage', { channel: DEPLOYS, text: 'reply', thread_ts: root });
    const files = [{ id: await sent() }];
    await call('files.completeUploadExternal', { files, channel_id: DEPLOYS, thread_ts: ts });
    expect(slack.driver.thread(DEPLOYS, root, { as: DANA }).map(({ threadTs }) => threadTs)).toEqual([
      null,
      root,
      root,
    ]);
  });
  test('is shown with blocks unless there is a comment', async () => {
    const share = { channel_id: DEPLOYS, blocks: [section('in blocks')] };
    await call('files.completeUploadExternal', { ...share, files: [{ id: await sent() }] });
    await call('files.completeUploadExternal', { ...share, files: [{ id: await sent() }], initial_comment: 'said' });
    expect(inChannel().map((message) => slack.driver.textOf(message))).toEqual([
      'in blocks\n[file: log.txt]',
      'said\n[file: log.txt]',
    ]);
  });
  test('without a channel stays with the bot', async () => {
    const id = await sent();
    expect(await call('files.completeUploadExternal', { files: [{ id }] })).toMatchObject({ ok: true });
    expect(await call('files.info', { file: id })).toMatchObject({ file: { channels: [], shares: {} } });
    expect(inChannel()).toEqual([]);
  });
  test('is completed once, and after its bytes have come', async () => {
    const { file_id, upload_url } = await call('files.getUploadURLExternal', { filename: 'log.txt', length: 5 });
    const complete = async () =>
      (await call('files.completeUploadExternal', { files: [{ id: file_id }], channel_id: DEPLOYS })).error;
    expect(await complete()).toBe('file_not_found');
    expect(await call('files.info', { file: file_id })).toMatchObject({ error: 'file_not_found' });
    await fetch(String(upload_url), { method: 'POST', body: 'bytes' });
    expect(await complete()).toBeUndefined();
    expect(await complete()).toBe('file_not_found');
    expect(inChannel()).toHaveLength(1);
  });
  test.each([
    { what: 'a channel without the bot', where: { channel_id: LOBBY }, error: 'not_in_channel' },
    { what: 'a private channel without the bot', where: { channel_id: VAULT }, error: 'channel_not_found' },
    {
      what: 'a thread that is not there',
      where: { channel_id: DEPLOYS, thread_ts: '1.0' },
      error: 'thread_not_found',
    },
    {
      what: 'blocks that Slack would not take',
      where: { channel_id: DEPLOYS, blocks: [{ type: 'sectoin' }] },
      error: 'invalid_blocks',
    },
  ])('refused for $what can be completed where it may be', async ({ where, error }) => {
    const files = [{ id: await sent() }];
    expect(await call('files.completeUploadExternal', { files, ...where })).toMatchObject({ error });
    expect(await call('files.completeUploadExternal', { files, channel_id: DEPLOYS })).toMatchObject({ ok: true });
  });
  test.each([
    { what: 'no name', args: { filename: '', length: 5 } },
    { what: 'no bytes', args: { filename: 'log.txt', length: 0 } },
    { what: 'a length that is no number', args: { filename: 'log.txt', length: 'five' } },
  ])('with $what is not taken', async ({ args }) => {
    expect(await call('files.getUploadURLExternal', args)).toEqual({ ok: false, error: 'invalid_arguments' });
  });
  test('of another length than announced is not taken', async () => {
    const { upload_url } = await call('files.getUploadURLExternal', { filename: 'log.txt', length: 5 });
    const response = await fetch(String(upload_url), { method: 'POST', body: 'more bytes' });
    expect({ status: response.status, said: await response.text() }).toEqual({
      status: 400,
      said: '5 bytes were announced',
    });
  });
  test.each([
    { what: 'twice in one call', files: (id: string) => [{ id }, { id }], error: 'invalid_arguments' },
    { what: 'among none', files: () => [], error: 'invalid_arguments' },
    { what: 'with one that never was', files: (id: string) => [{ id }, { id: 'F0' }], error: 'file_not_found' },
  ])('$what is refused', async ({ files, error }) => {
    expect(await call('files.completeUploadExternal', { files: files(await sent()) })).toMatchObject({ error });
  });
  test.each([
    { method: 'files.getUploadURLExternal', needed: 'files:write' },
    { method: 'files.completeUploadExternal', needed: 'files:write' },
    { method: 'files.info', needed: 'files:read' },
  ])('needs $needed for $method', async ({ method, needed }) => {
    const poor = await startWorkspace({ seed, manifest: { oauth_config: { scopes: { bot: ['commands'] } } } });
    expect(await caller(poor)(method, {})).toMatchObject({ error: 'missing_scope', needed });
    await poor.close();
  });
});
