/** Forms, menus and Home tabs of a real Bolt app. */
import { afterEach, describe, expect, test } from '@jest/globals';
import type { App } from '@slack/bolt';
import type { Driver } from '../../../sandbox/slack/index.ts';
import { caller } from './caller.ts';
import { button, DANA, DEPLOYS, type Office, openOffice, section } from './office.ts';

let office: Office | undefined;
afterEach(async () => {
  await office?.close();
  office = undefined;
});

async function open(...parts: Parameters<typeof openOffice>): Promise<Driver> {
  office = await openOffice(...parts);
  return office.slack.driver;
}

const text = (words: string) => ({ type: 'plain_text' as const, text: words });
const option = (value: string) => ({ text: text(value), value });

const form = {
  type: 'modal' as const,
  callback_id: 'deploy',
  title: text('Deploy'),
  submit: text('Start'),
  blocks: [
    {
      type: 'input' as const,
      block_id: 'service',
      label: text('Service'),
      element: { type: 'external_select' as const, action_id: 'service' },
    },
    {
      type: 'input' as const,
      block_id: 'where',
      label: text('Where'),
      element: {
        type: 'static_select' as const,
        action_id: 'where',
        options: [option('staging'), option('production')],
        initial_option: option('staging'),
      },
    },
    {
      type: 'input' as const,
      block_id: 'why',
      label: text('Why'),
      element: { type: 'plain_text_input' as const, action_id: 'why' },
    },
  ],
};

/** `/deploy` opens the form; the reason decides what becomes of it. */
function asker(submitted: unknown[]): (app: App) => void {
  return (app) => {
    app.command('/deploy', async ({ ack, client, command }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: form });
    });
    app.options('service', async ({ ack, payload }) => {
      await ack({ options: [option(`${payload.value}-api`), option(`${payload.value}-web`)] });
    });
    app.view('deploy', async ({ ack, view }) => {
      submitted.push(view.state.values);
      const why = view.state.values.why?.why?.value;
      if (why === 'none') await ack({ response_action: 'errors', errors: { why: 'Say more' } });
      else if (why === 'twice') await ack({ response_action: 'update', view: { ...form, title: text('Again') } });
      else if (why === 'wrong') await ack({ response_action: 'errors', errors: { nowhere: 'x' } });
      else await ack();
    });
  };
}

async function opened(submitted: unknown[] = []): Promise<Driver> {
  const driver = await open(asker(submitted));
  await driver.slash(DANA, DEPLOYS, '/deploy');
  await driver.waitFor(() => driver.form(DANA), { what: 'the form' });
  return driver;
}

describe('a form', () => {
  test('opens for the person who asked, and tells the bot what was filled in', async () => {
    const submitted: unknown[] = [];
    const driver = await opened(submitted);
    const shown = driver.form(DANA);
    expect(shown && driver.textOf(shown)).toBe('Deploy\nService\nWhere\nWhy\nStart');
    const { failure, errors } = await driver.submit(DANA, { Service: 'shop-api', where: 'production', Why: 'fix' });
    expect({ failure, errors, form: driver.form(DANA) }).toEqual({ failure: null, errors: {}, form: undefined });
    expect(submitted).toMatchObject([
      {
        service: { service: { type: 'external_select', selected_option: { value: 'shop-api' } } },
        where: { where: { selected_option: { value: 'production' } } },
        why: { why: { type: 'plain_text_input', value: 'fix' } },
      },
    ]);
  });
  test('keeps what was chosen at first unless somebody changes it', async () => {
    const submitted: unknown[] = [];
    const driver = await opened(submitted);
    await driver.submit(DANA, { Why: 'fix' });
    expect(submitted).toMatchObject([{ where: { where: { selected_option: { value: 'staging' } } } }]);
  });
  test('stays open with what is wrong at a field', async () => {
    const driver = await opened();
    const { errors } = await driver.submit(DANA, { Why: 'none' });
    expect(errors).toEqual({ why: 'Say more' });
    expect(driver.form(DANA)).toBeDefined();
  });
  test('may become another one', async () => {
    const driver = await opened();
    await driver.submit(DANA, { Why: 'twice' });
    expect(driver.form(DANA)).toMatchObject({ title: { text: 'Again' } });
  });
  test('fails visibly when the bot finds fault with a field that is not there', async () => {
    const driver = await opened();
    expect((await driver.submit(DANA, { Why: 'wrong' })).failure).toBe('invalid_response_errors');
  });
  test('that is closed is gone, and the bot is told if it asked to be', async () => {
    const closed: string[] = [];
    const driver = await open((app) => {
      app.command('/deploy', async ({ ack, client, command }) => {
        await ack();
        const view = { ...form, notify_on_close: command.text === 'tell' };
        await client.views.open({ trigger_id: command.trigger_id, view });
      });
      app.view({ callback_id: 'deploy', type: 'view_closed' }, async ({ ack, body }) => {
        closed.push(body.user.id);
        await ack();
      });
    });
    for (const words of ['hush', 'tell']) {
      await driver.slash(DANA, DEPLOYS, '/deploy', words);
      await driver.waitFor(() => driver.form(DANA), { what: 'the form' });
      await driver.closeForm(DANA);
      expect(driver.form(DANA)).toBeUndefined();
    }
    expect(closed).toEqual([DANA]);
  });
  test('has only the fields and options that it shows', async () => {
    const driver = await opened();
    expect(() => driver.submit(DANA, { When: 'now' })).toThrow('No field "When"; there is: Service, Where, Why');
    expect(() => driver.submit(DANA, { Where: 'moon' })).toThrow('No option "moon"; there is: staging, production');
  });
  test('asks the bot for the options of a menu', async () => {
    const driver = await opened();
    const { options } = await driver.suggest(DANA, 'form', 'Service', 'shop');
    expect(options.map(({ value }) => value)).toEqual(['shop-api', 'shop-web']);
  });
});

