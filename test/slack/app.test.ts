import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Message } from '../../sandbox/slack/index.ts';
import { pressValue } from '../../src/views/press.ts';
import { problem } from '../commands/fake-engine.ts';
import { BASIS, NEW_HASH } from '../views/fixtures.ts';
import { past } from '../views/history-situations.ts';
import { ANN, CHANNEL, LEAD, Office, STRANGER, TOKEN } from './office.ts';

let office: Office;

afterEach(() => office.close());

function button(actionId: string, value: string) {
  return { type: 'button', action_id: actionId, value, text: { type: 'plain_text', text: actionId } };
}

/** A message with these buttons, as an older or a newer version of us might have posted it. */
function posted(actionId: string, value: string): Message {
  const { workspace } = office.workspace;
  return workspace.messages.add({
    channel: CHANNEL,
    author: 'U0BOT',
    text: 'a card',
    blocks: [{ type: 'actions', block_id: 'offers', elements: [button(actionId, value)] }],
    threadTs: null,
  });
}

const APPROVAL = pressValue({ release: 'shop-production-x7k2p', basis: BASIS });
const WAY_BACK = pressValue({ release: null, service: 'shop', environment: 'production', from: NEW_HASH });

describe('a command', () => {
  test('reaches the engine as an intent and is answered in the acknowledgement, in private', async () => {
    office = await Office.open();
    const { ack } = await office.people.slash(ANN, CHANNEL, '/deploy', 'shop 1.5.0 --reason “it’s faster”');
    expect(ack.status).toBe(200);
    expect(JSON.parse(ack.body)).toMatchObject({ response_type: 'ephemeral' });
    expect(await office.answer(ANN)).toContain('Release of shop 1.5.0 to production accepted');
    expect(office.people.messages(CHANNEL, { as: ANN })).toEqual([]);
    expect(office.engine.calls).toEqual([
      {
        ask: 'deploy',
        intent: { by: { id: ANN }, service: 'shop', version: '1.5.0', environment: null, reason: 'it’s faster' },
      },
    ]);
  });

  test('of a stranger gets a clear no, and a line in the log and in the metrics', async () => {
    office = await Office.open();
    office.engine.before = () => Promise.reject(problem('not-allowed'));
    await office.people.slash(STRANGER, CHANNEL, '/deploy', 'shop 1.5.0');
    expect(await office.answer(STRANGER)).toMatch(/Not allowed[\s\S]*It was refused\.[\s\S]*Do something else\./);
    expect(office.said('request refused')).toMatchObject({ by: STRANGER, code: 'not-allowed' });
    expect(await office.metrics.registry.metrics()).toContain('rollbridge_refused_presses_total{code="not-allowed"} 1');
  });

  test('that fails for no known reason is answered with the reference that stands in the log', async () => {
    office = await Office.open();
    office.engine.before = () => Promise.reject(new Error('the moon is full'));
    await office.people.slash(ANN, CHANNEL, '/deploy', 'shop 1.5.0');
    const answer = await office.answer(ANN);
    const { reference, err } = office.said('request failed') ?? {};
    expect(reference).toMatch(/^[2-9A-Z]{4}$/);
    expect(answer).toContain(`Reference ${String(reference)}`);
    expect(answer).not.toContain('moon');
    expect(err).toMatchObject({ message: 'the moon is full' });
  });

  test('that takes long is acknowledged after 2 s at the latest, and answered all the same', async () => {
    office = await Office.open();
    const slow = Promise.withResolvers<void>();
    office.engine.before = () => slow.promise;
    const { ack, failure } = await office.people.slash(ANN, CHANNEL, '/deploy', 'shop 1.5.0');
    expect({ failure, inTime: ack.ms < 2_500, early: ack.ms < 1_800 }).toEqual({
      failure: null,
      inTime: true,
      early: false,
    });
    expect(await office.answer(ANN)).toContain('Still working: if no card shows up, press again');
    slow.resolve();
    expect(await office.answer(ANN, 2)).toContain('accepted');
  });

  test('to roll back at once is acknowledged after 1 s at the latest', async () => {
    office = await Office.open();
    const slow = Promise.withResolvers<void>();
    office.engine.before = () => slow.promise;
    const { ack } = await office.people.slash(ANN, CHANNEL, '/rollback', 'shop now');
    expect(ack.ms).toBeLessThan(1_500);
    slow.resolve();
    expect(await office.answer(ANN, 2)).toContain('Rollback of shop');
  });

  test('whose answer cannot be delivered at first is answered a little later', async () => {
    office = await Office.open();
    const slow = Promise.withResolvers<void>();
    office.engine.before = () => slow.promise;
    await office.people.slash(ANN, CHANNEL, '/rollback', 'shop now');
    office.people.fault({ method: 'response_url', status: 500 });
    slow.resolve();
    expect(await office.answer(ANN, 2)).toContain('Rollback of shop');
  });

  test('starts the clock of a rollback when it arrives', async () => {
    office = await Office.open();
    const before = Date.now();
    const sent = office.people.slash(ANN, CHANNEL, '/rollback', 'shop now');
    await sent;
    const [call] = office.engine.calls;
    expect(call?.ask).toBe('rollback');
    const pressedAt = call?.ask === 'rollback' ? call.intent.pressedAt.getTime() : 0;
    expect(pressedAt).toBeGreaterThanOrEqual(before);
    expect(pressedAt).toBeLessThanOrEqual(Date.now());
  });
});

