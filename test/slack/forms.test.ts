/** Forms and shortcuts as people use them, through Slack as shipped and an engine that answers as told. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Message } from '../../sandbox/slack/index.ts';
import { carriedText } from '../../src/views/form/carried.ts';
import { pressValue } from '../../src/views/press.ts';
import { problem } from '../commands/fake-engine.ts';
import { BASIS, GATE_OFFERS, NEW_HASH, plan, status, view } from '../views/fixtures.ts';
import { CART, KNOWN, SERVICES } from '../views/form-situations.ts';
import { ANN, CHANNEL, LEAD, Office, STRANGER, until } from './office.ts';

let office: Office;

afterEach(() => office.close());

async function opened(): Promise<Office> {
  office = await Office.open();
  Object.assign(office.engine, {
    offered: SERVICES,
    known: { 'shop production': KNOWN, 'shop staging': [], 'cart production': KNOWN.slice(0, 1) },
    back: [CART, plan()],
    all: [view(status('AwaitingApproval'), { offers: GATE_OFFERS })],
  });
  return office;
}

async function deployForm(): Promise<void> {
  await opened();
  await office.people.slash(ANN, CHANNEL, '/deploy');
  await office.people.waitFor((people) => people.form(ANN), { what: 'the form' });
}

/** Fills in a field that changes the form, and waits for the change. */
async function chosen(user: string, field: string, value: string): Promise<void> {
  const before = office.people.form(user)?.hash;
  await office.people.fill(user, { [field]: value });
  await office.people.waitFor((people) => people.form(user)?.hash !== before || undefined, { what: 'the form anew' });
}

const formText = (user = ANN) => {
  const form = office.people.form(user);
  return form === undefined ? '' : office.people.textOf(form);
};

const shows = (pattern: RegExp, user = ANN) =>
  office.people.waitFor(() => pattern.test(formText(user)) || undefined, { what: `a form that shows ${pattern}` });

/** A message of ours with this button. */
function posted(action_id: string, value: string): Message {
  const text = { type: 'plain_text', text: action_id };
  const blocks = [{ type: 'actions', block_id: 'offers', elements: [{ type: 'button', action_id, value, text }] }];
  const message = { channel: CHANNEL, author: 'U0BOT', text: 'a card', blocks, threadTs: null };
  return office.workspace.workspace.messages.add(message);
}

const REJECTION = pressValue({ release: 'shop-production-x7k2p', basis: BASIS });

describe('/deploy alone', () => {
  test('opens a form and says nothing; the form asks for a release, and the answer is private', async () => {
    await deployForm();
    expect(office.people.ephemerals(ANN)).toEqual([]);
    await chosen(ANN, 'Service', 'shop');
    await office.people.pick(ANN, 'Version', { typed: '1.5', option: '1.5.0 · released in staging' });
    const { errors, failure } = await office.people.submit(ANN, { Reason: '<!channel> faster' });
    expect({ errors, failure, form: formText() }).toEqual({ errors: {}, failure: null, form: '' });
    expect(await office.answer(ANN)).toContain('Release of shop 1.5.0 to production accepted');
    expect(office.people.messages(CHANNEL, { as: LEAD })).toEqual([]);
    expect(office.engine.calls).toEqual([
      {
        ask: 'deploy',
        intent: {
          by: { id: ANN },
          service: 'shop',
          environment: 'production',
          version: '1.5.0',
          reason: '<!channel> faster',
        },
      },
    ]);
    expect(office.lines.filter(({ msg }) => msg === 'request answered').map(({ what }) => what)).toEqual([
      '/deploy ',
      'form deploy [service]',
      'form deploy [version] 1.5',
      'form deploy',
    ]);
  });

  test('asks Slack for nothing but to open the form', async () => {
    await opened();
    const before = office.people.calls().length;
    const { ack } = await office.people.slash(ANN, CHANNEL, '/deploy');
    const calls = office.people.calls().slice(before);
    expect({ body: ack.body, calls: calls.map(({ method }) => method) }).toEqual({ body: '', calls: ['views.open'] });
  });

  test.each([
    ['refuses the trigger', { error: 'expired_trigger_id' }],
    ['is at its limit', { retryAfter: 30 }],
    ['is broken', { status: 500 }],
  ])('answers with what to type when Slack %s', async (_, fault) => {
    await opened();
    office.people.fault({ method: 'views.open', ...fault });
    const { ack } = await office.people.slash(ANN, CHANNEL, '/deploy');
    const { text, blocks } = JSON.parse(ack.body);
    expect(text).toContain('The form could not be opened, and nothing was done');
    expect(JSON.stringify(blocks)).toContain('/deploy &lt;service&gt; &lt;version&gt;');
    expect(office.said('a form could not be opened')).toMatchObject({ what: '/deploy ' });
  });

  test('answers in time when Slack says nothing', async () => {
    await opened();
    office.people.fault({ method: 'views.open', hang: true });
    const { ack, failure } = await office.people.slash(ANN, CHANNEL, '/deploy');
    expect({ failure, inTime: ack.ms < 2_500 }).toEqual({ failure: null, inTime: true });
    expect(ack.body).toContain('could not be opened');
  });
});

