/** Chromium without a window, for tests of the page. */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const PLACES = [process.env.CHROMIUM ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Null where there is none: then the tests say so and are left out, but never where everything must run. */
export function chromiumPath(): string | null {
  const path = PLACES.find((place) => place !== '' && existsSync(place)) ?? null;
  if (path === null && process.env.CI === 'true')
    throw new Error('There is no Chromium, and CI must not go without it.');
  return path;
}

export const SKIPPED = 'Skipped by name: there is no Chromium here (apt-get install chromium, or CHROMIUM=path).';

/** Windows of one browser, and everything that went wrong in any of them. */
export class Windows {
  /** Of the consoles, and exceptions of the page. */
  readonly complaints: string[] = [];
  readonly #browser: Browser;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async launch(executablePath: string): Promise<Windows> {
    // Root has no sandbox of the browser's own.
    return new Windows(await chromium.launch({ executablePath, args: ['--no-sandbox'] }));
  }

  /** Each with storage of its own, in English, in UTC. */
  async open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: 'en-GB',
      timezoneId: 'UTC',
      ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
    await page.goto(address);
    return page;
  }

  async closeAll(): Promise<void> {
    for (const context of this.#browser.contexts()) await context.close();
  }

  async quit(): Promise<void> {
    await this.#browser.close();
  }
}