describe('what is entered', () => {
  const dispatching = (block: object) => ({ ...block, dispatch_action: true });
  const [service, where, why] = form.blocks;
  const watched = { ...form, blocks: [dispatching(service ?? {}), where, why] };

  /** Tells what it hears, and draws the form anew with another second field. */
  function redrawer(heard: unknown[]): (app: App) => void {
    return (app) => {
      app.command('/deploy', async ({ ack, client, command }) => {
        await ack();
        await client.views.open({ trigger_id: command.trigger_id, view: watched as typeof form });
      });
      app.options('service', async ({ ack, payload, body }) => {
        heard.push(body.view?.state);
        await ack({ options: [option(`${payload.value}-api`)] });
      });
      app.action('service', async ({ ack, body, client }) => {
        if (body.type !== 'block_actions' || !body.view) throw new Error('not in a form');
        heard.push(body.view.state.values);
        await ack();
        const blocks = [watched.blocks[0], { ...where, block_id: 'elsewhere' }, why];
        await client.views.update({
          view_id: body.view.id,
          hash: body.view.hash,
          view: { ...watched, blocks } as typeof form,
        });
      });
      app.view('deploy', async ({ ack, view }) => {
        heard.push(view.state.values);
        await ack();
      });
    };
  }

  test('is told to the bot where it asked to hear of it, and stays when the form is drawn anew', async () => {
    const heard: unknown[] = [];
    const driver = await open(redrawer(heard));
    await driver.slash(DANA, DEPLOYS, '/deploy');
    const first = await driver.waitFor(() => driver.form(DANA), { what: 'the form' });
    await driver.fill(DANA, { Why: 'fix', Where: 'production' });
    expect(heard).toEqual([]);
    await driver.pick(DANA, 'Service', { typed: 'shop', option: 'shop-api' });
    await driver.waitFor(() => driver.form(DANA)?.hash !== first.hash || undefined, { what: 'another drawing' });
    await driver.submit(DANA);
    const entered = { service: { selected_option: { value: 'shop-api' } } };
    expect(heard).toMatchObject([
      { values: {} },
      {
        service: entered,
        where: { where: { selected_option: { value: 'production' } } },
        why: { why: { value: 'fix' } },
      },
      {
        service: entered,
        elsewhere: { where: { selected_option: { value: 'staging' } } },
        why: { why: { value: 'fix' } },
      },
    ]);
  });

  test('is nothing that is not offered', async () => {
    const driver = await open(redrawer([]));
    await driver.slash(DANA, DEPLOYS, '/deploy');
    await driver.waitFor(() => driver.form(DANA), { what: 'the form' });
    const pick = driver.pick(DANA, 'Service', { typed: 'shop', option: 'cart' });
    await expect(pick).rejects.toThrow('No option "cart"; there is: shop-api');
    await expect(driver.fill(DANA, { When: 'now' })).rejects.toThrow('No field "When"');
  });
});