describe('the form of /deploy', () => {
  test('shows what belongs to the service that is chosen, and keeps what was typed', async () => {
    await deployForm();
    await office.people.fill(ANN, { Reason: 'Hot fix' });
    await chosen(ANN, 'Service', 'shop');
    await office.people.pick(ANN, 'Version', { typed: '9.9.9', option: 'use “9.9.9”' });
    await chosen(ANN, 'Environment', 'staging');
    await office.people.submit(ANN);
    expect(office.engine.calls).toMatchObject([
      { intent: { service: 'shop', environment: 'staging', version: '9.9.9', reason: 'Hot fix' } },
    ]);
  });

  test('stays open with what is wrong at its field', async () => {
    await deployForm();
    await chosen(ANN, 'Service', 'shop');
    office.engine.before = () => Promise.reject(problem('already-running'));
    const { errors } = await office.people.submit(ANN, { Version: '1.4.2' });
    expect(errors).toEqual({ 'version shop': 'It was refused. For a reason. Do something else.' });
    expect(formText()).toContain('Deploy');
    expect(office.people.ephemerals(ANN)).toEqual([]);
    expect(office.said('request refused')).toMatchObject({ what: 'form deploy', code: 'already-running' });
    expect(await office.metrics.registry.metrics()).toContain('code="already-running"} 1');
  });

  test('tells of a defect by its reference', async () => {
    await deployForm();
    await chosen(ANN, 'Service', 'shop');
    office.engine.before = () => Promise.reject(new Error('the moon is full'));
    const { errors } = await office.people.submit(ANN, { Version: '1.5.0' });
    const { reference } = office.said('request failed') ?? {};
    expect(errors.service).toContain(`Reference ${String(reference)}`);
    expect(errors.service).not.toContain('moon');
  });

  test('that was drawn anew meanwhile is not drawn over', async () => {
    await deployForm();
    office.people.fault({ method: 'views.update', error: 'hash_conflict' });
    await office.people.fill(ANN, { Service: 'shop' });
    await until(() => office.said('a form was not drawn anew'), 'a line in the log');
    // It still has the environments of every service, so it can be sent all the same.
    const { errors } = await office.people.submit(ANN, { Environment: 'production', Version: '1.5.0' });
    expect(errors).toEqual({});
    expect(office.engine.calls).toMatchObject([{ intent: { service: 'shop', environment: 'production' } }]);
  });

  describe('that takes long', () => {
    async function slow() {
      await deployForm();
      await chosen(ANN, 'Service', 'shop');
      const waiting = Promise.withResolvers<void>();
      office.engine.before = () => waiting.promise;
      const { ack } = await office.people.submit(ANN, { Version: '1.5.0', Reason: 'Hot fix' });
      // Slack waits for three seconds.
      expect([ack.ms > 1_800, ack.ms < 3_000]).toEqual([true, true]);
      expect(formText()).toContain('Still working');
      return waiting;
    }

    test('says so in time, and then what came of it', async () => {
      (await slow()).resolve();
      await shows(/Release of shop 1\.5\.0 to production accepted/);
      expect(office.people.ephemerals(ANN)).toEqual([]);
    });

    test('comes back as it was filled in when it is refused', async () => {
      (await slow()).reject(problem('held'));
      await shows(/It was refused\. For a reason\./);
      await office.people.submit(ANN);
      expect(office.engine.calls.at(-1)).toMatchObject({ intent: { version: '1.5.0', reason: 'Hot fix' } });
    });

    test.each([
      ['done', () => undefined, 'accepted'],
      ['refused', () => problem('held'), 'It was refused.'],
    ])('is answered beside it when it was closed: %s', async (_, failure, text) => {
      const waiting = await slow();
      await office.people.closeForm(ANN);
      const error = failure();
      if (error === undefined) waiting.resolve();
      else waiting.reject(error);
      expect(await office.answer(ANN)).toContain(text);
    });
  });
});

