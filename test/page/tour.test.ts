/**
 * The guided tour as a newcomer plays it: with the built program, by nothing but what the tour offers and the buttons
 * that it leads to.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Page as Window } from 'playwright-core';
import { chromiumPath, SKIPPED, Windows } from './browser.ts';
import { Sandbox } from './sandbox.ts';

const chromium = chromiumPath();
/** A release takes its time; the tour says so. */
const RELEASE = { timeout: 60_000 };

describe(chromium === null ? SKIPPED : 'the guided tour', () => {
  if (chromium === null) {
    test.skip('in Chromium', () => {});
    return;
  }
  let windows: Windows;
  let sandbox: Sandbox;
  beforeAll(async () => {
    windows = await Windows.launch(chromium);
  }, 60_000);
  beforeEach(async () => {
    sandbox = await Sandbox.start(['--port', '0']);
  }, 60_000);
  afterEach(async () => {
    await windows.closeAll();
    await sandbox.stop();
    expect(windows.complaints.splice(0)).toEqual([]);
  });
  afterAll(() => windows.quit());

  test.each([
    ['a wide window', { viewport: { width: 1280, height: 800 } }],
    ['390 px', { viewport: { width: 390, height: 800 } }],
  ])(
    'a newcomer finishes it in %s',
    async (_, size) => {
      const window = await windows.open(sandbox.url, size);
      await tour(window).getByRole('button', { name: 'Start the tour' }).click();

      await heading(window, 'Deploy a good version');
      await sendTyped(window);
      await heading(window, 'Deploy a bad one, and watch it abort');
      await sendTyped(window);

      await heading(window, 'Approve as another person');
      await changePerson(window);
      await pressOnCard(window, 'Approve and promote');

      await heading(window, 'Roll back');
      await changePerson(window);
      await pressOnCard(window, 'Roll back');
      await window.getByRole('alertdialog').getByRole('button', { name: 'Roll back' }).press('Enter');

      await heading(window, 'Run the incident');
      await pressOnCard(window, 'Open incident…');
      await window.getByRole('dialog').getByRole('button', { name: 'Open', exact: true }).click();
      await tour(window).getByText('the card to say Incident resolved').waitFor(RELEASE);
      await pressOnCard(window, 'Resolve…');
      const form = window.getByRole('dialog');
      await form.getByRole('textbox', { name: 'What caused it?' }).fill('A fault that nothing measures');
      await form.getByRole('textbox', { name: /Whom did it hurt/ }).fill('Nobody for long');
      await form.getByRole('button', { name: 'Resolve', exact: true }).click();

      await tour(window).getByText('What to try next').waitFor(RELEASE);
      expect(await window.evaluate('document.documentElement.scrollWidth')).toBe(size.viewport.width);
    },
    180_000,
  );

  test('it can be put away, is not offered again, and goes on where it was', async () => {
    const window = await windows.open(sandbox.url);
    await tour(window).getByRole('button', { name: 'Not now' }).click();
    await window.reload();
    await window.getByRole('button', { name: 'Tour', pressed: false }).click();
    await tour(window).getByRole('button', { name: 'Start the tour' }).click();
    await tour(window).getByRole('button', { name: 'Skip' }).click();
    await window.reload();
    await heading(window, 'Deploy a bad one, and watch it abort');
    await tour(window).getByRole('button', { name: 'Back' }).click();
    await heading(window, 'Deploy a good version');
    await tour(window).getByRole('button', { name: 'Close the tour' }).click();
    await tour(window).waitFor({ state: 'detached' });
  });

  test('with the keyboard alone the focus is never lost, also not to another person', async () => {
    const window = await windows.open(sandbox.url);
    await tour(window).getByRole('button', { name: 'Start the tour' }).press('Enter');
    await window.locator('.tour:focus').waitFor();
    for (const _ of [1, 2]) await tour(window).getByRole('button', { name: 'Skip' }).press('Enter');
    await tour(window).getByRole('button', { name: 'Switch to Amir Haddad' }).press('Enter', RELEASE);
    await window.locator('.tour:focus').waitFor();
    await window.getByRole('button', { name: /Amir Haddad/ }).press('Enter');
    await window.getByRole('button', { name: 'Olga Lind On call', exact: true }).press('Enter');
    await window.locator('.me:focus').getByText('Olga Lind').waitFor();
  });
});

const tour = (window: Window) => window.getByRole('region', { name: 'Guided tour' });

async function heading(window: Window, name: string): Promise<void> {
  await tour(window).getByRole('heading', { name }).waitFor(RELEASE);
}

async function sendTyped(window: Window): Promise<void> {
  await tour(window).getByRole('button', { name: 'Type it for me' }).click();
  await window.locator('textarea:focus').press('Enter');
}

async function changePerson(window: Window): Promise<void> {
  await tour(window)
    .getByRole('button', { name: /^Switch to/ })
    .click();
}

/** The tour leads the focus to the button, wherever the card is; the keyboard does the rest. */
async function pressOnCard(window: Window, label: string): Promise<void> {
  await tour(window).getByRole('button', { name: 'Show me the card' }).click();
  const button = window.locator('article button:focus');
  expect(await button.textContent()).toBe(label);
  await button.press('Enter');
}
