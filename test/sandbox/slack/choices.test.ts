/** What the bot is told of what people chose and of their reactions. */
import { afterEach, describe, expect, test } from '@jest/globals';
import type { App } from '@slack/bolt';
import { withoutReaction, withReaction } from '../../../sandbox/slack/reactions.ts';
import { DANA, DEPLOYS, LOBBY, type Office, openOffice, ROBIN } from './office.ts';

let office: Office | undefined;
afterEach(async () => {
  await office?.close();
  office = undefined;
});

const text = (words: string) => ({ type: 'plain_text' as const, text: words });
const option = (value: string, words = value) => ({ text: text(words), value });

const form = {
  type: 'modal' as const,
  callback_id: 'form',
  title: text('Form'),
  submit: text('Send'),
  blocks: [
    {
      type: 'actions' as const,
      block_id: 'row',
      elements: [
        {
          type: 'static_select' as const,
          action_id: 'where',
          placeholder: text('Where'),
          options: [option('eu'), option('us')],
        },
        { type: 'datepicker' as const, action_id: 'day' },
      ],
    },
    {
      type: 'input' as const,
      block_id: 'service',
      label: text('Service'),
      element: { type: 'external_select' as const, action_id: 'service', min_query_length: 0 },
    },
  ],
};

function asker(heard: unknown[]): (app: App) => void {
  return (app) => {
    app.command('/form', async ({ ack, client, command }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: form });
    });
    app.action(/where|day/, async ({ ack, action }) => {
      heard.push(action);
      await ack();
    });
    app.options('service', ({ ack }) => ack({ options: [option('svc-1', 'The shop'), option('svc-2', 'The search')] }));
    app.view('form', async ({ ack, view }) => {
      heard.push(view.state.values);
      await ack();
    });
  };
}

describe('a submitted form', () => {
  test('brings what was chosen in a row of controls, each for itself', async () => {
    const heard: unknown[] = [];
    office = await openOffice(asker(heard));
    const { driver } = office.slack;
    await driver.slash(DANA, DEPLOYS, '/form');
    await driver.waitFor(() => driver.form(DANA), { what: 'the form' });
    await driver.pressInForm(DANA, { actionId: 'where' }, 'us');
    await driver.submit(DANA, { service: 'svc-3' });
    expect(heard).toMatchObject([
      { action_id: 'where', selected_option: { value: 'us' } },
      {
        row: { where: { selected_option: option('us') }, day: { type: 'datepicker', selected_date: null } },
        service: { service: { selected_option: { value: 'svc-3' } } },
      },
    ]);
  });

  test('brings an option as the bot has offered it, words and all', async () => {
    const heard: unknown[] = [];
    office = await openOffice(asker(heard));
    const { driver } = office.slack;
    await driver.slash(DANA, DEPLOYS, '/form');
    await driver.waitFor(() => driver.form(DANA), { what: 'the form' });
    await driver.suggest(DANA, 'form', { actionId: 'service' }, '');
    await driver.submit(DANA, { service: 'svc-2' });
    expect(heard).toMatchObject([{ service: { service: { selected_option: option('svc-2', 'The search') } } }]);
  });
});

describe('reactions', () => {
  test('keep their order, and nobody counts twice', () => {
    const first = withReaction(withReaction([], 'eyes', DANA), 'tada', ROBIN);
    const both = withReaction(withReaction(first, 'eyes', ROBIN), 'eyes', ROBIN);
    expect(both).toEqual([
      { name: 'eyes', users: [DANA, ROBIN] },
      { name: 'tada', users: [ROBIN] },
    ]);
    expect(withoutReaction(both, 'tada', ROBIN)).toEqual([{ name: 'eyes', users: [DANA, ROBIN] }]);
    expect(withoutReaction(both, 'eyes', 'U0NOBODY')).toEqual(both);
  });

  const listening = (heard: unknown[]) => (app: App) => {
    app.event('reaction_added', async ({ event }) => void heard.push(event));
    app.event('reaction_removed', async ({ event }) => void heard.push(event));
  };
  const manifest = (...bot_events: readonly string[]) => ({
    oauth_config: { scopes: { bot: ['chat:write', 'reactions:read'] } },
    settings: { event_subscriptions: { bot_events } },
  });

  test('are told to a bot that asked for them, where it is', async () => {
    const heard: unknown[] = [];
    office = await openOffice(listening(heard), { manifest: manifest('reaction_added', 'reaction_removed') });
    const { driver } = office.slack;
    const [here, elsewhere] = [driver.say(ROBIN, DEPLOYS, 'hello'), driver.say(DANA, LOBBY, 'hello')];
    await driver.react(DANA, here, { name: 'eyes', on: true });
    await driver.react(DANA, here, { name: 'eyes', on: false });
    expect(await driver.react(DANA, elsewhere, { name: 'eyes', on: true })).toBeUndefined();
    const item = { type: 'message', channel: DEPLOYS, ts: here.ts };
    expect(heard).toMatchObject([
      { type: 'reaction_added', user: DANA, reaction: 'eyes', item_user: ROBIN, item },
      { type: 'reaction_removed', user: DANA, reaction: 'eyes', item_user: ROBIN, item },
    ]);
  });

  test('are not told to one that asked without the scope', async () => {
    const events = { settings: { event_subscriptions: { bot_events: ['reaction_added'] } } };
    const without = { ...events, oauth_config: { scopes: { bot: ['chat:write'] } } };
    office = await openOffice(() => {}, { manifest: without });
    const { driver } = office.slack;
    const message = driver.say(DANA, DEPLOYS, 'hello');
    expect(await driver.react(ROBIN, message, { name: '+1', on: true })).toBeUndefined();
  });

  test('are not told to one that did not ask', async () => {
    office = await openOffice(() => {}, { manifest: manifest('reaction_removed') });
    const { driver } = office.slack;
    const message = driver.say(DANA, DEPLOYS, 'hello');
    expect(await driver.react(ROBIN, message, { name: '+1', on: true })).toBeUndefined();
    expect(driver.messages(DEPLOYS, { as: DANA }).at(-1)?.reactions).toEqual([{ name: '+1', users: [ROBIN] }]);
  });
});