describe('the private answer to a form', () => {
  test('goes to the channel of the service where it cannot be said where it was asked', async () => {
    await sentIn('C0ELSEWHERE');
    expect(await office.answer(ANN)).toContain('accepted');
    expect(office.people.ephemerals(ANN)[0]?.channel).toBe(CHANNEL);
  });

  test('goes to a direct message where it can be said nowhere else', async () => {
    await sentIn('C0ELSEWHERE', { error: 'user_not_in_channel', times: 2 });
    const [message] = await office.people.waitFor(
      (people) => (people.directMessages(ANN).length > 0 ? people.directMessages(ANN) : undefined),
      { what: 'a direct message' },
    );
    expect(message && office.people.textOf(message)).toContain('accepted');
  });

  test('is tried again while Slack is broken', async () => {
    await sentIn(CHANNEL, { status: 500 });
    expect(await office.answer(ANN)).toContain('accepted');
  });
});

/** A form that was opened in this channel; `fault` strikes the private answer. */
async function sentIn(channel: string, fault: object | null = null): Promise<void> {
  await opened();
  if (fault !== null) office.people.fault({ method: 'chat.postEphemeral', ...fault });
  const carried = carriedText('deploy', { by: ANN, channel, service: 'shop', environment: 'production' });
  await submitRaw(ANN, { callback_id: 'deploy', private_metadata: carried, state: { values: FILLED } });
}

const FILLED = {
  service: { service: { type: 'static_select', selected_option: { value: 'shop' } } },
  'environment shop': { environment: { type: 'static_select', selected_option: { value: 'production' } } },
  'version shop': { version: { type: 'external_select', selected_option: { value: '1.5.0' } } },
};

/** A signed payload of any shape. */
async function interaction(payload: object) {
  const common = { team: { id: 'T0SANDBOX' }, user: { id: ANN, team_id: 'T0SANDBOX' } };
  const body = new URLSearchParams({ payload: JSON.stringify({ ...common, ...payload }) }).toString();
  return await office.people.raw('application/x-www-form-urlencoded', body);
}

function submitRaw(user: string, differs: object) {
  const shown = { id: 'V1', hash: '1.a', type: 'modal', blocks: [], ...differs };
  return interaction({ type: 'view_submission', user: { id: user, team_id: 'T0SANDBOX' }, view: shown });
}

