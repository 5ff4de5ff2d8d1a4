/** A workspace with two people, one group and three channels, and a real Bolt app that lives in it. */
import { App, HTTPReceiver, type Logger, LogLevel } from '@slack/bolt';
import { type Seed, type SlackWorkspace, startWorkspace, type WorkspaceOptions } from '../../../sandbox/slack/index.ts';
import { freePort } from '../../free-port.ts';

export const DANA = 'U0DANA';
export const ROBIN = 'U0ROBIN';
export const BOT = 'U0BOT';
export const DEPLOYS = 'C0DEPLOYS';
export const LOBBY = 'C0LOBBY';
export const VAULT = 'C0VAULT';
export const TOKEN = 'xoxb-test';
export const APP_TOKEN = 'xapp-test';

export const seed: Seed = {
  users: [
    { id: DANA, name: 'dana', email: 'dana@example.com' },
    { id: ROBIN, name: 'robin' },
  ],
  groups: [{ id: 'S0LEADS', handle: 'leads', members: [ROBIN] }],
  channels: [
    { id: DEPLOYS, name: 'deploys', members: [DANA, ROBIN, BOT] },
    { id: LOBBY, name: 'lobby', members: [DANA] },
    { id: VAULT, name: 'vault', members: [ROBIN], isPrivate: true },
  ],
  bot: { userId: BOT, botId: 'B0BOT', token: TOKEN, appToken: APP_TOKEN, appId: 'A0BOT' },
  signingSecret: 'a signing secret',
};

/** Tests make the app fail on purpose; what matters of it they ask the driver. */
export const SILENT: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};

export interface Office {
  readonly slack: SlackWorkspace;
  readonly app: App;
  close(): Promise<void>;
}

/** `listeners` are attached before the app starts. */
export async function openOffice(
  listeners: (app: App) => void,
  options: Partial<WorkspaceOptions> = {},
): Promise<Office> {
  const slack = await startWorkspace({ seed, ...options });
  const port = await freePort();
  const receiver = new HTTPReceiver({
    signingSecret: seed.signingSecret,
    port,
    logger: SILENT,
    unhandledRequestTimeoutMillis: 100,
  });
  const app = new App({
    token: TOKEN,
    receiver,
    logger: SILENT,
    deferInitialization: true,
    clientOptions: {
      slackApiUrl: slack.apiUrl,
      retryConfig: { retries: 20, minTimeout: 10, factor: 1 },
      timeout: 2000,
    },
  });
  listeners(app);
  await app.init();
  await app.start(port);
  slack.driver.connect(`http://127.0.0.1:${port}/slack/events`);
  const close = async () => {
    await app.stop();
    await slack.close();
  };
  return { slack, app, close };
}

export function button(label: string, more: Readonly<Record<string, unknown>> = {}) {
  return { type: 'button' as const, action_id: 'go', text: { type: 'plain_text' as const, text: label }, ...more };
}

export function section(text: string) {
  return { type: 'section' as const, text: { type: 'mrkdwn' as const, text } };
}