describe('a history', () => {
  const remembered = () => past('Completed', { revision: 11 });

  test('is answered in private without a call to Slack, with links to the cards', async () => {
    office = await Office.open();
    office.engine.page = { releases: [remembered()], newer: 0, older: 0 };
    const calls = office.people.calls().length;
    const { ack } = await office.people.slash(ANN, CHANNEL, '/deploy', 'history shop');
    expect(ack.body).toContain(
      `${new URL(office.workspace.apiUrl).origin}/archives/C0RELEASES/p1772445720000100|card>`,
    );
    expect(office.people.calls()).toHaveLength(calls);
  });

  test('has a button for what is older, which goes on where the page ended', async () => {
    office = await Office.open();
    office.engine.page = { releases: [remembered()], newer: 0, older: 7 };
    await office.people.slash(ANN, CHANNEL, '/deploy', 'history shop');
    expect(await office.answer(ANN)).toContain('and 7 older releases');
    const [page] = office.people.ephemerals(ANN);
    if (page === undefined) throw new Error('there is no page');
    office.engine.page = { releases: [remembered()], newer: 1, older: 6 };
    await office.people.press(ANN, page, { actionId: 'history.older' });
    expect(await office.answer(ANN, 2)).toContain('releases 2 to 2 of 8');
    expect(office.engine.calls.at(-1)).toEqual({
      ask: 'history',
      of: ['shop', 'production'],
      after: 'shop-production-x7k2p',
    });
  });

  test.each(['', '{}', '{"after":""}', '{"after":"x","service":"shop"}', '{"after":"x","by":"U1"}', 'x'.repeat(2_000)])(
    'is not gone on with for a press that carries %j',
    async (value) => {
      office = await Office.open();
      await office.people.press(ANN, posted('history.older', value), { actionId: 'history.older' });
      expect(await office.answer(ANN)).toContain('This button is not known.');
      expect(office.engine.calls).toEqual([]);
    },
  );
});

