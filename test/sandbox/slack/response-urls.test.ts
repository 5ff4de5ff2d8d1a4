/** Addresses for answers: what may be said through them, how often and for how long. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Driver, Message } from '../../../sandbox/slack/index.ts';
import { caller } from './caller.ts';
import { button, DANA, DEPLOYS, type Office, openOffice, ROBIN, section } from './office.ts';

let office: Office;
let driver: Driver;
let card: Message;
const clock = { now: 0 };
const urls: string[] = [];

beforeEach(async () => {
  clock.now = Date.now();
  urls.length = 0;
  office = await openOffice(
    (app) => {
      app.command('/deploy', async ({ ack, command }) => {
        urls.push(command.response_url);
        await ack();
      });
      app.action('go', async ({ ack, body }) => {
        if ('response_url' in body) urls.push(body.response_url);
        await ack();
      });
    },
    { now: () => clock.now },
  );
  driver = office.slack.driver;
  const blocks = [{ type: 'actions', elements: [button('Go')] }];
  await caller(office.slack)('chat.postMessage', { channel: DEPLOYS, text: 'card', blocks });
  const [posted] = driver.messages(DEPLOYS, { as: DANA });
  if (!posted) throw new Error('no card');
  card = posted;
});
afterEach(() => office.close());

async function say(body: unknown): Promise<[number, unknown]> {
  const response = await fetch(urls.at(-1) ?? '', { method: 'POST', body: JSON.stringify(body) });
  return [response.status, await response.json()];
}
const ok = [200, { ok: true }];
const texts = (messages: readonly Message[]) => messages.map(({ text }) => text);

test('an answer is for the asking person alone unless it says otherwise', async () => {
  await driver.slash(DANA, DEPLOYS, '/deploy');
  expect(await say({ text: 'for you' })).toEqual(ok);
  expect(await say({ text: 'for all', response_type: 'in_channel' })).toEqual(ok);
  expect(texts(driver.ephemerals(DANA))).toEqual(['for you']);
  expect(texts(driver.messages(DEPLOYS, { as: ROBIN }))).toEqual(['card', 'for all']);
});

test('the message that was pressed can be replaced and deleted', async () => {
  await driver.press(DANA, card, 'Go');
  expect(await say({ text: 'pressed', replace_original: true })).toEqual(ok);
  expect(texts(driver.messages(DEPLOYS, { as: ROBIN }))).toEqual(['pressed']);
  expect(await say({ delete_original: true })).toEqual(ok);
  expect(driver.messages(DEPLOYS, { as: ROBIN })).toEqual([]);
});

test('a message for one person stays for one person when it is replaced', async () => {
  await driver.slash(DANA, DEPLOYS, '/deploy');
  await say({ text: 'sure?', blocks: [{ type: 'actions', elements: [button('Yes')] }] });
  const [asked] = driver.ephemerals(DANA);
  if (!asked) throw new Error('no question');
  expect(() => driver.press(ROBIN, asked, 'Yes')).toThrow('does not see');
  await driver.press(DANA, asked, 'Yes');
  await say({ text: 'done', replace_original: true, response_type: 'in_channel' });
  expect(texts(driver.ephemerals(DANA))).toEqual(['done']);
  expect(driver.messages(DEPLOYS, { as: DANA })).toHaveLength(1);
});

test('an address works five times', async () => {
  await driver.slash(DANA, DEPLOYS, '/deploy');
  for (let use = 0; use < 5; use += 1) expect(await say({ text: 'x' })).toEqual(ok);
  expect(await say({ text: 'x' })).toEqual([404, { ok: false, error: 'used_url' }]);
});

test('an address works for thirty minutes', async () => {
  await driver.slash(DANA, DEPLOYS, '/deploy');
  clock.now += 30 * 60_000;
  expect(await say({ text: 'x' })).toEqual(ok);
  clock.now += 1;
  expect(await say({ text: 'x' })).toEqual([404, { ok: false, error: 'expired_url' }]);
});

test('blocks that Slack does not take are refused', async () => {
  await driver.slash(DANA, DEPLOYS, '/deploy');
  expect(await say({ text: 'x', blocks: [section('')] })).toEqual([400, { ok: false, error: 'invalid_blocks' }]);
});

test('answers are on record and can be struck by faults', async () => {
  await driver.slash(DANA, DEPLOYS, '/deploy');
  driver.fault({ method: 'response_url', retryAfter: 7 });
  expect(await say({ text: 'x' })).toEqual([429, { ok: false, error: 'ratelimited' }]);
  expect(driver.calls('response_url')).toMatchObject([{ args: { text: 'x' }, answer: { status: 429 } }]);
});
