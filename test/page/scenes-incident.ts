/** An incident from open to post-mortem, picture by picture: each begins where the one before has ended. */
import type { Locator, Page as Window } from 'playwright-core';
import { card, type Scene, SLOWLY, type Stage } from './scene.ts';

/** The whole card is in sight. */
const TALL = { viewport: { width: 1200, height: 1180 } };

/** The person on call, in front of the form that opens the incident of the service that was rolled back. */
async function opening({ as }: Stage, look = {}): Promise<Window> {
  const window = await as('olga', look);
  await card(window).getByText('Evidence').first().waitFor(SLOWLY);
  await card(window).getByRole('button', { name: 'Open incident…' }).click();
  const form = window.getByRole('dialog');
  await form.getByRole('textbox', { name: 'What is wrong?' }).fill('Baskets are empty after a minute');
  return window;
}

/** In its channel, which the card is in. */
async function opened(stage: Stage): Promise<Window> {
  const window = await opening(stage, TALL);
  await window.getByRole('dialog').getByRole('button', { name: 'Open', exact: true }).click();
  await window.getByRole('button', { name: /^inc-/ }).click();
  await incident(window).getByText('Timeline').waitFor(SLOWLY);
  return window;
}

async function withRole(stage: Stage): Promise<Window> {
  const window = await opened(stage);
  await incident(window).getByRole('button', { name: 'Be Commander' }).click();
  await incident(window).getByRole('button', { name: 'Take over Commander' }).waitFor(SLOWLY);
  await incident(window).getByRole('button', { name: 'Take', exact: true }).first().click();
  await incident(window).getByRole('button', { name: 'Done', exact: true }).first().waitFor(SLOWLY);
  return window;
}

async function resolving(stage: Stage): Promise<Window> {
  const window = await withRole(stage);
  await incident(window).getByRole('button', { name: 'Resolve…' }).click();
  const form = window.getByRole('dialog');
  await form.getByRole('textbox', { name: 'What caused it?' }).fill('1.1.0 keeps a basket for a minute only');
  await form.getByRole('textbox', { name: /Whom did it hurt/ }).fill('About 40 customers lost their baskets');
  await form.getByRole('textbox', { name: /What is to be done now/ }).fill('Test that a basket lives for a day');
  return window;
}

async function resolved(stage: Stage): Promise<Window> {
  const window = await resolving(stage);
  await window.getByRole('dialog').getByRole('button', { name: 'Resolve', exact: true }).click();
  await incident(window).getByText('Resolved by').first().waitFor(SLOWLY);
  return window;
}

export const INCIDENT_SCENES: Readonly<Record<string, Scene>> = {
  'incident-open': { scenario: 'held', play: opening },
  'incident-card': { scenario: 'held', play: withRole },
  'incident-update': {
    scenario: 'held',
    play: async (stage) => {
      const window = await withRole(stage);
      await incident(window).getByRole('button', { name: 'Status update…' }).click();
      const words = 'Rolled back to 1.0.0, baskets stay full again. We look for those that were lost.';
      await window.getByRole('dialog').getByRole('textbox').fill(words);
      return window;
    },
  },
  'incident-resolve': { scenario: 'held', play: resolving },
  'incident-resolved': { scenario: 'held', play: resolved },
  postmortem: {
    scenario: 'held',
    play: async (stage) => {
      const window = await resolved(stage);
      await incident(window).getByRole('button', { name: /repl/ }).click();
      const thread = window.getByRole('complementary', { name: 'Thread' });
      const link = thread.getByRole('link', { name: 'Open', exact: true });
      await link.waitFor(SLOWLY);
      await window.goto(new URL((await link.getAttribute('href')) ?? '', window.url()).href);
      return window;
    },
  },
};

/** The card of the incident, which is pinned at the top of its channel. */
function incident(window: Window): Locator {
  return window.locator('article.message:not(.only-you)').filter({ hasText: 'Timeline' }).first();
}
