/** Socket Mode as its documentation has it (docs.slack.dev, apis/events-api/using-socket-mode). */
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { App, SocketModeReceiver } from '@slack/bolt';
import { WebSocket } from 'ws';
import {
  type Driver,
  type SlackWorkspace,
  startWorkspace,
  type WorkspaceOptions,
} from '../../../sandbox/slack/index.ts';
import { AppEnd } from './app-end.ts';
import { caller } from './caller.ts';
import { APP_TOKEN, BOT, button, DANA, DEPLOYS, SILENT, seed, TOKEN } from './office.ts';

const ACK_TIMEOUT_MS = 80;

let slack: SlackWorkspace;
let driver: Driver;

async function open(options: Partial<WorkspaceOptions> = {}): Promise<void> {
  slack = await startWorkspace({ seed, ackTimeoutMs: ACK_TIMEOUT_MS, ...options });
  driver = slack.driver;
}

beforeEach(() => open());
afterEach(() => slack.close());

const open1 = () => AppEnd.open(slack);
const closed = (index: number) =>
  driver.waitFor(() => driver.sockets()[index]?.state === 'closed', { what: 'the end of a socket' });
const deploy = (text = 'shop 2.1.0') => driver.slash(DANA, DEPLOYS, '/deploy', text);

describe('apps.connections.open', () => {
  test.each([
    { name: 'the app-level token', token: APP_TOKEN, error: undefined },
    { name: 'the bot token', token: TOKEN, error: 'not_allowed_token_type' },
    { name: 'a token that nobody knows', token: 'xapp-other', error: 'invalid_auth' },
    { name: 'no token', token: '', error: 'not_authed' },
  ])('with $name is answered with error $error', async ({ token, error }) => {
    const answer = await caller(slack)('apps.connections.open', {}, token);
    expect(answer).toMatchObject(error === undefined ? { ok: true, url: expect.stringMatching(/^ws:/) } : { error });
  });

  test('is the only method for that token', async () => {
    expect(await caller(slack)('auth.test', {}, APP_TOKEN)).toMatchObject({ error: 'not_allowed_token_type' });
  });

  test('is limited to one call a minute', async () => {
    await slack.close();
    await open({ rateLimits: {} });
    await AppEnd.url(slack);
    const again = fetch(`${slack.apiUrl}apps.connections.open`, {
      method: 'POST',
      headers: { authorization: `Bearer ${APP_TOKEN}` },
    });
    expect((await again).headers.get('retry-after')).toBe('60');
  });
});