describe('a shortcut', () => {
  const listener = (heard: unknown[]) => (app: App) =>
    app.shortcut(/.*/, async ({ ack, shortcut, client, respond }) => {
      heard.push(shortcut);
      await ack();
      await client.views.open({ trigger_id: shortcut.trigger_id, view: form });
      if (shortcut.type === 'message_action') await respond('opened');
    });

  test('on a message brings the message, its place, and an address for a private answer', async () => {
    const heard: unknown[] = [];
    const driver = await open(listener(heard));
    const message = driver.say(DANA, DEPLOYS, 'shop is slow');
    await driver.shortcut(DANA, 'deploy', message);
    await driver.waitFor(() => driver.form(DANA) && driver.ephemerals(DANA)[0], { what: 'the form and the answer' });
    expect(heard).toMatchObject([
      {
        type: 'message_action',
        callback_id: 'deploy',
        message: { text: 'shop is slow', ts: message.ts },
        channel: { id: DEPLOYS },
        user: { id: DANA },
      },
    ]);
  });

  test('from anywhere brings neither', async () => {
    const heard: object[] = [];
    const driver = await open(listener(heard));
    await driver.shortcut(DANA, 'deploy');
    await driver.waitFor(() => driver.form(DANA), { what: 'the form' });
    expect(heard).toMatchObject([{ type: 'shortcut', callback_id: 'deploy', user: { id: DANA } }]);
    expect(Object.keys(heard[0] ?? {})).not.toEqual(expect.arrayContaining(['response_url']));
  });

  test('is there only if the manifest has it', async () => {
    const features = { shortcuts: [{ type: 'global', callback_id: 'deploy' }] };
    const driver = await open(listener([]), {
      manifest: { features, oauth_config: { scopes: { bot: ['commands'] } } },
    });
    const message = driver.say(DANA, DEPLOYS, 'shop is slow');
    expect(() => driver.shortcut(DANA, 'deploy', message)).toThrow('no shortcut "message deploy"');
    expect((await driver.shortcut(DANA, 'deploy')).failure).toBeNull();
  });
});

describe('a trigger', () => {
  test('opens one form, within three seconds, and only if Slack issued it', async () => {
    const clock = { now: Date.now() };
    const triggers: string[] = [];
    const keep = (app: App) =>
      app.command('/deploy', async ({ ack, command }) => {
        triggers.push(command.trigger_id);
        await ack();
      });
    const driver = await open(keep, { now: () => clock.now });
    await driver.slash(DANA, DEPLOYS, '/deploy');
    await driver.slash(DANA, DEPLOYS, '/deploy');
    const call = office && caller(office.slack);
    const use = async (trigger_id = '') => (await call?.('views.open', { trigger_id, view: { ...form } }))?.error;
    clock.now += 3000;
    expect(await use(triggers[0])).toBeUndefined();
    expect(await use(triggers[0])).toBe('exchanged_trigger_id');
    expect(await use('made.up')).toBe('invalid_trigger_id');
    clock.now += 1;
    expect(await use(triggers[1])).toBe('expired_trigger_id');
  });
});

describe('views', () => {
  test('are updated by id, and not over somebody else’s update', async () => {
    const driver = await opened();
    const call = caller((office as Office).slack);
    const old = driver.form(DANA);
    const update = (more: object) => call('views.update', { view_id: old?.id, view: form, ...more });
    expect(await update({ hash: old?.hash })).toMatchObject({ ok: true, view: { id: old?.id } });
    expect(await update({ hash: old?.hash })).toMatchObject({ error: 'hash_conflict' });
    expect(await update({})).toMatchObject({ ok: true });
    expect(await update({ view_id: 'V0NONE' })).toMatchObject({ error: 'not_found' });
  });
  test('that are wrong are refused in the words of Slack', async () => {
    await opened();
    const call = caller((office as Office).slack);
    expect(await call('views.open', { trigger_id: 'x', view: { ...form, title: text('x'.repeat(25)) } })).toEqual({
      ok: false,
      error: 'invalid_arguments',
      response_metadata: { messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'] },
    });
  });
  test('of Home tabs appear when somebody opens them', async () => {
    const driver = await open((app) =>
      app.event('app_home_opened', async ({ event, client }) => {
        await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: [section('Welcome')] } });
      }),
    );
    await driver.openHome(DANA);
    const home = await driver.waitFor(() => driver.home(DANA), { what: 'the Home tab' });
    expect(driver.textOf(home)).toBe('Welcome');
  });
});

describe('a menu in a message', () => {
  test('tells the bot what was chosen', async () => {
    const actions: unknown[] = [];
    const driver = await open((app) => {
      app.action('more', async ({ ack, action }) => {
        actions.push(action);
        await ack();
      });
    });
    const more = { type: 'overflow', action_id: 'more', options: [option('why'), option('hold')] };
    await caller((office as Office).slack)('chat.postMessage', {
      channel: DEPLOYS,
      text: 'card',
      blocks: [
        {
          type: 'actions',
          elements: [
            button('Abort', {
              confirm: { title: text('Sure?'), text: text('It ends'), confirm: text('Yes'), deny: text('No') },
            }),
            more,
          ],
        },
      ],
    });
    const [card] = driver.messages(DEPLOYS, { as: DANA });
    if (!card) throw new Error('no card');
    await driver.choose(DANA, card, { actionId: 'more' }, 'hold');
    expect(actions).toMatchObject([{ type: 'overflow', action_id: 'more', selected_option: { value: 'hold' } }]);
    expect(driver.confirmOf(card, 'Abort')).toEqual({ title: 'Sure?', text: 'It ends', confirm: 'Yes', deny: 'No' });
    expect(driver.labels(card)).toEqual(['Abort']);
  });
});