describe('a button', () => {
  test('reaches the engine with what the card showed, and is answered in private beside the card', async () => {
    office = await Office.open();
    const card = posted('release.approve', APPROVAL);
    const { ack } = await office.people.press(LEAD, card, { actionId: 'release.approve' });
    expect({ status: ack.status, body: ack.body }).toEqual({ status: 200, body: '' });
    expect(await office.answer(LEAD)).toContain('accepted, being carried out');
    expect(office.people.versions(card.ts)).toHaveLength(1);
    expect(office.engine.calls).toEqual([
      {
        ask: 'press',
        intent: {
          by: { id: LEAD },
          offer: 'approve',
          release: 'shop-production-x7k2p',
          basis: BASIS,
          reason: null,
          pressedAt: expect.any(Date),
        },
      },
    ]);
  });

  test('that rolls back is acknowledged within 1 s though the cluster has not answered', async () => {
    office = await Office.open();
    const slow = Promise.withResolvers<void>();
    office.engine.before = () => slow.promise;
    const card = posted('release.rollback', WAY_BACK);
    const { ack } = await office.people.press(LEAD, card, { actionId: 'release.rollback' });
    expect({ status: ack.status, inTime: ack.ms < 1_500 }).toEqual({ status: 200, inTime: true });
    expect(await office.answer(LEAD)).toContain('press again');
    slow.resolve();
    expect(await office.answer(LEAD, 2)).toContain('Rollback of shop');
  });

  test.each([
    { name: 'an unknown action', actionId: 'release.explode', value: APPROVAL },
    { name: 'a value that is no JSON', actionId: 'release.approve', value: 'approve!' },
    { name: 'the value of another kind of button', actionId: 'release.approve', value: WAY_BACK },
    { name: 'a rollback that carries no rollback', actionId: 'rollback.now', value: APPROVAL },
    {
      name: 'one field too many',
      actionId: 'release.approve',
      value: JSON.stringify({ ...JSON.parse(APPROVAL), by: 'U1' }),
    },
    { name: 'an offer without its prefix', actionId: 'approve', value: APPROVAL },
  ])('with $name is refused politely and changes nothing', async ({ actionId, value }) => {
    office = await Office.open();
    const card = posted(actionId, value);
    const { ack } = await office.people.press(LEAD, card, { actionId });
    expect(ack.status).toBe(200);
    expect(await office.answer(LEAD)).toContain('This button is not known.');
    expect(office.engine.calls).toEqual([]);
    expect(office.said('request refused')).toMatchObject({ code: 'not-offered', what: `[${actionId}]` });
  });
});

describe('a request', () => {
  test.each([
    { name: 'a wrong signature', options: { wrongSignature: true }, status: 401 },
    { name: 'a signature of ten minutes ago', options: { ageSeconds: 600 }, status: 401 },
    { name: 'a time stamp ten minutes ahead', options: { ageSeconds: -600 }, status: 409 },
    { name: 'a clock that is a minute ahead', options: { ageSeconds: -60 }, status: 200 },
  ])('with $name is answered with $status', async ({ options, status }) => {
    office = await Office.open();
    const { ack } = await office.people.slash(ANN, CHANNEL, '/deploy', 'shop 1.5.0', options);
    expect(ack.status).toBe(status);
    expect(office.engine.calls).toHaveLength(status === 200 ? 1 : 0);
    const metrics = await office.metrics.registry.metrics();
    expect(metrics.includes('rollbridge_slack_requests_total{outcome="unverified"} 1')).toBe(status !== 200);
  });

  test('that is sent a second time is refused, whoever sends it', async () => {
    office = await Office.open();
    const first = await office.people.slash(ANN, CHANNEL, '/rollback', 'shop now');
    const second = await office.people.replay(first.request);
    expect([first.ack.status, second.ack.status]).toEqual([200, 409]);
    expect(office.engine.calls).toHaveLength(1);
    expect(office.said('a request was refused')).toMatchObject({ reason: 'a request was replayed' });
  });

  test('of another workspace is refused', async () => {
    office = await Office.open();
    const fields = { team_id: 'T0OTHER', user_id: ANN, command: '/deploy', text: 'shop 1.5.0', channel_id: CHANNEL };
    const body = new URLSearchParams(fields).toString();
    const { ack } = await office.people.raw('application/x-www-form-urlencoded', body);
    expect(JSON.parse(ack.body).text).toContain('This workspace may not use Rollbridge');
    expect(office.engine.calls).toEqual([]);
  });

  test.each([
    { type: 'application/json', body: 'null', status: 400 },
    { type: 'application/json', body: ' null ', status: 400 },
    { type: 'application/json', body: '"text"', status: 400 },
    { type: 'application/json', body: '5', status: 400 },
    { type: 'application/json', body: '[]', status: 400 },
    { type: 'application/json', body: '', status: 400 },
    { type: 'application/json', body: '{', status: 400 },
    { type: 'application/x-www-form-urlencoded', body: 'payload=null', status: 400 },
    { type: 'application/x-www-form-urlencoded', body: 'a=b&%70ayload=null', status: 400 },
    { type: 'application/x-www-form-urlencoded', body: 'payload=', status: 400 },
    { type: 'application/json', body: ' {"type":"url_verification","challenge":"3eZb"}', status: 200 },
  ])(
    'of $type that holds $body is answered with $status, and the next one is taken',
    async ({ type, body, status }) => {
      office = await Office.open();
      const unheard: unknown[] = [];
      const hear = (error: unknown) => unheard.push(error);
      process.on('unhandledRejection', hear);
      try {
        expect((await office.people.raw(type, body)).ack.status).toBe(status);
        await pause(5);
      } finally {
        process.off('unhandledRejection', hear);
      }
      expect(unheard).toEqual([]);
      const { ack } = await office.people.slash(ANN, CHANNEL, '/deploy', 'shop 1.5.0');
      expect([ack.status, office.engine.calls.length]).toEqual([200, 1]);
    },
  );

  test('that is too large, or is no object and not signed, is refused as such', async () => {
    office = await Office.open();
    const large = await office.people.raw('application/json', `{"text":"${'x'.repeat(1024 * 1024)}"}`);
    const unsigned = await office.people.raw('application/json', 'null', { wrongSignature: true });
    expect([large.ack.status, unsigned.ack.status]).toEqual([413, 401]);
    const metrics = await office.metrics.registry.metrics();
    expect(metrics).toContain('rollbridge_slack_requests_total{outcome="unverified"} 1');
  });

  test('with a command that nobody knows is answered all the same', async () => {
    office = await Office.open();
    const fields = { team_id: 'T0SANDBOX', user_id: ANN, command: '/explode', text: 'shop', channel_id: CHANNEL };
    const body = new URLSearchParams(fields).toString();
    const { ack } = await office.people.raw('application/x-www-form-urlencoded', body);
    expect(JSON.parse(ack.body).text).toContain('There is no command /explode');
  });

  test('to another address is not found, and the health of the program is', async () => {
    office = await Office.open();
    expect((await fetch(`${office.url}/nothing`)).status).toBe(404);
    expect((await fetch(`${office.url}/slack/events`)).status).toBe(404);
    expect((await fetch(`${office.url}/healthz`)).status).toBe(200);
  });
});

