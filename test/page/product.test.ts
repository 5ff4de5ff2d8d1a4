/**
 * The sandbox as its users start it, with the built program, in a browser: on clusters of its own, or on the one of
 * KUBECONFIG where that is given.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page as Window } from 'playwright-core';
import { openCluster } from '../cluster/support/cluster.ts';
import { chromiumPath, SKIPPED, Windows } from './browser.ts';
import { Sandbox } from './sandbox.ts';

const chromium = chromiumPath();
const { KUBECONFIG } = process.env;

describe(chromium === null ? SKIPPED : 'the sandbox', () => {
  if (chromium === null) {
    test.skip('in Chromium', () => {});
    return;
  }
  const namespace = `sandbox-${Math.random().toString(36).slice(2, 8)}`;
  let windows: Windows;
  let sandbox: Sandbox;
  beforeAll(async () => {
    windows = await Windows.launch(chromium);
    const real = KUBECONFIG === undefined ? [] : ['--kubeconfig', KUBECONFIG];
    sandbox = await Sandbox.start([...real, '--port', '0', '--namespace', namespace, '--scenario', 'quiet']);
  }, 60_000);
  afterEach(async () => {
    await windows.closeAll();
    expect(windows.complaints.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await windows.quit();
    await sandbox.stop();
    if (KUBECONFIG === undefined) return;
    const cluster = openCluster();
    await cluster.connection.request('DELETE', `/api/v1/namespaces/${namespace}`);
    await cluster.close();
  }, 60_000);

  const as = (person: string) => windows.open(`${sandbox.url}/slack/${person}/deploys`);

  test('one person asks for a version, another approves it, and the whole team sees it done', async () => {
    const [dana, amir] = [await as('dana'), await as('amir')];
    await type(dana, '/deploy shop 1.1.0');
    await card(amir).getByText('Awaiting approval').waitFor({ timeout: 40_000 });
    await card(dana).getByRole('button', { name: 'Approve and promote' }).click();
    await dana
      .getByText(/not by the requester|asked for it|requested/i)
      .last()
      .waitFor();
    await card(amir).getByRole('button', { name: 'Approve and promote' }).click();
    await card(dana).getByText('Completed').waitFor({ timeout: 40_000 });
    await card(amir).getByText('Completed').waitFor();
  });

  test('a rollback is asked once more, then takes the version back', async () => {
    const dana = await as('dana');
    await type(dana, '/deploy shop 1.2.0');
    await card(dana).getByText('Rolling out').waitFor();
    await card(dana).getByRole('button', { name: 'Roll back' }).click({ timeout: 40_000 });
    await dana.getByRole('alertdialog').getByRole('button', { name: 'Roll back' }).click();
    await card(dana)
      .getByText(/Rolled back/)
      .first()
      .waitFor({ timeout: 40_000 });
    await card(dana).getByRole('button', { name: /repl/ }).click();
    await dana
      .getByRole('complementary', { name: 'Thread' })
      .getByText(/rolled back/i)
      .first()
      .waitFor();
  });

  test('a stranger is refused, in private', async () => {
    const [sven, dana] = [await as('sven'), await as('dana')];
    await type(sven, '/deploy shop 1.3.0');
    await sven.getByText('only visible to you').waitFor();
    await sven
      .getByText(/may not|not allowed|only/i)
      .last()
      .waitFor();
    expect(await dana.getByText('1.3.0').count()).toBe(0);
  });

  test('a form says what is missing, and what Rollbridge refuses, then closes', async () => {
    const dana = await as('dana');
    await type(dana, '/deploy');
    const form = dana.getByRole('dialog');
    await form.getByRole('combobox', { name: 'Service' }).click();
    await form.getByRole('option', { name: 'search' }).click();
    // Another service has fields of its own: an error that is shown before they have come goes with the former ones.
    await form.locator('[data-field="version search"]').waitFor();
    await form.getByRole('button', { name: 'Deploy' }).click();
    await form.getByText('Please complete this required field.').waitFor();
    await form.getByRole('combobox', { name: 'Version' }).pressSequentially('1.0.0');
    await form.getByRole('option', { name: '1.0.0 · runs now' }).click();
    await form.getByRole('button', { name: 'Deploy' }).click();
    await form.getByText('search already runs 1.0.0 in production.').waitFor();
    await dana.keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });
  });
});

async function type(window: Window, text: string): Promise<void> {
  const field = window.getByRole('combobox', { name: 'Write to #deploys' });
  await field.fill(text);
  await field.press('Escape');
  await field.press('Enter');
}

/** The newest message that everybody sees. */
function card(window: Window) {
  return window.locator('article.message:not(.only-you)').last();
}
