/** Files of messages, as a browser gets them. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { fileFor } from '../../../sandbox/web/files.ts';
import { caller } from '../slack/caller.ts';
import { DANA, DEPLOYS, type Office, openOffice, ROBIN } from '../slack/office.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice(() => undefined);
});
afterEach(() => office.close());

/** Puts it into a channel; what comes back is its id. */
async function shared(filename: string, text: string, channel = DEPLOYS): Promise<string> {
  const call = caller(office.slack);
  const { upload_url: url, file_id: id } = await call('files.getUploadURLExternal', { filename, length: text.length });
  await fetch(String(url), { method: 'POST', body: text });
  await call('files.completeUploadExternal', { files: [{ id, title: filename }], channel_id: channel });
  return String(id);
}

const header = (response: Response | null, name: string) => response?.headers.get(name) ?? null;

test('a page is shown as it looks, and can neither run nor load anything', async () => {
  const response = fileFor(office.slack, DANA, await shared('report.html', '<h1>Hello</h1>'));
  expect(header(response, 'content-type')).toMatch(/^text\/html/);
  expect(header(response, 'content-security-policy')).toMatch(/^sandbox; default-src 'none';/);
  expect(await response?.text()).toBe('<h1>Hello</h1>');
});

test('what is no page and no picture is text, whatever it holds', async () => {
  const response = fileFor(office.slack, DANA, await shared('notes.svg', '<svg onload="alert(1)"/>'));
  expect(header(response, 'content-type')).toMatch(/^text\/plain/);
  expect(header(response, 'x-content-type-options')).toBe('nosniff');
});

test('who does not see the conversation does not get the file', async () => {
  const { channel } = await caller(office.slack)('conversations.open', { users: ROBIN });
  const id = await shared('secret.txt', 'for robin', String((channel as { id: string }).id));
  expect(fileFor(office.slack, DANA, id)).toBeNull();
  expect(await fileFor(office.slack, ROBIN, id)?.text()).toBe('for robin');
});
