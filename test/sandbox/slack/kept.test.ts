/** What of a workspace outlasts its server. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { keptOf, keptWorkspace, type SlackWorkspace, startWorkspace } from '../../../sandbox/slack/index.ts';
import { type Call, caller } from './caller.ts';
import { DANA, DEPLOYS, ROBIN, section, seed, VAULT } from './office.ts';

let first: SlackWorkspace;
let call: Call;
const opened: SlackWorkspace[] = [];
beforeEach(async () => {
  first = await startWorkspace({ seed });
  opened.push(first);
  call = caller(first);
});
afterEach(async () => {
  for (const slack of opened.splice(0)) await slack.close();
});

/** A workspace that goes on from the present one, by way of a file. */
async function goOn(): Promise<SlackWorkspace> {
  const kept = keptWorkspace.parse(JSON.parse(JSON.stringify(keptOf(first.workspace))));
  const next = await startWorkspace({ seed, kept });
  opened.push(next);
  return next;
}

test('messages with their threads, marks and versions, channels and their topics go on', async () => {
  const ts = String((await call('chat.postMessage', { channel: DEPLOYS, blocks: [section('a card')], text: 'a' })).ts);
  await call('chat.update', { channel: DEPLOYS, ts, blocks: [section('the card')], text: 'b' });
  await call('chat.postMessage', { channel: DEPLOYS, thread_ts: ts, text: 'a reply' });
  await call('reactions.add', { channel: DEPLOYS, timestamp: ts, name: 'eyes' });
  await call('pins.add', { channel: DEPLOYS, timestamp: ts });
  await call('conversations.setTopic', { channel: DEPLOYS, topic: 'Releases' });
  await call('chat.postMessage', { channel: ROBIN, text: 'hello' });

  const next = await goOn();
  expect(next.driver.thread(DEPLOYS, ts, { as: DANA })).toEqual(first.driver.thread(DEPLOYS, ts, { as: DANA }));
  expect(next.driver.channel(DEPLOYS, { as: DANA })).toEqual(first.driver.channel(DEPLOYS, { as: DANA }));
  expect(next.driver.directMessages(ROBIN).map(({ text }) => text)).toEqual(['hello']);
  expect(next.workspace.canSee(DANA, next.driver.channel(VAULT, { as: ROBIN }))).toBe(false);
});

test('the bot changes and finds what it said before, and what is said now comes after it', async () => {
  const ts = String((await call('chat.postMessage', { channel: DEPLOYS, text: 'before' })).ts);
  const next = await goOn();
  expect(await caller(next)('chat.update', { channel: DEPLOYS, ts, text: 'now' })).toMatchObject({ ok: true });
  const said = next.driver.say(DANA, DEPLOYS, 'after');
  expect(said.ts > ts).toBe(true);
  expect(next.driver.messages(DEPLOYS, { as: DANA }).map(({ text }) => text)).toEqual(['now', 'after']);
});

test('files are there with their bytes, at the address of the new server', async () => {
  const asked = await call('files.getUploadURLExternal', { filename: 'log.bin', length: 3 });
  await fetch(String(asked.upload_url), { method: 'POST', body: new Uint8Array([0, 255, 10]) });
  await call('files.completeUploadExternal', { files: [{ id: asked.file_id }], channel_id: DEPLOYS });
  const next = await goOn();
  const [message] = next.driver.messages(DEPLOYS, { as: DANA });
  expect(message && next.driver.files(message)).toEqual([
    { name: 'log.bin', title: 'log.bin', bytes: Buffer.from([0, 255, 10]) },
  ]);
  expect(message?.files[0]?.url_private).toMatch(new RegExp(`^${next.url}/files/`));
});

test('what only one person saw is gone, and so is what was deleted', async () => {
  await call('chat.postEphemeral', { channel: DEPLOYS, user: DANA, text: 'for dana' });
  const { ts } = await call('chat.postMessage', { channel: DEPLOYS, text: 'away with it' });
  await call('chat.delete', { channel: DEPLOYS, ts: String(ts) });
  expect((await goOn()).driver.messages(DEPLOYS, { as: DANA })).toEqual([]);
  expect(JSON.stringify(keptOf(first.workspace))).not.toMatch(/for dana|away with it/);
});
