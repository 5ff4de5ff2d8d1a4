/** An independent stand-in keeps the same contract, but for a list of known differences. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createEmulator } from 'emulate';
import { differences } from './emulate-differences.ts';
import {
  type Answer,
  BOT_TOKEN,
  callForm,
  type MetOptions,
  type MetSlack,
  type Name,
  named,
  type Person,
} from './slack/met.ts';
import { cases } from './slack-web-api.ts';

const BOT = 'U0CONTRACT';
const TOKENS: Readonly<Record<Person, string>> = { dana: 'xoxp-dana', robin: 'xoxp-robin' };
const EVERYTHING = (
  'chat:write channels:read channels:history channels:join channels:manage groups:read groups:history groups:write ' +
  'im:read im:history im:write users:read users:read.email files:read files:write pins:read pins:write ' +
  'bookmarks:read bookmarks:write reactions:write'
).split(' ');

const app = {
  app_id: 'A0CONTRACT',
  client_id: 'client',
  client_secret: 'secret',
  name: 'rollbridge',
  redirect_uris: [],
  bot_id: 'B0CONTRACT',
  bot_user_id: BOT,
};

function seedOf(scopes: readonly string[]) {
  const { app_id, bot_id } = app;
  return {
    strict_scopes: true,
    users: Object.keys(TOKENS).map((name) => ({ name, email: `${name}@example.com` })),
    channels: [{ name: 'deploys' }, { name: 'lobby' }, { name: 'vault', is_private: true }],
    oauth_apps: [app],
    tokens: [
      { token: BOT_TOKEN, user_id: BOT, app_id, bot_id, scopes: [...scopes] },
      ...Object.entries(TOKENS).map(([user, token]) => ({ token, user, scopes: EVERYTHING })),
    ],
  };
}

/** Ids are dealt out at random: they are looked up. */
async function idsOf(call: MetSlack['call']): Promise<Record<Name, string>> {
  const { members } = await call('users.list', {}, TOKENS.dana);
  const { channels } = await call('conversations.list', { types: 'public_channel,private_channel' }, TOKENS.dana);
  const found = [...(members as Answer[]), ...(channels as Answer[])];
  const id = (name: Name) => String(found.find((one) => one.name === name)?.id);
  const people = { bot: BOT, dana: id('dana'), robin: id('robin') };
  return { ...people, deploys: id('deploys'), lobby: id('lobby'), vault: id('vault') };
}

async function meet({ scopes = EVERYTHING }: MetOptions): Promise<MetSlack> {
  const emulator = await createEmulator({ service: 'slack', port: 0, seed: { slack: seedOf(scopes) } });
  const call: MetSlack['call'] = (method, args = {}, token = BOT_TOKEN) =>
    callForm(`${emulator.url}/api/`, token, { method, args });
  const ids = await idsOf(call);
  await call('conversations.invite', { channel: ids.deploys, users: ids.bot }, TOKENS.dana);
  await call('conversations.leave', { channel: ids.lobby }, TOKENS.robin);
  return {
    call,
    id: (name) => ids[name],
    say: async (person, channel, text) => {
      const said = await call('chat.postMessage', { channel: ids[channel], text }, TOKENS[person]);
      return String(said.ts);
    },
    press: async (person, viewId) => {
      const answer = await call('views.generateTriggerId', { user_id: ids[person], view_id: viewId ?? '' });
      return String(answer.trigger_id);
    },
    pass: (milliseconds) => {
      jest.setSystemTime(Date.now() + milliseconds);
    },
    close: () => emulator.close(),
  };
}

// Only the date is faked: that is how time passes there.
beforeAll(() => {
  jest.useFakeTimers({
    doNotFake: [
      ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
      ...(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
    ],
  });
});
afterAll(() => {
  jest.useRealTimers();
});

test.each(cases)('$name', async ({ name, act, expected, scopes }) => {
  const slack = await meet(scopes ? { scopes } : {});
  try {
    const came = named({ came: await act(slack) }, slack);
    const difference = differences.find((one) => one.of === name);
    if (difference) expect(came).not.toMatchObject({ came: expected });
    expect(came).toMatchObject({ came: difference ? difference.instead : expected });
  } finally {
    await slack.close();
  }
});

test('every known difference is one of a case of the contract, and says why', () => {
  const names = cases.map(({ name }) => name);
  expect(differences.filter(({ of, because }) => !names.includes(of) || because === '')).toEqual([]);
  expect(new Set(differences.map(({ of }) => of)).size).toBe(differences.length);
});
