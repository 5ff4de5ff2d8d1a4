/** The page in Chromium in front of a workspace with a small bot: anew for each test, without complaints at its end. */
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { App } from '@slack/bolt';
import type { Page as Window } from 'playwright-core';
import { buildWhatChanged, PAGE_FOLDER } from '../../sandbox/build.ts';
import type { SlackWorkspace } from '../../sandbox/slack/index.ts';
import { type Page, startPage } from '../../sandbox/web/index.ts';
import { caller } from '../sandbox/slack/caller.ts';
import { DEPLOYS, type Office, openOffice } from '../sandbox/slack/office.ts';
import { Windows } from './browser.ts';

export interface SmallBot {
  /** What the bot listens to. */
  readonly listeners: (app: App) => void;
  readonly manifest: NonNullable<Parameters<typeof openOffice>[1]>['manifest'];
}

type Opening = NonNullable<Parameters<Windows['open']>[1]> & { readonly channel?: string };

export class SmallBotPage {
  #windows: Windows | null = null;
  #office: Office | null = null;
  #page: Page | null = null;

  /** To be called in a `describe`: it opens and closes around the tests there. */
  constructor(chromium: string, { listeners, manifest }: SmallBot) {
    beforeAll(async () => {
      await buildWhatChanged(() => {});
      this.#windows = await Windows.launch(chromium);
    }, 60_000);
    afterAll(() => this.#windows?.quit());
    beforeEach(async () => {
      this.#office = await openOffice(listeners, { ackTimeoutMs: 1000, manifest });
      this.#page = await startPage({ slack: this.slack, folder: PAGE_FOLDER, port: 0, program: null, clusters: [] });
    });
    afterEach(async () => {
      await this.#windows?.closeAll();
      await this.#page?.close();
      await this.#office?.close();
      expect(this.#windows?.complaints.splice(0)).toEqual([]);
    });
  }

  get slack(): SlackWorkspace {
    if (this.#office === null) throw new Error('no workspace is open: ask within a test');
    return this.#office.slack;
  }

  /** A window of this person at this channel. */
  open(person = 'dana', { channel = 'deploys', ...options }: Opening = {}): Promise<Window> {
    if (this.#windows === null || this.#page === null) throw new Error('no page is open: ask within a test');
    return this.#windows.open(`${this.#page.url}/slack/${person}/${channel}`, options);
  }

  call(method: string, args: object) {
    return caller(this.slack)(method, { channel: DEPLOYS, ...args });
  }

  /** As the bot. */
  post(args: object) {
    return this.call('chat.postMessage', { text: 'a card', ...args });
  }
}

export function composer(window: Window) {
  return window.getByRole('combobox', { name: 'Write to #deploys' });
}

/** Writes it and sends it, whatever completion offers. */
export async function send(window: Window, text: string): Promise<void> {
  const field = composer(window);
  await field.fill(text);
  await field.press('Escape');
  await field.press('Enter');
}