describe('/rollback alone', () => {
  async function rollbackForm(): Promise<void> {
    await opened();
    await office.people.slash(ANN, CHANNEL, '/rollback');
    await office.people.waitFor((people) => people.form(ANN), { what: 'the form' });
  }

  test('shows the plan of what is chosen, and does it at once when it is sent', async () => {
    await rollbackForm();
    await chosen(ANN, 'What goes back', 'shop in production: 1.5.0 → 1.4.2');
    expect(formText()).toMatch(/How: abort.*\n.*about 300 ms[\s\S]*Pressing Roll back does this at once/);
    const before = Date.now();
    const { failure, errors } = await office.people.submit(ANN, { Reason: 'errors' });
    expect({ failure, errors }).toEqual({ failure: null, errors: {} });
    const call = office.engine.calls.at(-1);
    if (call?.ask !== 'rollback') throw new Error('no rollback');
    expect(call.intent).toMatchObject({ by: { id: ANN }, service: 'shop', from: NEW_HASH, reason: 'errors' });
    expect(call.intent.pressedAt.getTime()).toBeGreaterThanOrEqual(before);
    expect(await office.answer(ANN)).toContain('Rollback of shop in production started');
  });

  test('asks Slack for nothing before the rollback', async () => {
    await rollbackForm();
    await chosen(ANN, 'What goes back', 'shop production');
    const before = office.people.calls().length;
    let asked: number | null = null;
    office.engine.before = () => {
      asked = office.people.calls().length - before;
      return Promise.resolve();
    };
    await office.people.submit(ANN);
    expect(asked).toBe(0);
    await office.answer(ANN);
  });

  test('is acknowledged within 1 s though the cluster has not answered', async () => {
    await rollbackForm();
    await chosen(ANN, 'What goes back', 'shop production');
    const slow = Promise.withResolvers<void>();
    office.engine.before = () => slow.promise;
    const { ack } = await office.people.submit(ANN);
    expect(ack.ms).toBeLessThan(1_500);
    expect(formText()).toContain('Still working');
    slow.resolve();
    await shows(/Rollback of shop in production started/);
  });

  test('says at its field what has changed since', async () => {
    await rollbackForm();
    await chosen(ANN, 'What goes back', 'shop production');
    office.engine.before = () => Promise.reject(problem('stale'));
    expect((await office.people.submit(ANN)).errors).toEqual({ way: expect.stringContaining('It was refused.') });
  });

  test('rolls nothing back that was not shown', async () => {
    await rollbackForm();
    office.people.fault({ method: 'views.update', status: 500 });
    await office.people.fill(ANN, { 'What goes back': 'shop production' });
    await office.people.submit(ANN);
    await shows(/How: abort/);
    expect(office.engine.calls.map(({ ask }) => ask)).toEqual(['plan', 'plan']);
  });

  test('works while Slack has not said yet who we are', async () => {
    office = await Office.closed({ groups: [] });
    const fault = office.people.fault({ method: 'auth.test', status: 503, times: 1_000 });
    const started = office.start();
    await office.people.waitFor(() => fault.struck() > 0 || undefined, { what: 'a question who we are' });
    office.people.connect(`${office.url}/slack/events`);
    const { release, service, environment, from } = plan();
    const way = { release, service, environment, from: from.hash };
    await submitRaw(ANN, {
      callback_id: 'rollback',
      private_metadata: carriedText('rollback', { by: ANN, channel: CHANNEL, way }),
      state: { values: { way: { way: { selected_option: { value: 'shop production' } } } } },
    });
    expect(office.engine.calls).toMatchObject([{ ask: 'rollback' }]);
    fault.clear();
    await started;
  });
});

describe('Reject with a reason…', () => {
  test('asks why, then rejects; the answer is private', async () => {
    await opened();
    await office.people.press(LEAD, posted('form.reject', REJECTION), { actionId: 'form.reject' });
    await shows(/Reject[\s\S]*1\.5\.0 is rolled back at once, 1\.4\.2 comes back[\s\S]*Why\?/, LEAD);
    expect(office.engine.calls).toEqual([]);
    await office.people.submit(LEAD, { 'Why?': 'too slow' });
    expect(await office.answer(LEAD)).toContain('Reject: accepted');
    expect(office.engine.calls).toMatchObject([
      { ask: 'press', intent: { offer: 'reject', basis: BASIS, reason: 'too slow', pressedAt: expect.any(Date) } },
    ]);
  });

  test('is not lost when the form cannot be opened: it says what to type', async () => {
    await opened();
    office.people.fault({ method: 'views.open', error: 'expired_trigger_id' });
    await office.people.press(LEAD, posted('form.reject', REJECTION), { actionId: 'form.reject' });
    expect(await office.answer(LEAD)).toMatch(/nothing was done.*\/deploy reject shop --env production --reason "…"/);
  });

  test('says so when there is nothing to reject any more', async () => {
    await opened();
    office.engine.all = [];
    await office.people.press(LEAD, posted('form.reject', REJECTION), { actionId: 'form.reject' });
    expect(await office.answer(LEAD)).toContain('There is no release');
    expect(formText(LEAD)).toBe('');
  });
});

