/** conversations.*: founding channels and changing them. */
import { type ApiCall, type ApiMethod, ApiRefusal, channelOf, isSet, joinedChannelOf, textOf } from '../api-call.ts';
import { type Channel, type Note, nameProblem, newChannel } from '../channel.ts';
import { wireChannel } from '../wire.ts';
import type { Workspace } from '../workspace.ts';

const NOTE_MAX = 250;
const INVITED_MAX = 100;

/** An archived channel still holds its name. */
const create: ApiMethod = ({ workspace, args }) => {
  const name = textOf(args, 'name');
  const problem = nameProblem(name);
  if (problem) throw new ApiRefusal(problem);
  if ([...workspace.channels.values()].some((channel) => channel.name === name)) throw new ApiRefusal('name_taken');
  const { userId } = workspace.seed.bot;
  const channel = newChannel({
    id: `C${String(workspace.channels.size + 1).padStart(8, '0')}`,
    name,
    kind: isSet(args, 'is_private') ? 'private' : 'public',
    members: new Set([userId]),
    creator: userId,
    createdAt: workspace.now(),
  });
  workspace.channels.set(channel.id, channel);
  return { channel: wireChannel(workspace, channel) };
};

function notDirect(call: ApiCall): ApiCall {
  if (channelOf(call).kind === 'im') throw new ApiRefusal('method_not_supported_for_channel_type');
  return call;
}

function whyNot({ users, seed }: Workspace, channel: Channel, user: string): string | null {
  const known = users.get(user);
  if (known === undefined) return 'user_not_found';
  if (user === seed.bot.userId) return 'cant_invite_self';
  if (channel.members.has(user)) return 'already_in_channel';
  if (known.guest === undefined) return null;
  return known.guest === 'single' ? 'user_is_ultra_restricted' : 'user_is_restricted';
}

/** One person who cannot be invited stops all of them, unless `force` is set. */
const invite: ApiMethod = (call) => {
  const { workspace, args } = call;
  const users = [...new Set(textOf(args, 'users').split(','))].map((user) => user.trim()).filter(Boolean);
  if (users.length === 0) throw new ApiRefusal('no_user');
  if (users.length > INVITED_MAX) throw new ApiRefusal('too_many_users');
  const channel = joinedChannelOf(notDirect(call));
  const errors = users.flatMap((user) => {
    const error = whyNot(workspace, channel, user);
    return error === null ? [] : [{ user, ok: false, error }];
  });
  const [first] = errors;
  if (first && (!isSet(args, 'force') || errors.length === users.length)) throw new ApiRefusal(first.error, { errors });
  for (const user of users) if (!errors.some((error) => error.user === user)) channel.members.add(user);
  return { channel: wireChannel(workspace, channel), ...(first && { errors }) };
};

function noteOf({ workspace, args }: ApiCall, name: 'topic' | 'purpose'): Note {
  if (typeof args[name] !== 'string') throw new ApiRefusal('invalid_arguments');
  const text = textOf(args, name);
  if ([...text].length > NOTE_MAX) throw new ApiRefusal('too_long');
  return { text, by: workspace.seed.bot.userId, at: workspace.now() };
}

function setter(name: 'topic' | 'purpose'): ApiMethod {
  return (call) => {
    const note = noteOf(call, name);
    const channel = joinedChannelOf(notDirect(call));
    channel[name] = note;
    return { channel: wireChannel(call.workspace, channel) };
  };
}

const archive: ApiMethod = (call) => {
  if (channelOf(notDirect(call)).archived) throw new ApiRefusal('already_archived');
  const channel = joinedChannelOf(call);
  channel.archived = true;
  return {};
};

export const channels: Readonly<Record<string, ApiMethod>> = {
  'conversations.create': create,
  'conversations.invite': invite,
  'conversations.setTopic': setter('topic'),
  'conversations.setPurpose': setter('purpose'),
  'conversations.archive': archive,
};
