/** Socket Mode: the shipped side of Slack against a workspace that refreshes, drops and refuses its sockets. */
import { afterEach, describe, expect, test } from '@jest/globals';
import type { AppSocket, Delivery, Message, WorkspaceOptions } from '../../sandbox/slack/index.ts';
import { pressValue } from '../../src/views/press.ts';
import { AppEnd } from '../sandbox/slack/app-end.ts';
import { BASIS, NEW_HASH } from '../views/fixtures.ts';
import { KNOWN, SERVICES } from '../views/form-situations.ts';
import { ANN, APP_TOKEN, CHANNEL, LEAD, Office, SEED, TOKEN, until } from './office.ts';

let office: Office;

afterEach(() => office.close());

async function open(options?: Partial<WorkspaceOptions>): Promise<void> {
  office = await Office.closedWithSockets(options);
  await office.start();
  await socketsAre(2);
}

const openSockets = () => office.people.sockets().filter(({ state }) => state === 'open');

/** Waits until this many are open, besides those that are leaving. */
async function socketsAre(count: number): Promise<readonly AppSocket[]> {
  await office.people.waitFor(() => openSockets().length === count, { what: `${count} sockets`, timeoutMs: 4_000 });
  return openSockets();
}

function socket(index: number): AppSocket {
  const found = office.people.sockets()[index];
  if (found === undefined) throw new Error(`there is no socket ${index}`);
  return found;
}

/** The one by which something came. */
function busy(): AppSocket {
  const found = office.people.sockets().find(({ envelopes }) => envelopes.length > 0);
  if (found === undefined) throw new Error('nothing was sent');
  return found;
}

const deploy = (text = 'shop 1.5.0') => office.people.slash(ANN, CHANNEL, '/deploy', text);
const rollback = () => office.people.slash(ANN, CHANNEL, '/rollback', 'shop now');
const readyz = async () => (await fetch(`${office.url}/readyz`)).status;

function posted(actionId: string, value: string): Message {
  const element = { type: 'button', action_id: actionId, value, text: { type: 'plain_text', text: actionId } };
  const blocks = [{ type: 'actions', block_id: 'offers', elements: [element] }];
  const { messages } = office.workspace.workspace;
  return messages.add({ channel: CHANNEL, author: 'U0BOT', text: 'a card', blocks, threadTs: null });
}

const wayBack = () =>
  posted('release.rollback', pressValue({ release: null, service: 'shop', environment: 'production', from: NEW_HASH }));

/** The engine answers when told to. */
function slowEngine(): () => void {
  const slow = Promise.withResolvers<void>();
  office.engine.before = () => slow.promise;
  return slow.resolve;
}

const asked = (count: number) => until(() => office.engine.calls.length >= count, `${count} calls of the engine`);

