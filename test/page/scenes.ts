/** What the pictures of the guide show: how each is brought about, and what of the page is in it. */
import type { Page as Window } from 'playwright-core';
import { card, type Scene, SLOWLY, type Stage, type } from './scene.ts';
import { INCIDENT_SCENES } from './scenes-incident.ts';

const WIDE = { viewport: { width: 1440, height: 860 } };
const PHONE = { viewport: { width: 390, height: 844 } };

const awaiting = async (window: Window) => {
  await card(window).getByText('Awaiting approval').waitFor(SLOWLY);
  return card(window);
};

const typed = async ({ as }: Stage, person: string, line: string) => {
  const window = await as(person);
  await type(window, line);
  return window;
};

/** By the name of the file, without `.png`. */
export const SCENES: Readonly<Record<string, Scene>> = {
  sandbox: {
    scenario: 'halfway',
    play: async ({ as }) => {
      const window = await as('amir');
      await awaiting(window);
      return window;
    },
  },
  'card-approval': {
    scenario: 'halfway',
    play: async ({ as }) => await awaiting(await as('amir')),
  },
  dark: {
    scenario: 'halfway',
    play: async ({ as }) => {
      const window = await as('amir', { colorScheme: 'dark' });
      await awaiting(window);
      return window;
    },
  },
  phone: {
    scenario: 'halfway',
    play: async ({ as }) => {
      const window = await as('amir', PHONE);
      await awaiting(window);
      return window;
    },
  },
  tour: {
    scenario: 'quiet',
    play: async ({ asNewcomer }) => {
      const window = await asNewcomer('dana');
      await window.getByRole('button', { name: 'Start the tour' }).click();
      await window.getByRole('button', { name: 'Type it for me' }).click();
      return window;
    },
  },
  behind: {
    scenario: 'halfway',
    play: async ({ as }) => {
      const window = await as('amir');
      await awaiting(window);
      await window.getByRole('button', { name: 'Behind the scenes' }).click();
      await window.getByText('chat.update').first().waitFor();
      return window;
    },
  },
  cluster: {
    scenario: 'aborting',
    play: async ({ as }) => {
      const window = await as('dana', WIDE);
      await window.getByRole('button', { name: 'Cluster', exact: true }).click();
      await card(window).getByText('1 failed of 2 allowed').waitFor(SLOWLY);
      return window;
    },
  },
  'dry-run': {
    scenario: 'quiet',
    play: async (stage) => {
      const window = await typed(stage, 'dana', '/deploy shop 1.1.0 --dry-run');
      const report = window.locator('article.only-you').last();
      await report.getByText('Dry run').first().waitFor();
      return report;
    },
  },
  form: {
    scenario: 'quiet',
    play: async (stage) => {
      const window = await typed(stage, 'dana', '/deploy');
      const form = window.getByRole('dialog');
      const version = form.getByRole('combobox', { name: 'Version' });
      const ofNoService = await version.elementHandle();
      await form.getByRole('combobox', { name: 'Service' }).click();
      await form.getByRole('option', { name: 'checkout' }).click();
      // Another service has other versions: the field is drawn anew.
      await ofNoService?.waitForElementState('hidden');
      await version.pressSequentially('1.0');
      await form.getByRole('option', { name: 'runs now' }).waitFor();
      return window;
    },
  },
  'card-aborted': {
    scenario: 'aborting',
    play: async ({ as }) => {
      const window = await as('dana');
      await card(window).getByText('Aborted').waitFor(SLOWLY);
      await card(window).getByText('Evidence').waitFor(SLOWLY);
      return card(window);
    },
  },
  'card-rolled-back': {
    scenario: 'held',
    play: async ({ as }) => {
      const window = await as('dana');
      await card(window).getByText('Rolled back').first().waitFor(SLOWLY);
      await card(window).getByText('Evidence').first().waitFor(SLOWLY);
      return card(window);
    },
  },
  thread: {
    scenario: 'held',
    play: async ({ as }) => {
      const window = await as('dana');
      await card(window).getByText('Evidence').first().waitFor(SLOWLY);
      await card(window).getByRole('button', { name: /repl/ }).click();
      const thread = window.getByRole('complementary', { name: 'Thread' });
      await thread.getByText('.tar.gz').first().waitFor(SLOWLY);
      return window;
    },
  },
  history: {
    scenario: 'held',
    play: async (stage) => {
      const watching = await stage.as('dana');
      await card(watching).getByText('Rolled back').first().waitFor(SLOWLY);
      await type(watching, '/deploy history shop');
      const list = watching.locator('article.only-you').last();
      await list.getByText('1.1.0').first().waitFor();
      return list;
    },
  },
  ...INCIDENT_SCENES,
};
