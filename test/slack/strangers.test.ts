/** Requests that Slack would never send: none moves anything, none takes the program down. */
import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ANN, CHANNEL, Office, SEED } from './office.ts';

let office: Office;

beforeEach(async () => {
  office = await Office.open();
});

afterEach(() => office.close());

const FORM = 'application/x-www-form-urlencoded';
const COMMAND = { team_id: 'T0SANDBOX', user_id: ANN, channel_id: CHANNEL, command: '/rollback', text: 'shop now' };

const form = (fields: Readonly<Record<string, string>>) => new URLSearchParams(fields).toString();
const payload = (value: unknown) => form({ payload: JSON.stringify(value) });

/** Posts with these headers and no others of Slack's. */
async function post(body: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  const answer = await fetch(`${office.url}/slack/events`, {
    method: 'POST',
    body,
    headers: { 'content-type': FORM, ...headers },
  });
  return answer.status;
}

function signature(body: string, timestamp: string): string {
  return `v0=${createHmac('sha256', SEED.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

async function stillServes(): Promise<void> {
  expect((await fetch(`${office.url}/healthz`)).status).toBe(200);
  const { ack } = await office.people.slash(ANN, CHANNEL, '/deploy', 'help');
  expect(ack.status).toBe(200);
}

describe('without a right signature nothing is read, not even', () => {
  const now = () => String(Math.floor(Date.now() / 1_000));

  test.each<[string, string, () => Readonly<Record<string, string>>]>([
    ['without any header', form(COMMAND), () => ({})],
    ['with an empty signature', form(COMMAND), () => ({ 'x-slack-request-timestamp': now(), 'x-slack-signature': '' })],
    [
      'with a signature of another version',
      form(COMMAND),
      () => ({
        'x-slack-request-timestamp': now(),
        'x-slack-signature': signature(form(COMMAND), now()).replace('v0', 'v1'),
      }),
    ],
    [
      'with the signature of another body',
      form(COMMAND),
      () => ({ 'x-slack-request-timestamp': now(), 'x-slack-signature': signature(form({ text: '' }), now()) }),
    ],
    [
      'with a time stamp that is no number',
      form(COMMAND),
      () => ({ 'x-slack-request-timestamp': 'soon', 'x-slack-signature': signature(form(COMMAND), 'soon') }),
    ],
    ['with a question of the SSL check', form({ ...COMMAND, ssl_check: '1' }), () => ({})],
  ])('%s', async (_name, body, headers) => {
    await post(body, headers());
    expect(office.engine.calls).toEqual([]);
    await stillServes();
  });
});

describe('a signed request of a strange shape moves nothing:', () => {
  const press = (over: object) =>
    payload({
      type: 'block_actions',
      team: { id: 'T0SANDBOX' },
      user: { id: ANN, team_id: 'T0SANDBOX' },
      actions: [{ type: 'button', action_id: 'release.approve', block_id: 'b', value: '{}' }],
      ...over,
    });

  test.each<[string, string, string]>([
    ['a payload that is no JSON', FORM, form({ payload: '{' })],
    ['a body that is no JSON', 'application/json', '{"type":'],
    ['a command without text', FORM, form({ team_id: 'T0SANDBOX', user_id: ANN, command: '/rollback' })],
    ['a command without a person', FORM, form({ team_id: 'T0SANDBOX', command: '/rollback', text: '' })],
    ['a command from no workspace', FORM, form({ user_id: ANN, command: '/rollback', text: 'shop now' })],
    ['a press by nobody', FORM, press({ user: undefined })],
    ['a press from no workspace', FORM, press({ team: null, user: { id: ANN } })],
    ['a choice in a menu', FORM, press({ actions: [{ type: 'static_select', action_id: 'release.rollback' }] })],
    [
      'a value that is an object',
      FORM,
      press({ actions: [{ action_id: 'rollback.now', value: { service: 'shop' } }] }),
    ],
    ['a form that was sent', FORM, payload({ type: 'view_submission', team: { id: 'T0SANDBOX' }, user: { id: ANN } })],
    [
      'an event',
      'application/json',
      JSON.stringify({ type: 'event_callback', event: { type: 'message', text: 'now' } }),
    ],
  ])('%s', async (_name, contentType, body) => {
    const { ack } = await office.people.raw(contentType, body);
    expect(ack.status).not.toBe(0);
    expect(ack.body).not.toMatch(/node_modules|at .*\.ts:\d+/);
    expect(office.engine.calls).toEqual([]);
    await stillServes();
  });

  test('a body beyond any size of Slack’s is refused before it is kept', async () => {
    const { ack } = await office.people.raw(FORM, form({ ...COMMAND, text: 'x'.repeat(2 * 1024 * 1024) }));
    expect(ack.status).not.toBe(200);
    expect(office.engine.calls).toEqual([]);
    await stillServes();
  });

  test('a connection that breaks off in the middle of a request', async () => {
    const { port } = new URL(office.url);
    await new Promise<void>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write('POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\ncommand=');
        socket.destroy();
      });
      socket.on('close', () => resolve());
      socket.on('error', reject);
    });
    await stillServes();
  });
});

test('many presses at once are each answered, once', async () => {
  const texts = Array.from({ length: 40 }, (_, index) => `shop 1.5.${index}`);
  const sent = await Promise.all(texts.map((text) => office.people.slash(ANN, CHANNEL, '/deploy', text)));
  expect(sent.map(({ ack }) => ack.status)).toEqual(texts.map(() => 200));
  expect(office.people.ephemerals(ANN)).toHaveLength(texts.length);
  const versions = office.engine.calls.map((call) => call.ask === 'deploy' && call.intent.version);
  expect(new Set(versions).size).toBe(texts.length);
});

test('two copies of one request at the same moment are carried out once', async () => {
  const body = form(COMMAND);
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const headers = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature(body, timestamp) };
  const statuses = await Promise.all(Array.from({ length: 5 }, () => post(body, headers)));
  expect(statuses.sort()).toEqual([200, 409, 409, 409, 409]);
  expect(office.engine.calls).toHaveLength(1);
});
