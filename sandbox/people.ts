/** Who is in the sandbox's workspace. */
import type { Seed } from './slack/index.ts';

export const DEPLOYS = 'C0DEPLOYS';
export const DEVELOPER = 'U0DANA';
export const APPROVER = 'U0AMIR';
export const ON_CALL = 'U0OLGA';

const BOT = 'U0ROLLBRIDGE';
const TEAM = [DEVELOPER, APPROVER, ON_CALL];
const EVERYBODY = [...TEAM, 'U0SVEN'];

export const SEED = {
  team: { id: 'T0SANDBOX', name: 'Sandbox', domain: 'sandbox' },
  users: [
    { id: DEVELOPER, name: 'dana', realName: 'Dana Ferreira', title: 'Developer' },
    { id: APPROVER, name: 'amir', realName: 'Amir Haddad', title: 'Approver' },
    { id: ON_CALL, name: 'olga', realName: 'Olga Lind', title: 'On call' },
    { id: 'U0SVEN', name: 'sven', realName: 'Sven Okafor', title: 'Stranger' },
  ],
  groups: [
    { id: 'S0DEVS', handle: 'developers', name: 'Developers', members: [DEVELOPER, ON_CALL] },
    { id: 'S0APPROVERS', handle: 'approvers', name: 'Release approvers', members: [APPROVER] },
    { id: 'S0ONCALL', handle: 'on-call', name: 'On call this week', members: [ON_CALL] },
  ],
  channels: [
    { id: DEPLOYS, name: 'deploys', members: [...EVERYBODY, BOT] },
    { id: 'C0GENERAL', name: 'general', members: EVERYBODY },
    { id: 'C0ONCALL', name: 'on-call', members: TEAM, isPrivate: true },
  ],
  bot: {
    userId: BOT,
    botId: 'B0ROLLBRIDGE',
    token: 'xoxb-sandbox',
    appToken: 'xapp-sandbox',
    appId: 'A0ROLLBRIDGE',
    name: 'rollbridge',
  },
  signingSecret: 'a secret of the sandbox',
} satisfies Seed;