describe('by a socket', () => {
  test('a command reaches the engine, and its answer travels in the acknowledgement', async () => {
    await open();
    const { ack, request } = await deploy();
    expect('envelope' in request && JSON.parse(ack.body)).toMatchObject({ response_type: 'ephemeral' });
    expect(await office.answer(ANN)).toContain('Release of shop 1.5.0 to production accepted');
    expect(office.engine.calls).toMatchObject([{ ask: 'deploy', intent: { by: { id: ANN }, version: '1.5.0' } }]);
  });

  test('a press reaches the engine, is acknowledged without a word and answered beside the card', async () => {
    await open();
    const card = posted('release.approve', pressValue({ release: 'shop-production-x7k2p', basis: BASIS }));
    const { ack } = await office.people.press(LEAD, card, { actionId: 'release.approve' });
    expect(ack).toMatchObject({ status: 200, body: '' });
    expect(await office.answer(LEAD)).toContain('accepted, being carried out');
    expect(office.engine.calls).toMatchObject([{ ask: 'press', intent: { offer: 'approve', basis: BASIS } }]);
  });

  test('the clock of a rollback starts when it arrives', async () => {
    await open();
    const before = Date.now();
    await rollback();
    const [call] = office.engine.calls;
    const pressedAt = call?.ask === 'rollback' ? call.intent.pressedAt.getTime() : 0;
    expect(pressedAt).toBeGreaterThanOrEqual(before);
    expect(pressedAt).toBeLessThanOrEqual(Date.now());
  });

  test('what takes long is acknowledged in time and answered all the same', async () => {
    await open();
    const answer = slowEngine();
    const { ack } = await rollback();
    expect({ status: ack.status, inTime: ack.ms < 1_500 }).toEqual({ status: 200, inTime: true });
    answer();
    expect(await office.answer(ANN, 2)).toContain('Rollback of shop');
  });

  test('a form is opened, changed, searched and sent', async () => {
    await open();
    Object.assign(office.engine, { offered: SERVICES, known: { 'shop production': KNOWN } });
    await office.people.slash(ANN, CHANNEL, '/deploy');
    const form = await office.people.waitFor((people) => people.form(ANN), { what: 'the form' });
    await office.people.fill(ANN, { Service: 'shop' });
    await office.people.waitFor((people) => people.form(ANN)?.hash !== form.hash, { what: 'the form of a service' });
    await office.people.pick(ANN, 'Version', { typed: '1.5', option: '1.5.0 · released in staging' });
    const { errors, failure } = await office.people.submit(ANN, { Reason: 'faster' });
    expect({ errors, failure, form: office.people.form(ANN) }).toEqual({ errors: {}, failure: null, form: undefined });
    expect(await office.answer(ANN)).toContain('Release of shop 1.5.0 to production accepted');
    expect(office.engine.calls).toMatchObject([{ ask: 'deploy', intent: { version: '1.5.0', reason: 'faster' } }]);
  });

  test.each<[string, unknown]>([
    ['nothing', null],
    ['a command without a person', { team_id: 'T0SANDBOX', command: '/rollback', text: '' }],
    ['a command from another workspace', { team_id: 'T0OTHER', user_id: ANN, command: '/rollback', text: 'shop now' }],
    [
      'a press by nobody',
      { type: 'block_actions', team: { id: 'T0SANDBOX' }, actions: [{ action_id: 'rollback.now' }] },
    ],
    ['an unknown kind', { type: 'telepathy' }],
  ])('%s moves nothing and ends nothing', async (_name, payload) => {
    await open({ ackTimeoutMs: 50 });
    await office.people.replay({ envelope: { envelope_id: 'strange', type: 'interactive', payload } });
    await office.people.replay({ envelope: { envelope_id: 'stranger', type: 'events_api' } });
    expect(office.engine.calls).toEqual([]);
    await deploy('help');
    expect(await readyz()).toBe(200);
  });

  test('health, readiness and metrics are served on the port, and nothing else is', async () => {
    await open();
    const paths = ['/healthz', '/readyz', '/metrics', '/slack/events', '/'];
    const answers = await Promise.all(paths.map(async (path) => (await fetch(`${office.url}${path}`)).status));
    expect(answers).toEqual([200, 200, 200, 404, 404]);
  });
});

describe('what Slack delivers twice', () => {
  test.each<[string, object]>([
    ['in the same envelope', {}],
    ['in another envelope', { envelope_id: 'another' }],
  ])('%s is done once, and answered as before', async (_name, change) => {
    await open();
    const first = await deploy();
    const again = await office.people.replay(repeated(first, change));
    expect(office.engine.calls).toHaveLength(1);
    expect(again.ack).toMatchObject({ status: 200, body: first.ack.body });
    expect(socket(0).acknowledged + socket(1).acknowledged).toBe(2);
  });

  test('while the first is worked on is done once', async () => {
    await open();
    const answer = slowEngine();
    const first = deploy();
    await asked(1);
    const [envelope] = office.people.sockets().flatMap(({ envelopes }) => envelopes);
    if (envelope === undefined) throw new Error('nothing was sent');
    const second = office.people.replay({ envelope });
    answer();
    expect((await second).ack.body).toBe((await first).ack.body);
    expect(office.engine.calls).toHaveLength(1);
  });

  test('of two people is done for both', async () => {
    await open();
    await Promise.all([deploy(), office.people.slash(LEAD, CHANNEL, '/deploy', 'shop 1.5.0')]);
    expect(office.engine.calls).toHaveLength(2);
  });
});

