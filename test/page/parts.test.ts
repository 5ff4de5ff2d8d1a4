/** The page in a browser, in front of a workspace with a small bot of its own. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { App } from '@slack/bolt';
import type { Page as Window } from 'playwright-core';
import { button, DANA, DEPLOYS, ROBIN, section } from '../sandbox/slack/office.ts';
import { chromiumPath, SKIPPED } from './browser.ts';
import { composer, SmallBotPage, send } from './small-bot.ts';

const chromium = chromiumPath();
const plain = (text: string) => ({ type: 'plain_text' as const, text });
const input = (id: string, label: string, more: object = {}) => ({
  type: 'input' as const,
  block_id: id,
  label: plain(label),
  element: { type: 'plain_text_input' as const, action_id: 'it' },
  ...more,
});
const modal = (title: string, blocks: readonly object[], submit = 'Send') => {
  return { type: 'modal' as const, title: plain(title), submit: plain(submit), blocks: blocks as never[] };
};
const fruits = { type: 'external_select', action_id: 'fruit', min_query_length: 0, placeholder: plain('Which?') };

let heard: string[] = [];

/** A bot that asks for a name until it gets a long one, and then for a fruit. */
function listeners(app: App): void {
  app.command('/form', async ({ ack, client, body }) => {
    await ack();
    await client.views.open({
      trigger_id: body.trigger_id,
      view: { ...modal('Name', [input('name', 'Your name')]), callback_id: 'name' },
    });
  });
  app.view('name', ({ ack, view }) => {
    const name = view.state.values.name?.it?.value ?? '';
    if (name.length < 3) return ack({ response_action: 'errors', errors: { name: 'That is too short.' } });
    const next = { ...modal('Fruit', [input('fruit', 'Fruit', { element: fruits })]), callback_id: 'fruit' };
    return ack({ response_action: 'push', view: next });
  });
  app.options('fruit', async ({ ack, payload }) => {
    const all = ['Apple', 'Banana', 'Cherry'].filter((each) => each.toLowerCase().includes(payload.value));
    await ack({ options: all.map((each) => ({ text: plain(each), value: each.toLowerCase() })) });
  });
  app.view('fruit', async ({ ack, view }) => {
    heard.push(`fruit ${view.state.values.fruit?.fruit?.selected_option?.value}`);
    await ack({ response_action: 'clear' });
  });
  app.action('go', async ({ ack, body }) => {
    heard.push(`go ${body.user.id}`);
    await ack();
  });
  app.command('/mute', () => new Promise(() => {}));
}

const MANIFEST = {
  features: {
    slash_commands: ['/form', '/mute'].map((command) => ({ command, description: 'A test', usage_hint: '' })),
  },
  oauth_config: { scopes: { bot: ['chat:write', 'commands'] } },
};

