/** How the page behaves to hands and eyes: keys and focus, contrast, long texts, reactions, what a form hands on. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { App } from '@slack/bolt';
import { button, DEPLOYS, ROBIN, section } from '../sandbox/slack/office.ts';
import { chromiumPath, SKIPPED } from './browser.ts';
import { contrastOf } from './contrast.ts';
import { SmallBotPage, send } from './small-bot.ts';

const chromium = chromiumPath();
const plain = (text: string) => ({ type: 'plain_text' as const, text });
const MANIFEST = {
  features: { slash_commands: [{ command: '/form', description: 'A test', usage_hint: '' }] },
  oauth_config: { scopes: { bot: ['chat:write', 'commands'] } },
};
const FORM = {
  type: 'modal' as const,
  callback_id: 'form',
  title: plain('Where'),
  submit: plain('Send'),
  blocks: [
    {
      type: 'actions' as const,
      block_id: 'row',
      elements: [
        {
          type: 'static_select' as const,
          action_id: 'region',
          placeholder: plain('Region'),
          options: ['Europe', 'America'].map((label) => ({ text: plain(label), value: label.toLowerCase() })),
        },
      ],
    },
    {
      type: 'input' as const,
      block_id: 'why',
      label: plain('Why'),
      element: { type: 'plain_text_input' as const, action_id: 'why' },
    },
  ],
};

let heard: unknown[] = [];

function listeners(app: App): void {
  app.command('/form', async ({ ack, client, body }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: FORM });
  });
  app.action('region', ({ ack }) => ack());
  app.action('go', async ({ ack, client, body }) => {
    await ack();
    if (!('message' in body) || body.message === undefined) return;
    const { ts } = body.message;
    await client.chat.update({ channel: DEPLOYS, ts: String(ts), text: 'x', blocks: [section('It is done')] });
  });
  app.view('form', async ({ ack, view }) => {
    heard.push(view.state.values.row?.region?.selected_option?.value);
    await ack();
  });
}

describe(chromium === null ? SKIPPED : 'the page', () => {
  if (chromium === null) {
    test.skip('in Chromium', () => {});
    return;
  }
  const bot = new SmallBotPage(chromium, { listeners, manifest: MANIFEST });
  beforeEach(() => {
    heard = [];
  });

  test('a form begins at its first field, hands on what was chosen in a row of controls, and gives the focus back', async () => {
    const window = await bot.open();
    await send(window, '/form');
    const form = window.getByRole('dialog', { name: 'Where' });
    await form.getByRole('combobox', { name: 'Region' }).click();
    await window.keyboard.press('ArrowDown');
    await window.keyboard.press('Enter');
    await form.getByRole('textbox', { name: 'Why' }).fill('Because');
    await form.getByRole('textbox', { name: 'Why' }).press('Enter');
    await form.waitFor({ state: 'detached' });
    expect(heard).toEqual(['america']);
    await window.locator('textarea:focus').waitFor();
  });

  test('Escape closes what is open, one after the other, and the focus goes back to where it came from', async () => {
    const { ts } = await bot.post({ text: 'a card' });
    bot.slack.driver.say(ROBIN, DEPLOYS, 'a reply', String(ts));
    const window = await bot.open();
    await window.getByRole('button', { name: /1 reply/ }).press('Enter');
    const thread = window.getByRole('complementary', { name: 'Thread' });
    await thread.getByRole('combobox').fill('@ro');
    await thread.getByRole('option').first().waitFor();
    await window.keyboard.press('Escape');
    await thread.getByRole('option').first().waitFor({ state: 'detached' });
    await window.keyboard.press('Escape');
    await thread.waitFor({ state: 'detached' });
    await window.locator('.replies:focus').waitFor();
    const me = window.getByRole('button', { name: /switch to another person/ });
    await me.press('Enter');
    await window.keyboard.press('Escape');
    await window.locator('.me:focus').waitFor();
    await window.getByRole('button', { name: /Behind/ }).press('Enter');
    await window
      .getByRole('region', { name: 'Behind the scenes' })
      .getByRole('button', { name: 'Close' })
      .press('Enter');
    await window.locator('.top-bar button:focus', { hasText: 'Behind' }).waitFor();
  });

  test('a button that was pressed and is gone leaves the focus to its message', async () => {
    await bot.post({ blocks: [{ type: 'actions', elements: [button('Go')] }] });
    const window = await bot.open();
    await window.getByRole('button', { name: 'Go', exact: true }).press('Enter');
    await window.getByText('It is done').waitFor();
    await window.locator('article:focus', { hasText: 'It is done' }).waitFor();
  });

  test('a button whose bot does not answer in time says so beside it, and can be pressed again', async () => {
    await bot.post({ blocks: [{ type: 'actions', elements: [button('Wait')] }] });
    const window = await bot.open();
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    bot.slack.driver.connect(`http://127.0.0.1:${(silent.address() as AddressInfo).port}/`);
    await window.getByRole('button', { name: 'Wait' }).press('Enter');
    await window.getByRole('alert').getByText('did not answer within 3 seconds').waitFor();
    await window.getByRole('button', { name: 'Wait', disabled: false }).waitFor();
    silent.close();
    silent.closeAllConnections();
  });

  test('people react to a message, join the reactions of others, and take theirs away', async () => {
    await bot.post({ text: 'a card' });
    const [dana, robin] = [await bot.open('dana'), await bot.open('robin')];
    await dana.getByRole('button', { name: 'Add a reaction' }).press('Enter');
    await dana.getByRole('menuitem', { name: 'eyes' }).press('Enter');
    await robin.getByRole('button', { name: /eyes: dana/i, pressed: false }).click();
    await dana.getByRole('button', { name: /eyes: dana, robin/i, pressed: true }).click();
    await robin.getByRole('button', { name: /eyes: robin/i, pressed: true }).click();
    await robin.getByRole('button', { name: /eyes/ }).waitFor({ state: 'detached' });
  });

  test('long texts are folded until somebody wants to read them, and a picture that is not there says what it is of', async () => {
    const { workspace } = bot.slack;
    const picture = { type: 'image', block_id: 'p', image_url: 'ftp://x.example/a.png', alt_text: 'The traffic' };
    const blocks = [{ ...section('Many words. '.repeat(100)), block_id: 't' }, picture];
    workspace.messages.add({ channel: DEPLOYS, author: workspace.seed.bot.userId, text: 'x', blocks });
    workspace.changed();
    const window = await bot.open('dana', { viewport: { width: 390, height: 800 } });
    const height = async () => (await window.locator('.section-words').boundingBox())?.height ?? 0;
    const more = window.getByRole('button', { name: 'See more' });
    await more.waitFor();
    const folded = await height();
    await more.press('Enter');
    await window.getByRole('button', { name: 'See less' }).waitFor();
    expect(await height()).toBeGreaterThan(folded * 2);
    await window.getByText('The traffic').waitFor();
  });

  test.each(['light', 'dark'] as const)(
    'everything that is read stands out enough in %s colours',
    async (colorScheme) => {
      const styles = ['primary', 'danger'].map((style) => button(style, { style, action_id: style }));
      const words = '*Bold* `code` <https://x.example|a page> <@U0ROBIN> <!subteam^S0LEADS>';
      await bot.post({ blocks: [section(words), { type: 'actions', elements: [...styles, button('Go')] }] });
      const window = await bot.open('dana', { colorScheme });
      await window.getByRole('button', { name: 'Start the tour' }).click();
      await window.getByRole('button', { name: 'Behind the scenes' }).click();
      await window.getByRole('tab', { name: 'Faults' }).click();
      await window.getByRole('switch', { name: /Rate limit/ }).waitFor();
      const { read, weak } = await contrastOf(window);
      expect(read).toBeGreaterThan(50);
      expect(weak).toEqual([]);
    },
  );
});
