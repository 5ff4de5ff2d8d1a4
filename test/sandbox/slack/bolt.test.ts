/** A real Bolt app, driven by people of the workspace. */
import { afterEach, describe, expect, test } from '@jest/globals';
import type { App, ButtonAction } from '@slack/bolt';
import type { Driver, Message } from '../../../sandbox/slack/index.ts';
import { button, DANA, DEPLOYS, LOBBY, type Office, openOffice, ROBIN, section } from './office.ts';

let office: Office | undefined;
afterEach(async () => {
  await office?.close();
  office = undefined;
});

async function open(...parts: Parameters<typeof openOffice>): Promise<Driver> {
  office = await openOffice(...parts);
  return office.slack.driver;
}

function card(driver: Driver): Promise<Message> {
  return driver.waitFor(() => driver.messages(DEPLOYS, { as: DANA })[0], { what: 'the card' });
}

/** Answers in private, posts a card with two buttons, and counts presses on it and in its thread. */
function deployer(app: App): void {
  app.command('/deploy', async ({ ack, command, client }) => {
    await ack(`accepted ${command.text}`);
    await client.chat.postMessage({
      channel: command.channel_id,
      text: `*${command.text}* is asked for by <@${command.user_id}>`,
      blocks: [
        section(command.text),
        { type: 'actions', elements: [button('Approve', { value: 'v1' }), button('Reject', { action_id: 'no' })] },
      ],
    });
  });
  app.action('go', async ({ ack, respond, body, action, client }) => {
    await ack();
    if (body.type !== 'block_actions' || !body.message || !body.channel) return;
    const { value } = action as ButtonAction;
    await respond({ text: `you pressed ${value}`, response_type: 'ephemeral', replace_original: false });
    await client.chat.postMessage({ channel: body.channel.id, thread_ts: body.message.ts, text: `<@${body.user.id}>` });
    await client.chat.update({
      channel: body.channel.id,
      ts: body.message.ts,
      text: 'approved',
      blocks: [section('approved'), { type: 'actions', elements: [button('Approve', { value: 'v2' })] }],
    });
  });
}

describe('a slash command', () => {
  test('is acknowledged with a message that only its sender sees', async () => {
    const driver = await open(deployer);
    const { ack, failure } = await driver.slash(DANA, DEPLOYS, '/deploy', 'shop 2.1.0');
    expect({ status: ack.status, failure }).toEqual({ status: 200, failure: null });
    expect(driver.ephemerals(DANA).map((message) => driver.textOf(message))).toEqual(['accepted shop 2.1.0']);
    expect(driver.ephemerals(ROBIN)).toEqual([]);
    expect(driver.textOf(await card(driver))).toBe('shop 2.1.0 is asked for by @dana\nshop 2.1.0\n[Approve] [Reject]');
  });

  test('fails visibly after the deadline when the bot does not acknowledge', async () => {
    const driver = await open((app) => app.command('/deploy', () => new Promise<void>(() => {})), { ackTimeoutMs: 60 });
    const { ack, failure } = await driver.slash(DANA, DEPLOYS, '/deploy');
    expect({ status: ack.status, failure }).toEqual({ status: 0, failure: 'operation_timeout' });
    expect(ack.ms).toBeGreaterThanOrEqual(59);
    expect(driver.textOf(driver.ephemerals(DANA)[0] as Message)).toBe(
      '/deploy failed with the error "operation_timeout"',
    );
    expect(driver.failures(DANA)).toMatchObject([{ what: '/deploy ', error: 'operation_timeout' }]);
  });

  test('fails visibly when nobody listens', async () => {
    const driver = await open(deployer);
    await office?.app.stop();
    const { failure } = await driver.slash(DANA, DEPLOYS, '/deploy');
    expect(failure).toBe('dispatch_failed');
    await office?.app.start(0);
  });

  test('cannot be typed in a channel by somebody who is not there', async () => {
    const driver = await open(deployer);
    expect(() => driver.slash(ROBIN, LOBBY, '/deploy')).toThrow('U0ROBIN is not in C0LOBBY');
  });
});

describe('a button', () => {
  test('answers in private, replies in the thread and changes the card', async () => {
    const driver = await open(deployer);
    await driver.slash(DANA, DEPLOYS, '/deploy', 'shop 2.1.0');
    const asked = await card(driver);
    await driver.press(ROBIN, asked, 'Approve');
    await driver.waitFor(() => driver.versions(asked.ts).length === 2, { what: 'the approved card' });
    expect(driver.messages(DEPLOYS, { as: DANA }).map((message) => driver.textOf(message))).toEqual([
      'approved\napproved\n[Approve]',
    ]);
    expect(driver.thread(DEPLOYS, asked.ts, { as: DANA }).map(({ text }) => text)).toEqual(['approved', '<@U0ROBIN>']);
    expect(driver.ephemerals(ROBIN).map(({ text }) => text)).toEqual(['you pressed v1']);
    expect(driver.labels(asked)).toEqual(['Approve', 'Reject']);
  });

  test('of an older version of the card still sends what it said then', async () => {
    const driver = await open(deployer);
    await driver.slash(DANA, DEPLOYS, '/deploy', 'shop 2.1.0');
    const old = await card(driver);
    await driver.press(ROBIN, old, 'Approve');
    await driver.waitFor(() => driver.versions(old.ts).length === 2, { what: 'the approved card' });
    await driver.press(DANA, old, 'Approve');
    await driver.waitFor(() => driver.ephemerals(DANA).length === 2, { what: 'an answer to the new button' });
    await driver.press(DANA, old, 'Approve', { withBlocksOf: old });
    await driver.waitFor(() => driver.ephemerals(DANA).length === 3, { what: 'an answer to the old button' });
    expect(driver.ephemerals(DANA).map(({ text }) => text)).toEqual([
      'accepted shop 2.1.0',
      'you pressed v2',
      'you pressed v1',
    ]);
  });

  test('that is not there is refused with the names of those that are', async () => {
    const driver = await open(deployer);
    await driver.slash(DANA, DEPLOYS, '/deploy', 'shop 2.1.0');
    const asked = await card(driver);
    expect(() => driver.press(DANA, asked, 'Abort')).toThrow('no control "Abort"; there is: "Approve", "Reject"');
  });
});