describe(chromium === null ? SKIPPED : 'the page', () => {
  if (chromium === null) {
    test.skip('in Chromium', () => {});
    return;
  }
  const bot = new SmallBotPage(chromium, { listeners, manifest: MANIFEST });
  beforeEach(() => {
    heard = [];
  });
  const dialog = (window: Window) => window.getByRole('dialog');

  test('a form shows what is wrong with a field, keeps what was entered, pushes another, and searches at the bot', async () => {
    const window = await bot.open();
    await send(window, '/form');
    await dialog(window).getByRole('button', { name: 'Send' }).click();
    await dialog(window).getByText('Please complete this required field.').waitFor();
    await dialog(window).getByRole('textbox', { name: 'Your name' }).fill('Al');
    await dialog(window).getByRole('button', { name: 'Send' }).click();
    await dialog(window).getByText('That is too short.').waitFor();
    expect(await dialog(window).getByRole('textbox').inputValue()).toBe('Al');

    await dialog(window).getByRole('textbox').fill('Alma');
    await dialog(window).getByRole('button', { name: 'Send' }).click();
    await dialog(window).getByRole('heading', { name: 'Fruit' }).waitFor();
    await dialog(window).getByRole('combobox', { name: 'Fruit' }).pressSequentially('an');
    await dialog(window).getByRole('option', { name: 'Banana' }).waitFor();
    expect(await dialog(window).getByRole('option').count()).toBe(1);
    await dialog(window).getByRole('combobox').press('Enter');
    await dialog(window).getByRole('button', { name: 'Send' }).click();
    await dialog(window).waitFor({ state: 'detached' });
    expect(heard).toEqual(['fruit banana']);
  });

  test('a question is asked before a press goes out, and "no" sends nothing', async () => {
    const confirm = {
      title: plain('Really?'),
      text: plain('It cannot be undone.'),
      confirm: plain('Do it'),
      deny: plain('Leave it'),
    };
    await bot.post({ blocks: [{ type: 'actions', elements: [button('Go', { confirm })] }] });
    const window = await bot.open();
    await window.getByRole('button', { name: 'Go' }).click();
    await window.getByRole('alertdialog', { name: 'Really?' }).getByRole('button', { name: 'Leave it' }).click();
    await window.getByRole('button', { name: 'Go' }).click();
    expect(heard).toEqual([]);
    await window.getByRole('button', { name: 'Do it' }).click();
    await bot.slack.driver.waitFor(() => heard.length > 0, { what: 'the press' });
    expect(heard).toEqual([`go ${DANA}`]);
  });

  test('a question stays while its message changes, and the answer goes out with what was shown when it was asked', async () => {
    const confirm = { title: plain('Really?'), text: plain('Once more.'), confirm: plain('Do it'), deny: plain('No') };
    const { ts } = await bot.post({ blocks: [{ type: 'actions', elements: [button('Go', { confirm })] }] });
    const window = await bot.open();
    await window.getByRole('button', { name: 'Go' }).click();
    await bot.call('chat.update', { ts, text: 'x', blocks: [section('too late')] });
    await window.getByText('too late').waitFor();
    await window.getByRole('button', { name: 'Do it' }).click();
    await bot.slack.driver.waitFor(() => heard.length > 0, { what: 'the press' });
    expect(heard).toEqual([`go ${DANA}`]);
  });

  test('a bot that does not answer in time is seen to fail', async () => {
    const window = await bot.open();
    await send(window, '/mute');
    await window.getByText('/mute failed with the error').waitFor();
    await window.getByText('only visible to you').waitFor();
  });

  test('two windows are two persons at once: what one says the other reads, private answers stay private', async () => {
    const [dana, robin] = [await bot.open('dana'), await bot.open('robin', { channel: 'vault' })];
    await send(dana, 'Hello @robin');
    await robin.getByRole('button', { name: 'deploys 1 for you' }).click();
    await robin.getByText('Hello @robin').waitFor();
    await robin.getByRole('button', { name: 'deploys', exact: true }).waitFor();
    await bot.call('chat.postEphemeral', { user: ROBIN, text: 'for robin alone' });
    await robin.getByText('for robin alone').waitFor();
    expect(await dana.getByText('for robin alone').count()).toBe(0);
    expect(await dana.getByRole('button', { name: /vault/ }).count()).toBe(0);
  });

  test('a message changes in place: the same element, and nobody who reads further up is moved', async () => {
    const { ts } = await bot.post({ blocks: [section('at first')] });
    for (let count = 0; count < 30; count += 1) bot.slack.driver.say(ROBIN, DEPLOYS, `line ${count}`);
    const window = await bot.open();
    const list = window.getByRole('log');
    await list.getByText('line 29').waitFor();
    await window.evaluate(`${LIST}.scrollTop = 200`);
    const card = window.locator(`[data-ts="${String(ts)}"]`);
    await window.evaluate(`${LIST}.querySelector('[data-ts="${String(ts)}"]').dataset.same = 'yes'`);
    await bot.call('chat.update', { ts, text: 'x', blocks: [section('and then')] });
    bot.slack.driver.say(ROBIN, DEPLOYS, 'one more');
    await list.getByText('one more').waitFor();
    await card.getByText('and then').waitFor();
    expect(await card.getAttribute('data-same')).toBe('yes');
    expect(await window.evaluate(`${LIST}.scrollTop`)).toBe(200);
  });

  test('every common block is drawn, and one that is not known is said openly', async () => {
    const { workspace } = bot.slack;
    workspace.messages.add({ channel: DEPLOYS, author: workspace.seed.bot.userId, text: 'x', blocks: gallery });
    workspace.changed();
    const window = await bot.open();
    await window.getByRole('heading', { name: 'A heading' }).waitFor();
    await window.getByText('This page does not draw the block hologram').waitFor();
    expect(await window.getByText(/does not draw/).count()).toBe(1);
    expect(await window.getByRole('columnheader').allInnerTexts()).toEqual(['Pod', 'Ready']);
    expect(await window.getByRole('checkbox').count()).toBe(2);
    expect(await window.getByRole('radio').count()).toBe(2);
    expect(await window.getByRole('link', { name: 'a page' }).getAttribute('href')).toBe('https://x.example');
    await window.getByRole('button', { name: 'More actions' }).click();
    await window.getByRole('menuitem', { name: 'First' }).waitFor();
  });

  test('it is dark where the system is dark, and the other way on request', async () => {
    const window = await bot.open('dana', { colorScheme: 'dark' });
    const ground = () => window.evaluate('getComputedStyle(document.body).backgroundColor');
    await composer(window).waitFor();
    const dark = await ground();
    await window.getByRole('button', { name: 'Light colours' }).click();
    await window.getByRole('button', { name: 'Dark colours' }).waitFor();
    expect(dark).not.toBe(await ground());
  });

  test('390 px are enough: nothing sticks out, channels are behind a button, a thread fills the page', async () => {
    const { ts } = await bot.post({ blocks: gallery.filter(({ type }) => type !== 'hologram') });
    bot.slack.driver.say(ROBIN, DEPLOYS, 'a reply', String(ts));
    const window = await bot.open('dana', { viewport: { width: 390, height: 800 } });
    await window.getByRole('button', { name: /1 reply/ }).click();
    await window.getByRole('complementary', { name: 'Thread' }).getByText('a reply').waitFor();
    await window.getByRole('button', { name: 'Close the thread' }).click();
    expect(await window.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await window.getByRole('button', { name: 'Channels' }).click();
    await window.getByRole('button', { name: 'lobby' }).click();
    await window.getByRole('heading', { name: '#lobby' }).waitFor();
  });

  test('behind the scenes every request is listed with its payload, and faults can be switched on', async () => {
    const window = await bot.open();
    await window.getByRole('button', { name: 'Behind the scenes' }).click();
    await bot.post({ text: 'a card for the list' });
    await window.getByRole('button', { name: /chat\.postMessage #deploys/ }).click();
    await window.getByText('"text": "a card for the list"').first().waitFor();
    await window.getByRole('tab', { name: 'Faults' }).click();
    await window.getByRole('switch', { name: /Rate limit/ }).click();
    await window.getByRole('switch', { name: /Rate limit/, checked: true }).waitFor();
    expect(await bot.post({ text: 'x' })).toMatchObject({ ok: false, error: 'ratelimited' });
    await window.getByRole('switch', { name: /Rate limit/ }).click();
    await window.getByRole('switch', { name: /Rate limit/, checked: false }).waitFor();
    expect(await bot.post({ text: 'x' })).toMatchObject({ ok: true });
  });
});

const LIST = "document.querySelector('[role=log]')";

const options = ['First', 'Second'].map((label) => ({ text: plain(label), value: label.toLowerCase() }));
const cell = (text: string) => ({ type: 'raw_text', text });
const gallery = [
  { type: 'header', block_id: 'b1', text: plain('A heading') },
  { type: 'section', block_id: 'b2', text: { type: 'mrkdwn', text: '*Bold* and <https://x.example|a page> :rocket:' } },
  { type: 'section', block_id: 'b3', fields: [plain('left'), plain('right')] },
  { type: 'divider', block_id: 'b4' },
  {
    type: 'context',
    block_id: 'b5',
    elements: [{ type: 'mrkdwn', text: '<!date^1767225600^{date_num} {time}|then>' }],
  },
  {
    type: 'rich_text',
    block_id: 'b6',
    elements: [
      { type: 'rich_text_section', elements: [{ type: 'text', text: 'said', style: { bold: true } }] },
      {
        type: 'rich_text_list',
        style: 'bullet',
        elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'one' }] }],
      },
    ],
  },
  { type: 'table', block_id: 'b7', rows: [['Pod', 'Ready'].map(cell), ['shop-1', 'yes'].map(cell)] },
  { type: 'markdown', block_id: 'b8', text: '## Notes\n\n- **first**\n- second' },
  {
    type: 'actions',
    block_id: 'b9',
    elements: [
      button('Go'),
      { type: 'overflow', action_id: 'more', options },
      { type: 'static_select', action_id: 'one', placeholder: plain('One of them'), options },
      { type: 'multi_users_select', action_id: 'who', placeholder: plain('People') },
      { type: 'datepicker', action_id: 'day', initial_date: '2026-01-09' },
      { type: 'checkboxes', action_id: 'boxes', options },
      { type: 'radio_buttons', action_id: 'radios', options },
    ],
  },
  { type: 'hologram', block_id: 'b10' },
];