function repeated({ request }: Delivery, change: object) {
  if (!('envelope' in request)) throw new Error('it did not go by a socket');
  return { envelope: { ...request.envelope, ...change } };
}

describe('a refresh', () => {
  test.each(['refresh_requested', 'warning'] as const)(
    'with %s: another socket is open before the old one is left, and what came by that is acknowledged there',
    async (reason) => {
      await open();
      const answer = slowEngine();
      const card = wayBack();
      const pressing = office.people.press(LEAD, card, { actionId: 'release.rollback' });
      await asked(1);
      const old = busy();
      office.people.disconnect(reason, old);
      await office.people.waitFor((people) => people.sockets().length === 3, { what: 'another socket' });
      expect(old.state).not.toBe('closed');
      answer();
      expect((await pressing).failure).toBeNull();
      expect([old.envelopes.length, old.acknowledged]).toEqual([1, 1]);
    },
  );

  test('of both at once leaves no moment without a socket', async () => {
    await open();
    for (const each of await socketsAre(2)) office.people.disconnect('warning', each);
    await deploy();
    await office.people.waitFor((people) => people.sockets().length === 4, { what: 'two more sockets' });
    for (let n = 0; n < 4; n++) await deploy();
    expect(office.people.failures()).toEqual([]);
    expect(office.people.sockets().map(({ envelopes, acknowledged }) => envelopes.length - acknowledged)).toEqual([
      0, 0, 0, 0,
    ]);
  });

  test('under constant pressing loses no press and does none twice', async () => {
    await open({ ackTimeoutMs: 1_000 });
    let isOver = false;
    let count = 0;
    const deliveries: Delivery[] = [];
    const person = async () => {
      while (!isOver) deliveries.push(await deploy(`shop 1.5.${++count}`));
    };
    const people = Promise.all([person(), person(), person()]);
    for (const [round, index] of [0, 1, 2, 3].entries()) {
      const old = office.people.disconnect(round % 2 === 0 ? 'refresh_requested' : 'warning', socket(index));
      await office.people.waitFor((each) => each.sockets().length === 3 + round, { what: 'the next' });
      if (round % 2 === 0)
        await office.people.waitFor(() => old.state === 'closed', { what: 'the end of the old one' });
      // However slow the machine is: so many presses in each round.
      const pressed = count + 25;
      await office.people.waitFor(() => count >= pressed, { what: '25 presses', timeoutMs: 10_000 });
    }
    isOver = true;
    await people;
    expect(deliveries.filter(({ failure }) => failure !== null)).toEqual([]);
    expect(office.people.failures()).toEqual([]);
    const versions = office.engine.calls.map((call) => call.ask === 'deploy' && call.intent.version);
    expect(versions).toHaveLength(count);
    expect(new Set(versions).size).toBe(count);
    expect(count).toBeGreaterThanOrEqual(100);
  });

  test('that cannot be had at once is waited for, and the other socket serves', async () => {
    await open();
    const fault = office.people.fault({ method: 'apps.connections.open', status: 503, times: 1_000 });
    const old = office.people.disconnect('link_disabled');
    await office.people.waitFor(() => old.state === 'closed' && fault.struck() > 0, { what: 'an attempt' });
    await deploy();
    expect(await readyz()).toBe(200);
    fault.clear();
    await socketsAre(2);
    expect(office.people.failures()).toEqual([]);
  });
});

describe('a socket that is gone without a word', () => {
  test('is replaced', async () => {
    await open();
    socket(0).drop();
    await office.people.waitFor((people) => people.sockets().length === 3, { what: 'another socket' });
    await deploy();
    expect(office.people.failures()).toEqual([]);
  });

  test('takes what was worked on with it, but not the answer', async () => {
    await open({ ackTimeoutMs: 200 });
    const answer = slowEngine();
    const deploying = deploy();
    await asked(1);
    busy().drop();
    expect((await deploying).failure).toBe('operation_timeout');
    answer();
    expect(await office.answer(ANN, 2)).toContain('accepted');
  });

  test('and its twin, too: not ready until they are back', async () => {
    await open();
    office.people.down();
    await until(() => !office.slack.ready, 'the end of readiness');
    expect(await readyz()).toBe(503);
    office.people.up();
    await socketsAre(2);
    expect(await readyz()).toBe(200);
    await deploy();
    expect(office.people.failures()).toEqual([]);
  });
});