describe('a shortcut', () => {
  test('on a message opens the form for the service that it names', async () => {
    await opened();
    const message = office.people.say(STRANGER, CHANNEL, 'is ghcr.io/acme/shop:1.5.0 good?');
    await office.people.shortcut(ANN, 'deploy_message', message);
    await shows(/Deploy/);
    await office.people.submit(ANN);
    expect(office.engine.calls).toMatchObject([{ intent: { service: 'shop', version: '1.5.0' } }]);
    expect(await office.answer(ANN)).toContain('accepted');
  });

  test('on a card of ours finds the service in its blocks', async () => {
    await opened();
    const card = { channel: CHANNEL, author: 'U0BOT', text: 'a card', threadTs: null };
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: '*shop* in *production*\n`1.5.0`' } }];
    await office.people.shortcut(ANN, 'deploy_message', office.workspace.workspace.messages.add({ ...card, blocks }));
    await shows(/Roll back instead…/);
    const before = office.people.form(ANN)?.hash;
    await office.people.pressInForm(ANN, 'Roll back instead…');
    await office.people.waitFor((people) => people.form(ANN)?.hash !== before || undefined, { what: 'the other form' });
    expect(formText()).toMatch(/Roll back shop in production[\s\S]*How: abort/);
  });

  test('says what to type where the form cannot be opened: beside the message, or in a direct message', async () => {
    await opened();
    office.people.fault({ method: 'views.open', error: 'expired_trigger_id', times: 2 });
    await office.people.shortcut(ANN, 'deploy_message', office.people.say(STRANGER, CHANNEL, 'shop 1.5.0'));
    expect(await office.answer(ANN)).toContain('/deploy shop 1.5.0');
    await office.people.shortcut(ANN, 'rollback');
    const [told] = await office.people.waitFor(
      (people) => (people.directMessages(ANN).length > 0 ? people.directMessages(ANN) : undefined),
      { what: 'a direct message' },
    );
    expect(told && office.people.textOf(told)).toContain('/rollback <service>');
  });

  test('that nobody knows is refused', async () => {
    await opened();
    await interaction({ type: 'shortcut', callback_id: 'explode', trigger_id: 'x', action_ts: '1' });
    await until(() => office.said('request refused'), 'a line in the log');
    expect(office.said('request refused')).toMatchObject({ what: 'shortcut explode', code: 'not-offered' });
  });
});

describe('a search', () => {
  test('finds services, versions and ways back', async () => {
    await deployForm();
    await chosen(ANN, 'Service', 'shop');
    const { options } = await office.people.suggest(ANN, 'form', 'Version', '');
    expect(options.map(({ label }) => label)).toEqual([
      '1.4.2 · runs now',
      '1.5.0 · released in staging',
      '1.4.9 · rolled back',
      '1.4.1 · revision 9',
    ]);
  });

  test.each([
    ['of another workspace', { team: { id: 'T0OTHER' }, user: { id: ANN, team_id: 'T0OTHER' } }],
    ['in no form', { view: undefined }],
    [
      'in a form that is not ours',
      { view: { id: 'V1', callback_id: 'x', private_metadata: '', state: { values: {} } } },
    ],
    ['for something that is no text', { value: { a: 1 } }],
  ])('%s finds nothing', async (_, differs) => {
    await opened();
    const shown = {
      id: 'V1',
      callback_id: 'deploy',
      private_metadata: carriedText('deploy', { by: ANN, channel: null, service: 'shop', environment: 'production' }),
      state: { values: {} },
    };
    const asked = {
      type: 'block_suggestion',
      action_id: 'version',
      block_id: 'b',
      value: '1',
      view: shown,
      ...differs,
    };
    const { ack } = await interaction(asked);
    expect(ack.status).toBe(200);
    expect(JSON.parse(ack.body)).toEqual({ options: [] });
  });
});

