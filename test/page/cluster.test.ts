/** The clusters beside Slack, with the shipped program between them: what is done in one is seen in the other. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page as Window } from 'playwright-core';
import { PAGE_FOLDER } from '../../sandbox/build.ts';
import { startPage } from '../../sandbox/web/index.ts';
import { openOffice } from '../sandbox/slack/office.ts';
import { chromiumPath, SKIPPED, Windows } from './browser.ts';
import { Sandbox } from './sandbox.ts';

const chromium = chromiumPath();
const NAMESPACE = 'page';
const PATIENCE = { timeout: 40_000 };

describe(chromium === null ? SKIPPED : 'the clusters beside Slack', () => {
  if (chromium === null) {
    test.skip('in Chromium', () => {});
    return;
  }
  let windows: Windows;
  let sandbox: Sandbox;
  beforeAll(async () => {
    windows = await Windows.launch(chromium);
    sandbox = await Sandbox.start(['--port', '0', '--namespace', NAMESPACE, '--scenario', 'quiet']);
  }, 90_000);
  afterEach(async () => {
    await windows.closeAll();
    expect(windows.complaints.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await windows.quit();
    await sandbox.stop();
  }, 60_000);

  const look = (service: string, options = {}) =>
    windows.open(`${sandbox.url}/slack/dana/deploys?cluster=home/${NAMESPACE}/${service}`, options);

  test('a release is seen to take its share of the traffic, breaks when it is told to, and is healed', async () => {
    const dana = await look('shop');
    await part(dana, 'Traffic').getByText('100 %').waitFor();
    await release(dana, 'shop', /A good version/);
    await part(dana, 'Traffic').getByText('20 %').waitFor(PATIENCE);
    const step = dana.getByRole('list', { name: 'Steps' }).locator('[aria-current=step]');
    await part(dana, 'Traffic').getByText('50 %').first().waitFor(PATIENCE);
    await step.getByText('until promoted').waitFor();
    await card(dana).getByText('Awaiting approval').waitFor(PATIENCE);

    const breaks = revision(dana, 2).getByRole('button', { name: 'Fail: revision 2' });
    await breaks.click();
    await part(dana, 'Traffic').getByText('30 fail/s (30 %)').waitFor();
    await part(dana, 'Figures of the last minutes').getByText('30 %', { exact: true }).waitFor(PATIENCE);
    await breaks.click();
    await part(dana, 'Traffic').getByText(/fail/).waitFor({ state: 'detached' });

    await revision(dana, 2).getByRole('button', { name: 'Crash: revision 2' }).click();
    await revision(dana, 2).getByText('CrashLoopBackOff').first().waitFor();
    await revision(dana, 2).getByRole('button', { name: 'Crash: revision 2' }).click();
    await revision(dana, 2).getByText('2 of 2 ready').waitFor(PATIENCE);
  });

  test('a pod that is killed is replaced, and the cluster says so', async () => {
    const dana = await look('search');
    const pods = revision(dana, 1).getByRole('button', { name: /^Kill the pod/ });
    const name = await pods.first().getAttribute('aria-label');
    await pods.first().click();
    await dana.getByRole('button', { name: name ?? '' }).waitFor({ state: 'detached' });
    await revision(dana, 1).getByText('3 of 3 ready').waitFor(PATIENCE);
    expect(await pods.count()).toBe(3);
    await part(dana, 'Events')
      .getByText(/Created pod/)
      .first()
      .waitFor();
  });

  test('while the API server is cut off the card says that it is not live, and is live again afterwards', async () => {
    const dana = await look('shop');
    await card(dana).getByText('Awaiting approval').waitFor(PATIENCE);
    await flip(dana, 'Cut the API server');
    await dana.getByText('The API server of home is cut off.').waitFor();
    await card(dana).getByText('Not live').waitFor(PATIENCE);
    await flip(dana, 'Cut the API server');
    await card(dana)
      .getByText('Not live')
      .waitFor({ state: 'detached', ...PATIENCE });
    await dana.getByText('The API server of home is cut off.').waitFor({ state: 'detached' });
  });

  test('while the controller is stopped nothing goes on, and healing the cluster brings it back', async () => {
    const dana = await look('search');
    await flip(dana, 'Stop the controller');
    await dana.getByText('The Argo Rollouts controller of home is stopped.').waitFor();
    await dana.getByRole('tab', { name: 'Service' }).click();
    await release(dana, 'search', /One that fails/);
    await card(dana)
      .getByText(/The controller has not picked up the change yet/)
      .waitFor(PATIENCE);
    expect(await revision(dana, 2).count()).toBe(0);
    await dana.getByRole('tab', { name: 'Faults' }).click();
    await dana.getByRole('button', { name: 'Heal home' }).click();
    await dana.getByRole('tab', { name: 'Service' }).click();
    await revision(dana, 2).getByText('preview').waitFor(PATIENCE);
    await part(dana, 'Traffic').getByText('· 0 req/s').waitFor(PATIENCE);
  });

  test('what is seen changes in place: nobody who reads further down is moved', async () => {
    const dana = await look('search');
    await revision(dana, 1).waitFor();
    await dana.setViewportSize({ width: 1280, height: 480 });
    await revision(dana, 1).getByRole('button', { name: 'Slow: revision 1' }).click();
    await dana.evaluate(`${BODY}.scrollTop = 150`);
    await dana.evaluate(`${BODY}.querySelector('.traffic').dataset.same = 'yes'`);
    await revision(dana, 1).getByRole('button', { name: 'Slow: revision 1', pressed: true }).waitFor();
    await part(dana, 'Figures of the last minutes')
      .getByText(/\d{4} ms/)
      .first()
      .waitFor(PATIENCE);
    expect(await dana.evaluate(`${BODY}.scrollTop`)).toBe(150);
    expect(await dana.evaluate(`${BODY}.querySelector('.traffic').dataset.same`)).toBe('yes');
  });

  test('390 px are enough, in the dark as well: the clusters fill the page, and a release leads back to Slack', async () => {
    const dana = await look('search', { viewport: { width: 390, height: 800 }, colorScheme: 'dark' });
    await revision(dana, 1).waitFor();
    expect(await dana.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(await dana.evaluate(`${BODY}.scrollWidth - ${BODY}.clientWidth`)).toBe(0);
    await dana.getByRole('tab', { name: 'Faults' }).click();
    await dana
      .getByRole('switch', { name: /^Flapping/ })
      .first()
      .waitFor();
    expect(await dana.evaluate(`${BODY}.scrollWidth - ${BODY}.clientWidth`)).toBe(0);
    await dana.getByRole('tab', { name: 'Service' }).click();
    await choose(dana, 'search', /One that crashes/);
    expect(await composer(dana).inputValue()).toMatch(/^\/deploy search \d+\.\d+\.0-crash$/);
    expect(await dana.getByRole('complementary', { name: 'Cluster' }).count()).toBe(0);
  });

  test('it opens and closes from the bar, keeps its service in the address, and goes by keys', async () => {
    const dana = await windows.open(`${sandbox.url}/slack/dana/deploys`);
    await dana.getByRole('button', { name: 'Cluster', exact: true }).click();
    await dana.getByRole('button', { name: /^checkout in home/ }).focus();
    await dana.keyboard.press('Enter');
    await dana.getByRole('article', { name: 'checkout' }).waitFor();
    expect(new URL(dana.url()).search).toBe(`?cluster=home/${NAMESPACE}/checkout`);
    await part(dana, 'Figures of the last minutes').getByText('at most 5 %').waitFor();
    await dana.getByRole('button', { name: /^invoices in west/ }).click();
    await dana.getByRole('article', { name: 'invoices' }).waitFor();
    await dana.goBack();
    await dana.getByRole('article', { name: 'checkout' }).waitFor();
    await dana.getByRole('button', { name: 'Close the cluster' }).click();
    await dana.getByRole('complementary', { name: 'Cluster' }).waitFor({ state: 'detached' });
    expect(new URL(dana.url()).search).toBe('');
    const gone = await look('nobody');
    await gone.getByText(`There is no service home/${NAMESPACE}/nobody now.`).waitFor();
  });

  test('a cluster of somebody’s own is not shown here, and the page says where to look', async () => {
    const office = await openOffice(() => {});
    const page = await startPage({ slack: office.slack, folder: PAGE_FOLDER, port: 0, program: null, clusters: [] });
    const window = await windows.open(`${page.url}/slack/dana/deploys?cluster=`);
    const words = /to a cluster of your own here. Watch it with kubectl/;
    await window.getByRole('complementary', { name: 'Cluster' }).getByText(words).waitFor();
    await window.getByRole('navigation', { name: 'Conversations' }).getByText(words).waitFor();
    expect(await window.getByRole('button', { name: 'Cluster', exact: true }).count()).toBe(0);
    await windows.closeAll();
    await page.close();
    await office.close();
  });
});

const BODY = "document.querySelector('.cluster-body')";

const part = (window: Window, name: string) => window.getByRole('region', { name });
const revision = (window: Window, number: number) => window.getByLabel(`Revision ${number}`, { exact: true });
const composer = (window: Window) => window.getByRole('combobox', { name: 'Write to #deploys' });

/** The newest message that everybody sees. */
function card(window: Window) {
  return window.locator('article.message:not(.only-you)').last();
}

async function flip(window: Window, name: string): Promise<void> {
  await window.getByRole('tab', { name: 'Faults' }).click();
  await part(window, 'Faults of home')
    .getByRole('switch', { name: new RegExp(`^${name}`) })
    .click();
}

async function choose(window: Window, service: string, version: RegExp): Promise<void> {
  await window.getByRole('button', { name: `Release a version of ${service}` }).click();
  await window.getByRole('menuitem', { name: version }).click();
}

async function release(window: Window, service: string, version: RegExp): Promise<void> {
  await choose(window, service, version);
  await composer(window).press('Enter');
}