describe('a socket', () => {
  test('is greeted, with how many there are', async () => {
    const ends = [await open1(), await open1()];
    expect(ends.map(({ heard }) => heard)).toEqual([
      [expect.objectContaining({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A0BOT' } })],
      [expect.objectContaining({ type: 'hello', num_connections: 2 })],
    ]);
  });

  test('needs a ticket of its own', async () => {
    const url = await AppEnd.url(slack);
    await once(new WebSocket(url), 'open');
    const [refused] = await once(new WebSocket(url), 'error');
    expect(String(refused)).toContain('401');
    expect(driver.sockets()).toHaveLength(1);
  });

  test('answers pings', async () => {
    const { socket } = await open1();
    socket.ping('are you there?');
    const [data] = await once(socket, 'pong');
    expect(String(data)).toBe('are you there?');
  });

  test('is turned away when there are ten already', async () => {
    for (let n = 0; n < 10; n++) await open1();
    const eleventh = await open1();
    expect(eleventh.heard).toEqual([expect.objectContaining({ type: 'disconnect', reason: 'too_many_websockets' })]);
    await once(eleventh.socket, 'close');
    expect(driver.sockets().filter(({ state }) => state === 'open')).toHaveLength(10);
  });
});

describe('what people do', () => {
  test('is a command in an envelope whose acknowledgement they read', async () => {
    const end = await open1();
    end.answer = () => ({ text: 'accepted', response_type: 'ephemeral' });
    const { ack, failure } = await deploy();
    expect({ status: ack.status, failure }).toEqual({ status: 200, failure: null });
    expect(end.envelopes).toEqual([
      {
        type: 'slash_commands',
        envelope_id: expect.any(String),
        accepts_response_payload: true,
        payload: expect.objectContaining({ command: '/deploy', text: 'shop 2.1.0', trigger_id: expect.any(String) }),
      },
    ]);
    expect(driver.ephemerals(DANA).map((message) => driver.textOf(message))).toEqual(['accepted']);
  });

  test('is a press whose acknowledgement says nothing', async () => {
    const end = await open1();
    const blocks = [{ type: 'actions', elements: [button('Go')] }];
    await caller(slack)('chat.postMessage', { channel: DEPLOYS, text: 'a card', blocks });
    const [card] = driver.messages(DEPLOYS, { as: DANA });
    if (!card) throw new Error('no card');
    const { ack } = await driver.press(DANA, card, 'Go');
    expect(ack).toMatchObject({ status: 200, body: '' });
    expect(end.envelopes).toMatchObject([{ type: 'interactive', payload: { type: 'block_actions' } }]);
  });

  test('is an event that takes no answer', async () => {
    const end = await open1();
    await driver.openHome(DANA);
    expect(end.envelopes).toMatchObject([{ type: 'events_api', accepts_response_payload: false }]);
  });

  test('goes to one socket only, to any of them', async () => {
    const ends = [await open1(), await open1()];
    for (let n = 0; n < 4; n++) await deploy();
    expect(ends.map(({ envelopes }) => envelopes.length)).toEqual([2, 2]);
    expect(driver.sockets().map(({ envelopes, acknowledged }) => [envelopes.length, acknowledged])).toEqual([
      [2, 2],
      [2, 2],
    ]);
  });

  test('can be sent again as it was', async () => {
    const end = await open1();
    await driver.replay((await deploy()).request);
    const [first, second] = end.envelopes;
    expect(second).toEqual(first);
  });

  test('cannot be forged', async () => {
    await open1();
    const forged = driver.slash(DANA, DEPLOYS, '/deploy', '', { ageSeconds: 600 });
    await expect(forged).rejects.toThrow('Only signed HTTP');
  });
});

describe('people see that it failed', () => {
  const seen = () => driver.failures(DANA).map(({ error }) => error);

  test('when nothing is acknowledged in time', async () => {
    const end = await open1();
    end.answer = () => null;
    const { ack } = await deploy();
    expect(ack.ms).toBeGreaterThanOrEqual(ACK_TIMEOUT_MS - 1);
    expect(seen()).toEqual(['operation_timeout']);
    expect(driver.textOf(driver.ephemerals(DANA)[0] as never)).toContain('failed with the error "operation_timeout"');
  });

  test('when it is acknowledged by another socket', async () => {
    const [asked, other] = [await open1(), await open1()];
    asked.answer = ({ envelope_id }) => {
      other.acknowledge(envelope_id, {});
      return null;
    };
    await deploy();
    expect(seen()).toEqual(['operation_timeout']);
  });

  test('when the socket is gone before it is acknowledged', async () => {
    const end = await open1();
    end.answer = () => {
      end.socket.close();
      return null;
    };
    await deploy();
    expect(seen()).toEqual(['operation_timeout']);
  });

  test('when no socket is left', async () => {
    const { socket } = await open1();
    socket.close();
    await closed(0);
    await deploy();
    expect(seen()).toEqual(['dispatch_failed']);
  });
});

describe('a socket that is told to go', () => {
  test('for a refresh gets nothing new, may acknowledge what it has, and is closed', async () => {
    const [old, other] = [await open1(), await open1()];
    const asked: unknown[] = [];
    old.answer = ({ envelope_id }) => {
      asked.push(envelope_id);
      return null;
    };
    const pending = deploy();
    await driver.waitFor(() => driver.sockets()[0]?.envelopes.length === 1, { what: 'an envelope' });
    driver.disconnect('refresh_requested');
    await deploy();
    await deploy();
    old.acknowledge(asked[0], {});
    expect((await pending).failure).toBeNull();
    expect([old, other].map(({ envelopes }) => envelopes.length)).toEqual([1, 2]);
    expect(old.heard.at(-1)).toMatchObject({ type: 'disconnect', reason: 'refresh_requested' });
    await closed(0);
    expect(driver.sockets().map(({ state }) => state)).toEqual(['closed', 'open']);
  });

  test('by a warning still gets what people do', async () => {
    const end = await open1();
    driver.disconnect('warning');
    await deploy();
    expect(end.heard.map(({ type }) => type)).toEqual(['hello', 'disconnect', 'slash_commands']);
  });

  test('for good is closed at once', async () => {
    const { socket } = await open1();
    driver.disconnect('link_disabled');
    await once(socket, 'close');
  });
});

describe('the way to the bot', () => {
  test('is HTTP again when its sockets are gone and it has told an address', async () => {
    const { socket } = await open1();
    socket.close();
    await closed(0);
    driver.connect('http://127.0.0.1:9/slack/events');
    expect((await deploy()).request).toMatchObject({ headers: { 'x-slack-signature': expect.any(String) } });
  });

  test('is cut with everything else when the workspace is down', async () => {
    const { socket } = await open1();
    driver.down();
    await once(socket, 'close');
    await closed(0);
  });
});

test('a Bolt app in Socket Mode is at home here', async () => {
  const clientOptions = { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } };
  const receiver = new SocketModeReceiver({ appToken: APP_TOKEN, logger: SILENT, installerOptions: { clientOptions } });
  const authorize = () => Promise.resolve({ botToken: TOKEN, botUserId: BOT });
  const app = new App({ receiver, authorize, logger: SILENT, clientOptions });
  app.command('/deploy', async ({ ack, command }) => ack(`accepted ${command.text}`));
  await app.start();
  await deploy('shop 3.0.0');
  expect(driver.ephemerals(DANA).map((message) => driver.textOf(message))).toEqual(['accepted shop 3.0.0']);
  await receiver.client.disconnect();
});