describe('a form that Slack would never send', () => {
  const carried = carriedText('deploy', { by: ANN, channel: null, service: 'shop', environment: 'production' });

  test.each<[string, object]>([
    ['of no name', { callback_id: '' }],
    ['of an unknown name', { callback_id: 'explode' }],
    ['of a name that is a number', { callback_id: 7 }],
    ['that carries nothing', { private_metadata: '' }],
    ['that carries an object', { private_metadata: {} }],
    ['that carries too much', { private_metadata: `{"a":"${'x'.repeat(4_000)}"}` }],
    ['of somebody else', { private_metadata: carried.replace(ANN, LEAD) }],
    ['without state', { state: undefined }],
    ['with a list for its state', { state: { values: [1] } }],
    ['with text for its state', { state: 'x' }],
    ['with a field that is text', { state: { values: { service: { service: 'shop' } } } }],
    ['with a field far too long', { state: { values: { reason: { reason: { value: 'x'.repeat(10_000) } } } } }],
    ['with a prototype for a field', { state: { values: { __proto__: { service: { value: 'x' } } } } }],
    ['without an id', { id: undefined }],
  ])('%s is refused with words, and nothing is done', async (_, differs) => {
    await opened();
    const sent = { callback_id: 'deploy', private_metadata: carried, state: { values: FILLED }, ...differs };
    const { ack } = await submitRaw(ANN, sent);
    expect(ack.body).not.toMatch(/node_modules|at .*\.ts:\d+/);
    expect(office.engine.calls).toEqual([]);
    if (ack.status === 200) expect(ack.body).toMatch(/cannot be used any more|is chosen/);
    expect((await office.people.slash(ANN, CHANNEL, '/deploy', 'help')).ack.status).toBe(200);
  });

  test('from another workspace is refused', async () => {
    await opened();
    const shown = { id: 'V1', callback_id: 'deploy', private_metadata: carried, state: { values: FILLED } };
    const away = { team: { id: 'T0OTHER' }, user: { id: ANN, team_id: 'T0OTHER' } };
    const { ack } = await interaction({ type: 'view_submission', view: shown, ...away });
    expect(ack.body).toContain('This workspace may not use Rollbridge');
    expect(office.engine.calls).toEqual([]);
  });

  test('that is pressed in says so in its place', async () => {
    await deployForm();
    const form = office.people.form(ANN);
    await interaction({
      type: 'block_actions',
      trigger_id: 'x',
      container: { type: 'view' },
      view: { id: form?.id, hash: form?.hash, callback_id: 'deploy', private_metadata: '{}', state: { values: {} } },
      actions: [{ type: 'static_select', action_id: 'service', block_id: 'service' }],
    });
    await shows(/cannot be used any more/);
  });
});

test('by sockets forms are opened, searched, refused at a field and sent the same way', async () => {
  office = await Office.closedWithSockets();
  office.engine.known = { 'shop production': KNOWN };
  await office.start();
  await office.people.waitFor((people) => people.sockets().length === 2 || undefined, { what: 'two sockets' });
  await office.people.slash(ANN, CHANNEL, '/deploy');
  await office.people.waitFor((people) => people.form(ANN), { what: 'the form' });
  await office.people.pick(ANN, 'Version', { typed: '1.5', option: '1.5.0 · released in staging' });
  office.engine.before = () => Promise.reject(problem('held'));
  expect((await office.people.submit(ANN)).errors).toEqual({ 'version shop': expect.stringContaining('refused') });
  office.engine.before = () => Promise.resolve();
  expect(await office.people.submit(ANN)).toMatchObject({ failure: null, errors: {} });
  expect(await office.answer(ANN)).toContain('accepted');
});

test('stopping waits for a form that is being handled', async () => {
  await deployForm();
  await chosen(ANN, 'Service', 'shop');
  const slow = Promise.withResolvers<void>();
  office.engine.before = () => slow.promise;
  const sending = office.people.submit(ANN, { Version: '1.5.0' });
  while (office.engine.calls.length === 0) await pause(5);
  const stopping = office.slack.stop();
  slow.resolve();
  await stopping;
  expect((await sending).failure).toBeNull();
  expect(await office.answer(ANN)).toContain('accepted');
});
