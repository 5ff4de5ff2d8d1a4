/** A newcomer breaks a version, takes it back, runs the incident and reads its post-mortem: with the built program, by what the page offers. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Locator, Page as Window } from 'playwright-core';
import { chromiumPath, SKIPPED, Windows } from './browser.ts';
import { Sandbox } from './sandbox.ts';
import { card, SLOWLY, type } from './scene.ts';

const chromium = chromiumPath();

describe(chromium === null ? SKIPPED : 'an incident in the sandbox', () => {
  if (chromium === null) {
    test.skip('in Chromium', () => {});
    return;
  }
  let windows: Windows;
  let sandbox: Sandbox;
  beforeAll(async () => {
    windows = await Windows.launch(chromium);
    sandbox = await Sandbox.start(['--port', '0', '--scenario', 'quiet']);
  }, 60_000);
  afterEach(async () => {
    await windows.closeAll();
    expect(windows.complaints.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await windows.quit();
    await sandbox.stop();
  });

  const as = async (person: string) => {
    const window = await windows.open(`${sandbox.url}/slack/${person}/deploys`);
    await window.getByRole('button', { name: 'Not now' }).click();
    return window;
  };

  test('is opened from the card, has who is on call in it, takes a message onto its timeline, and ends in a page to read', async () => {
    const dana = await as('dana');
    await type(dana, '/deploy shop 1.1.0');
    await card(dana).getByRole('button', { name: 'Roll back' }).click(SLOWLY);
    await dana.getByRole('alertdialog').getByRole('button', { name: 'Roll back' }).click();
    await card(dana).getByRole('button', { name: 'Open incident…' }).click(SLOWLY);
    await dana.getByRole('textbox', { name: 'What is wrong?' }).fill('Baskets are empty');
    await dana.getByRole('dialog').getByRole('button', { name: 'Open', exact: true }).click();

    const olga = await as('olga');
    await olga.getByRole('button', { name: /^inc-/ }).click(SLOWLY);
    await incident(olga).getByRole('button', { name: 'Be Commander' }).click(SLOWLY);
    await incident(olga)
      .getByText(/Commander/)
      .first()
      .waitFor(SLOWLY);
    const field = olga.getByRole('combobox', { name: /^Write to #inc-/ });
    await field.fill('The basket store was full');
    await field.press('Enter');
    const said = olga.locator('article.message').filter({ hasText: 'The basket store was full' }).last();
    await said.hover();
    await said.getByRole('button', { name: 'Add a reaction' }).click();
    await olga.getByRole('menuitem', { name: /pushpin/ }).click();
    await incident(olga)
      .getByText(/The basket store was full/)
      .waitFor(SLOWLY);

    await incident(olga).getByRole('button', { name: 'Resolve…' }).click();
    const form = olga.getByRole('dialog');
    await form.getByRole('textbox', { name: 'What caused it?' }).fill('A disk without room');
    await form.getByRole('textbox', { name: /Whom did it hurt/ }).fill('Nobody for long');
    await form.getByRole('button', { name: 'Resolve', exact: true }).click();
    await incident(olga).getByText('Resolved by').first().waitFor(SLOWLY);
    await incident(olga).getByRole('button', { name: /repl/ }).click(SLOWLY);
    const thread = olga.getByRole('complementary', { name: 'Thread' });
    const page = thread.getByRole('link', { name: 'Open', exact: true });
    await page.waitFor(SLOWLY);
    await olga.goto(new URL((await page.getAttribute('href')) ?? '', olga.url()).href);
    for (const heading of ['How long it took', 'Timeline', 'Metrics', 'Tasks'])
      await olga.getByRole('heading', { name: heading, exact: true }).waitFor();
    await olga.getByText('The basket store was full').waitFor();
    expect(await olga.locator('svg.plot').count()).toBeGreaterThan(0);
  }, 180_000);
});

/** The card of the incident, which is pinned at the top of its channel. */
function incident(window: Window): Locator {
  return window.locator('article.message:not(.only-you)').filter({ hasText: 'Timeline' }).first();
}