describe('a request that does not come from Slack', () => {
  test.each([
    { what: 'a wrong signature', options: { wrongSignature: true }, status: 401 },
    { what: 'a signature that is ten minutes old', options: { ageSeconds: 600 }, status: 401 },
    { what: 'a right signature', options: {}, status: 200 },
  ])('with $what is answered with $status', async ({ options, status }) => {
    const driver = await open(deployer);
    const { ack, failure } = await driver.slash(DANA, DEPLOYS, '/deploy', 'shop 2.1.0', options);
    expect(ack.status).toBe(status);
    expect(failure).toBe(status === 200 ? null : 'dispatch_failed');
  });

  test('but repeats one from Slack reaches the bot a second time', async () => {
    const driver = await open(deployer);
    const first = await driver.slash(DANA, DEPLOYS, '/deploy', 'shop 2.1.0');
    const second = await driver.replay(first.request);
    expect(second.ack.status).toBe(200);
    await driver.waitFor(() => driver.calls('chat.postMessage').length === 2, { what: 'both posts' });
  });

  test('and has a body of any kind is passed on as it is', async () => {
    const driver = await open(deployer);
    const { ack } = await driver.raw('application/json', '{"type":"url_verification","challenge":"xyz"}');
    expect(JSON.parse(ack.body)).toEqual({ challenge: 'xyz' });
  });
});

describe('on a bad day', () => {
  test('a post that was cut off after it was carried out is posted twice by the client', async () => {
    const driver = await open(deployer);
    const fault = driver.fault({ method: 'chat.postMessage', dropAfter: true });
    await driver.slash(DANA, DEPLOYS, '/deploy', 'shop 2.1.0');
    await driver.waitFor(() => driver.messages(DEPLOYS, { as: DANA }).length === 2, { what: 'the second post' });
    expect(fault.struck()).toBe(1);
    expect(driver.calls('chat.postMessage').map(({ outcome }) => outcome)).toEqual(['dropped', 'answered']);
  });

  test('a workspace that is down and comes back loses nothing the client repeats', async () => {
    const driver = await open((app) =>
      app.command('/deploy', async ({ ack, client, command }) => {
        await ack();
        await client.chat.postMessage({ channel: command.channel_id, text: 'late' });
      }),
    );
    driver.down();
    await driver.slash(DANA, DEPLOYS, '/deploy');
    const before = driver.cuts();
    await driver.waitFor(() => driver.cuts() > before, { what: 'an attempt that is cut' });
    expect(driver.messages(DEPLOYS, { as: DANA })).toEqual([]);
    driver.up();
    expect((await card(driver)).text).toBe('late');
  });

  test('a call over the limit is answered with 429 and repeated when Slack said', async () => {
    const driver = await open(
      (app) =>
        app.command('/deploy', async ({ ack, client, command }) => {
          await ack();
          for (const text of ['1', '2', '3', '4']) await client.chat.postMessage({ channel: command.channel_id, text });
        }),
      { rateLimits: {} },
    );
    await driver.slash(DANA, DEPLOYS, '/deploy');
    await driver.waitFor(() => driver.messages(DEPLOYS, { as: DANA }).length === 4, { what: 'all four posts' });
    expect(driver.calls('chat.postMessage').map(({ answer }) => answer?.status)).toEqual([200, 200, 200, 429, 200]);
  });

  test('an error on demand reaches the app as Slack would send it', async () => {
    const errors: unknown[] = [];
    const driver = await open((app) => {
      app.command('/deploy', async ({ ack, client, command }) => {
        await ack();
        await client.chat.postMessage({ channel: command.channel_id, text: 'x' });
      });
      app.error((error) => {
        errors.push(error.message);
        return Promise.resolve();
      });
    });
    driver.fault({ method: 'chat.postMessage', error: 'restricted_action' });
    await driver.slash(DANA, DEPLOYS, '/deploy');
    await driver.waitFor(() => driver.calls('chat.postMessage')[0]?.answer, { what: 'the refused post' });
    await driver.slash(DANA, DEPLOYS, '/deploy');
    expect((await card(driver)).text).toBe('x');
    expect(errors).toEqual([expect.stringContaining('restricted_action')]);
  });
});

test('waiting in vain ends with everything that is there', async () => {
  const driver = await open(deployer);
  await driver.slash(DANA, DEPLOYS, '/deploy', 'shop 2.1.0');
  await card(driver);
  const waiting = driver.waitFor(() => undefined, { what: 'a miracle', timeoutMs: 20 });
  const said: unknown = await waiting.catch((error: unknown) => String(error));
  for (const part of ['waited 20 ms for a miracle', '#deploys', '[Approve] [Reject]', 'auth.test answered ok']) {
    expect(said).toContain(part);
  }
});
