/** chat.*: posting, updating and deleting messages. */
import {
  type ApiCall,
  type ApiMethod,
  ApiRefusal,
  blocksOf,
  botIsIn,
  channelOf,
  has,
  isSet,
  metadataOf,
  textOf,
  threadOf,
} from '../api-call.ts';
import type { Channel } from '../channel.ts';
import type { Json, Message } from '../message.ts';
import { wireMessage } from '../wire.ts';

const TRUNCATED_AT = 40_000;
const UPDATE_MAX = 4000;

/** A user id stands for the conversation with that person. */
function destination(call: ApiCall): Channel {
  const { workspace, args } = call;
  const user = textOf(args, 'channel');
  const channel = workspace.users.has(user) ? workspace.directMessage(user) : channelOf(call);
  if (channel.archived) throw new ApiRefusal('is_archived');
  if (!botIsIn(workspace, channel) && !has(workspace, 'chat:write.public')) throw new ApiRefusal('not_in_channel');
  return channel;
}

function say(call: ApiCall, channel: Channel, more: { ephemeralTo?: string; files?: readonly Json[] } = {}): Message {
  const { workspace, args } = call;
  const blocks = blocksOf(args);
  const text = textOf(args, 'text');
  if (text === '' && (blocks ?? []).length === 0 && args.attachments === undefined) throw new ApiRefusal('no_text');
  return workspace.messages.add({
    channel: channel.id,
    author: workspace.seed.bot.userId,
    text: text.slice(0, TRUNCATED_AT),
    blocks: blocks ?? [],
    threadTs: threadOf(call, channel),
    broadcast: isSet(args, 'reply_broadcast'),
    metadata: metadataOf(args) ?? null,
    ...more,
  });
}

const postMessage: ApiMethod = (call) => {
  const channel = destination(call);
  const message = say(call, channel);
  const truncated = textOf(call.args, 'text').length > TRUNCATED_AT;
  return {
    channel: channel.id,
    ts: message.ts,
    message: wireMessage(call.workspace, message),
    ...(truncated && { warning: 'message_truncated', response_metadata: { warnings: ['message_truncated'] } }),
  };
};

const postEphemeral: ApiMethod = (call) => {
  const channel = destination(call);
  const user = textOf(call.args, 'user');
  if (!channel.members.has(user)) throw new ApiRefusal('user_not_in_channel');
  return { message_ts: say(call, channel, { ephemeralTo: user }).ts };
};

/** A message of the bot's own that everybody sees; ephemeral ones cannot be reached by their `ts`. */
function ownMessage(call: ApiCall, refusal: string): Message {
  const { workspace, args } = call;
  const message = workspace.messages.find(channelOf(call).id, textOf(args, 'ts'));
  if (!message || message.ephemeralTo !== null) throw new ApiRefusal('message_not_found');
  if (message.author !== workspace.seed.bot.userId) throw new ApiRefusal(refusal);
  return message;
}

/** Text without blocks takes the blocks away; neither of them keeps both; metadata stays unless given. */
const update: ApiMethod = (call) => {
  const { workspace, args } = call;
  const old = ownMessage(call, 'cant_update_message');
  if (workspace.channels.get(old.channel)?.archived) throw new ApiRefusal('is_inactive');
  const blocks = blocksOf(args);
  const hasText = typeof args.text === 'string';
  const text = hasText ? textOf(args, 'text') : old.text;
  if ([...text].length > UPDATE_MAX) throw new ApiRefusal('msg_too_long');
  const metadata = metadataOf(args);
  const nextBlocks = blocks ?? (hasText ? [] : old.blocks);
  if (text === '' && nextBlocks.length === 0) throw new ApiRefusal('no_text');
  const message = workspace.messages.change(old, {
    text,
    blocks: nextBlocks,
    editedTs: nextBlocks.length === 0 ? workspace.messages.nextTs() : old.editedTs,
    ...(metadata && { metadata: Object.keys(metadata).length === 0 ? null : metadata }),
  });
  return { channel: old.channel, ts: old.ts, text, message: wireMessage(workspace, message) };
};

const remove: ApiMethod = (call) => {
  const message = ownMessage(call, 'cant_delete_message');
  call.workspace.messages.change(message, { deleted: true });
  return { channel: message.channel, ts: message.ts };
};

const getPermalink: ApiMethod = (call) => {
  const channel = channelOf(call);
  const message = call.workspace.messages.find(channel.id, textOf(call.args, 'message_ts'));
  if (!message) throw new ApiRefusal('message_not_found');
  const thread = message.threadTs === null ? '' : `?thread_ts=${message.threadTs}&cid=${channel.id}`;
  const place = `${channel.id}/p${message.ts.replace('.', '')}`;
  return {
    channel: channel.id,
    permalink: `https://${call.workspace.team.domain}.slack.com/archives/${place}${thread}`,
  };
};

export const chat: Readonly<Record<string, ApiMethod>> = {
  'chat.postMessage': postMessage,
  'chat.postEphemeral': postEphemeral,
  'chat.update': update,
  'chat.delete': remove,
  'chat.getPermalink': getPermalink,
};
