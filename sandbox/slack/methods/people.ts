/** auth.test, users.* and usergroups.*: who is who. */
import { type ApiMethod, ApiRefusal, has, isSet, page, textOf } from '../api-call.ts';
import type { Json } from '../message.ts';
import type { SeedGroup, SeedUser } from '../seed.ts';
import type { Workspace } from '../workspace.ts';

const test: ApiMethod = ({ workspace, origin }) => {
  const { bot } = workspace.seed;
  return {
    url: `${origin}/`,
    team: workspace.team.name,
    team_id: workspace.team.id,
    user: workspace.users.get(bot.userId)?.name,
    user_id: bot.userId,
    bot_id: bot.botId,
    is_enterprise_install: false,
  };
};

function wireUser(workspace: Workspace, user: SeedUser): Json {
  const real = user.realName ?? user.name;
  const email = user.email !== undefined && has(workspace, 'users:read.email') && { email: user.email };
  return {
    id: user.id,
    team_id: workspace.team.id,
    name: user.name,
    real_name: real,
    deleted: false,
    is_bot: user.id === workspace.seed.bot.userId,
    tz: 'Etc/UTC',
    tz_offset: 0,
    profile: { real_name: real, display_name: user.name, ...email },
  };
}

const info: ApiMethod = ({ workspace, args }) => {
  const user = workspace.users.get(textOf(args, 'user'));
  if (!user) throw new ApiRefusal('user_not_found');
  return { user: wireUser(workspace, user) };
};

const lookupByEmail: ApiMethod = ({ workspace, args }) => {
  const email = textOf(args, 'email');
  const user = [...workspace.users.values()].find((one) => one.email !== undefined && one.email === email);
  if (!user) throw new ApiRefusal('users_not_found');
  return { user: wireUser(workspace, user) };
};

const list: ApiMethod = ({ workspace, args }) => {
  const { items, more } = page(args, [...workspace.users.values()]);
  return { members: items.map((user) => wireUser(workspace, user)), ...more };
};

function paid(workspace: Workspace): void {
  if (workspace.seed.freePlan) throw new ApiRefusal('plan_upgrade_required');
}

function wireGroup(group: SeedGroup, withUsers: boolean): Json {
  return {
    id: group.id,
    is_usergroup: true,
    name: group.name ?? group.handle,
    handle: group.handle,
    user_count: group.members.length,
    date_delete: 0,
    ...(withUsers && { users: group.members }),
  };
}

const groups: ApiMethod = ({ workspace, args }) => {
  paid(workspace);
  return { usergroups: [...workspace.groups.values()].map((group) => wireGroup(group, isSet(args, 'include_users'))) };
};

const groupUsers: ApiMethod = ({ workspace, args }) => {
  paid(workspace);
  const group = workspace.groups.get(textOf(args, 'usergroup'));
  if (!group) throw new ApiRefusal('no_such_subteam');
  return { users: group.members };
};

export const people: Readonly<Record<string, ApiMethod>> = {
  'auth.test': test,
  'users.info': info,
  'users.list': list,
  'users.lookupByEmail': lookupByEmail,
  'usergroups.list': groups,
  'usergroups.users.list': groupUsers,
};
