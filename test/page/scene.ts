/** What a picture of the guide is made of, and what people do in more than one. */
import type { BrowserContextOptions, Locator, Page as Window } from 'playwright-core';
import type { ScenarioName } from '../../sandbox/scenarios.ts';

export interface Stage {
  /** A window of this person, in front of #deploys, where nobody wants the tour. */
  readonly as: (person: string, look?: BrowserContextOptions) => Promise<Window>;
  /** Likewise, for somebody who is here for the first time. */
  readonly asNewcomer: (person: string) => Promise<Window>;
}

export interface Scene {
  /** The situation that the sandbox starts in. */
  readonly scenario: ScenarioName;
  /** Resolves with what is to be in the picture, once it looks as it should. */
  readonly play: (stage: Stage) => Promise<Window | Locator>;
}

/** Pods start, pauses pass, analyses measure: all of it takes its time. */
export const SLOWLY = { timeout: 90_000 };
export async function type(window: Window, line: string): Promise<void> {
  const field = window.getByRole('combobox', { name: 'Write to #deploys' });
  await field.fill(line);
  await field.press('Escape');
  await field.press('Enter');
}

/** The newest message that everybody sees. */
export function card(window: Window): Locator {
  return window.locator('article.message:not(.only-you)').last();
}
