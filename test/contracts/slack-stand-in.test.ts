/** The project's own stand-in for Slack keeps the whole contract. */
import { expect, test } from '@jest/globals';
import { startWorkspace } from '../../sandbox/slack/index.ts';
import { BOT_TOKEN, callForm, type MetOptions, type MetSlack, type Name, named } from './slack/met.ts';
import { cases } from './slack-web-api.ts';

const IDS: Readonly<Record<Name, string>> = {
  bot: 'U0CONTRACT',
  dana: 'U0DANA',
  robin: 'U0ROBIN',
  deploys: 'C0DEPLOYS',
  lobby: 'C0LOBBY',
  vault: 'C0VAULT',
};

const seed = {
  users: [
    { id: IDS.dana, name: 'dana', email: 'dana@example.com' },
    { id: IDS.robin, name: 'robin', email: 'robin@example.com' },
  ],
  channels: [
    { id: IDS.deploys, name: 'deploys', members: [IDS.dana, IDS.robin, IDS.bot] },
    { id: IDS.lobby, name: 'lobby', members: [IDS.dana] },
    { id: IDS.vault, name: 'vault', members: [IDS.dana, IDS.robin], isPrivate: true },
  ],
  bot: { userId: IDS.bot, botId: 'B0CONTRACT', token: BOT_TOKEN, appId: 'A0CONTRACT' },
  signingSecret: 'a signing secret',
};

async function meet({ scopes }: MetOptions): Promise<MetSlack> {
  let passed = 0;
  const manifest = scopes && { oauth_config: { scopes: { bot: scopes } } };
  const slack = await startWorkspace({ seed, manifest, now: () => Date.now() + passed });
  return {
    call: (method, args = {}, token = BOT_TOKEN) => callForm(slack.apiUrl, token, { method, args }),
    id: (name) => IDS[name],
    say: (person, channel, text) => Promise.resolve(slack.driver.say(IDS[person], IDS[channel], text).ts),
    press: (person) => Promise.resolve(slack.workspace.triggers.issue(IDS[person])),
    pass: (milliseconds) => {
      passed += milliseconds;
    },
    close: () => slack.close(),
  };
}

test.each(cases)('$name', async ({ act, expected, scopes }) => {
  const slack = await meet(scopes ? { scopes } : {});
  try {
    expect(named({ came: await act(slack) }, slack)).toMatchObject({ came: expected });
  } finally {
    await slack.close();
  }
});