describe('at the start', () => {
  test('a token that Slack refuses is named as the reason', async () => {
    office = await Office.closed();
    office.people.fault({ method: 'auth.test', error: 'invalid_auth' });
    const failed = await office.start().catch((error: unknown) => error);
    expect(String(failed)).toContain('Slack refused the bot token (invalid_auth): copy it anew');
    expect(String(failed)).not.toContain(TOKEN);
  });

  test('a Slack that is away is waited for: alive, not ready, and a rollback works already', async () => {
    office = await Office.closed({ groups: [] });
    const fault = office.people.fault({ method: 'auth.test', status: 503, times: 1_000 });
    const started = office.start();
    await office.people.waitFor(() => fault.struck() > 0 || undefined, { what: 'a question who we are' });
    expect((await fetch(`${office.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${office.url}/readyz`)).status).toBe(503);
    office.people.connect(`${office.url}/slack/events`);
    await office.people.slash(ANN, CHANNEL, '/rollback', 'shop now');
    expect(office.engine.calls).toHaveLength(1);
    const deploy = office.people.slash(ANN, CHANNEL, '/deploy', 'shop 1.5.0');
    fault.clear();
    await started;
    expect((await fetch(`${office.url}/readyz`)).status).toBe(200);
    await deploy;
    expect(office.engine.calls).toHaveLength(2);
  });
});

test('stopping waits for what is being handled and takes nothing new', async () => {
  office = await Office.open();
  const slow = Promise.withResolvers<void>();
  office.engine.before = () => slow.promise;
  const card = posted('release.rollback', WAY_BACK);
  const pressing = office.people.press(LEAD, card, { actionId: 'release.rollback' });
  while (office.engine.calls.length === 0) await pause(5);
  const { url } = office;
  const stopping = office.slack.stop();
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  let stopped = false;
  void stopping.then(() => {
    stopped = true;
  });
  await pressing;
  await pause(20);
  expect(stopped).toBe(false);
  slow.resolve();
  await stopping;
  expect(await office.answer(LEAD, 2)).toContain('Rollback of shop');
});

test('no line of the log holds the token', async () => {
  office = await Office.open();
  office.people.fault({ error: 'fatal_error', times: 3 });
  await office.people.slash(ANN, CHANNEL, '/deploy', 'help');
  expect(office.lines.length).toBeGreaterThan(0);
  expect(JSON.stringify(office.lines)).not.toContain(TOKEN);
});