describe('at the start', () => {
  test.each(['invalid_auth', 'not_authed', 'missing_scope', 'not_allowed_token_type'])(
    'an app-level token that Slack refuses with %s is named as the reason',
    async (error) => {
      office = await Office.closedWithSockets();
      office.people.fault({ method: 'apps.connections.open', error });
      const failed = await office.start().catch((thrown: unknown) => thrown);
      expect(String(failed)).toContain(`Slack refused the app-level token (${error}): SLACK_APP_TOKEN needs one with`);
      expect(failed).toMatchObject({ code: 'slack-app-token-refused' });
      expect(String(failed)).not.toContain(APP_TOKEN);
    },
  );

  test('a bot token that Slack refuses is named as before', async () => {
    office = await Office.closedWithSockets();
    office.people.fault({ method: 'auth.test', error: 'invalid_auth' });
    await expect(office.start()).rejects.toThrow('Slack refused the bot token (invalid_auth)');
  });

  test('a Slack that is away is waited for: alive, and not ready', async () => {
    office = await Office.closedWithSockets();
    const fault = office.people.fault({ method: 'apps.connections.open', status: 503, times: 1_000 });
    const started = office.start();
    await office.people.waitFor(() => fault.struck() > 1, { what: 'a second attempt' });
    expect([(await fetch(`${office.url}/healthz`)).status, await readyz()]).toEqual([200, 503]);
    fault.clear();
    await started;
    expect(await readyz()).toBe(200);
    await socketsAre(2);
  });

  test('one socket is enough when Slack allows one a minute', async () => {
    office = await Office.closedWithSockets({ rateLimits: {} });
    await office.start();
    await office.people.waitFor((people) => people.calls('apps.connections.open').length === 2, { what: 'the second' });
    expect(await readyz()).toBe(200);
    await deploy();
    expect(office.people.sockets()).toHaveLength(1);
  });

  test('a place is waited for when the app has ten sockets already', async () => {
    office = await Office.closedWithSockets();
    const others = await Promise.all(Array.from({ length: 10 }, () => AppEnd.open(office.workspace, APP_TOKEN)));
    const started = office.start();
    await until(() => office.lines.some(({ reason }) => /too_many_websockets/.test(String(reason))), 'the word');
    for (const { socket } of others) socket.close();
    await started;
    expect(await readyz()).toBe(200);
  });
});

describe('at the end', () => {
  test('a press that is worked on is acknowledged before its socket closes, and nothing new is taken', async () => {
    await open();
    const answer = slowEngine();
    const pressing = office.people.press(LEAD, wayBack(), { actionId: 'release.rollback' });
    await asked(1);
    const { url } = office;
    const stopping = office.slack.stop();
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    await socketsAre(1);
    answer();
    expect((await pressing).failure).toBeNull();
    await stopping;
    expect(await office.answer(LEAD)).toContain('Rollback of shop');
    await socketsAre(0);
    expect((await deploy()).failure).toBe('dispatch_failed');
  });

  test('a socket that is just being opened is closed again', async () => {
    office = await Office.closedWithSockets();
    const fault = office.people.fault({ method: 'apps.connections.open', delayMs: 50 });
    void office.start();
    await office.people.waitFor(() => fault.struck() > 0 && office.people.calls('auth.test').length > 0, {
      what: 'it',
    });
    await office.slack.stop();
    await office.people.waitFor((people) => people.sockets()[0]?.state === 'closed', { what: 'a socket and its end' });
  });
});

test('no line of the log holds a token', async () => {
  await open();
  office.people.fault({ error: 'fatal_error', times: 3 });
  for (const each of openSockets()) each.drop();
  await until(() => office.lines.some(({ msg }) => String(msg).includes('trying again')), 'a failed attempt');
  await socketsAre(2);
  for (const token of [TOKEN, APP_TOKEN, SEED.signingSecret]) expect(JSON.stringify(office.lines)).not.toContain(token);
});
