/** conversations.*: channels, who is in them and what was said there. */
import {
  type ApiCall,
  type ApiMethod,
  ApiRefusal,
  botIsIn,
  channelOf,
  isSet,
  liveChannelOf,
  page,
  textOf,
} from '../api-call.ts';
import type { Channel } from '../channel.ts';
import type { Json, Message } from '../message.ts';
import { wireChannel, wireMessage } from '../wire.ts';

const TYPE_OF: Readonly<Record<string, Channel['kind']>> = {
  public_channel: 'public',
  private_channel: 'private',
  im: 'im',
};

const list: ApiMethod = ({ workspace, args }) => {
  const types = (textOf(args, 'types') || 'public_channel').split(',').map((type) => TYPE_OF[type.trim()]);
  const seen = [...workspace.channels.values()].filter(
    (channel) =>
      types.includes(channel.kind) &&
      workspace.canSee(workspace.seed.bot.userId, channel) &&
      !(channel.archived && isSet(args, 'exclude_archived')),
  );
  const { items, more } = page(args, seen);
  return { channels: items.map((channel) => wireChannel(workspace, channel)), ...more };
};

const info: ApiMethod = (call) => ({ channel: wireChannel(call.workspace, channelOf(call)) });

const members: ApiMethod = (call) => {
  const { items, more } = page(call.args, [...channelOf(call).members]);
  return { members: items, ...more };
};

const join: ApiMethod = (call) => {
  const channel = liveChannelOf(call);
  if (channel.kind !== 'public') throw new ApiRefusal('method_not_supported_for_channel_type');
  const already = botIsIn(call.workspace, channel);
  channel.members.add(call.workspace.seed.bot.userId);
  return { channel: wireChannel(call.workspace, channel), ...(already && { warning: 'already_in_channel' }) };
};

/** Direct messages with one person; conversations of several are not modelled. */
const open: ApiMethod = ({ workspace, args }) => {
  const users = textOf(args, 'users').split(',').filter(Boolean);
  const [user] = users;
  if (user === undefined) throw new ApiRefusal('users_list_not_supplied');
  if (!workspace.users.has(user) || users.length > 1) throw new ApiRefusal('user_not_found');
  return { channel: { id: workspace.directMessage(user).id } };
};

function readable(call: ApiCall): Channel {
  const channel = channelOf(call);
  if (!botIsIn(call.workspace, channel)) throw new ApiRefusal('not_in_channel');
  return channel;
}

/** `oldest` and `latest` are left out themselves unless `inclusive` is set. */
function between(args: Json, messages: readonly Message[]): Message[] {
  const inclusive = isSet(args, 'inclusive');
  const oldest = Number(textOf(args, 'oldest') || 0);
  const latest = Number(textOf(args, 'latest') || Number.POSITIVE_INFINITY);
  return messages.filter(({ ts }) => {
    const at = Number(ts);
    return (at > oldest && at < latest) || (inclusive && (at === oldest || at === latest));
  });
}

function answer({ workspace, args }: ApiCall, messages: readonly Message[]): Json {
  const { items, more, hasMore } = page(args, between(args, messages));
  const all = isSet(args, 'include_all_metadata');
  return { messages: items.map((message) => wireMessage(workspace, message, all)), has_more: hasMore, ...more };
}

/** Newest first. */
const history: ApiMethod = (call) => {
  const channel = readable(call);
  const said = call.workspace.messages
    .all()
    .filter(
      (one) => one.channel === channel.id && one.ephemeralTo === null && (one.threadTs === null || one.broadcast),
    );
  return answer(call, said.reverse());
};

/** Oldest first, the message that the thread hangs on included. */
const replies: ApiMethod = (call) => {
  const channel = readable(call);
  const ts = textOf(call.args, 'ts');
  if (!call.workspace.messages.find(channel.id, ts)) throw new ApiRefusal('thread_not_found');
  return answer(call, call.workspace.messages.thread(channel.id, ts));
};

export const conversations: Readonly<Record<string, ApiMethod>> = {
  'conversations.list': list,
  'conversations.info': info,
  'conversations.members': members,
  'conversations.join': join,
  'conversations.open': open,
  'conversations.history': history,
  'conversations.replies': replies,
};
