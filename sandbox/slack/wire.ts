/** Messages and channels as the Web API and interaction payloads spell them. */

import type { Channel, Note } from './channel.ts';
import type { Json, Message } from './message.ts';
import type { Workspace } from './workspace.ts';

/** `allMetadata`: without it only the type of an event is told, not what it carries. */
export function wireMessage(workspace: Workspace, message: Message, allMetadata = false): Json {
  const { bot } = workspace.seed;
  const byBot = message.author === bot.userId;
  const { metadata } = message;
  const replies = workspace.messages.thread(message.channel, message.ts).length - 1;
  return {
    type: 'message',
    user: message.author,
    ts: message.ts,
    text: message.text,
    team: workspace.team.id,
    ...(byBot && { bot_id: bot.botId, app_id: bot.appId, bot_profile: botProfile(workspace) }),
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(message.files.length > 0 && { files: message.files }),
    ...(message.reactions.length > 0 && {
      reactions: message.reactions.map((one) => ({ ...one, count: one.users.length })),
    }),
    ...(message.threadTs !== null && { thread_ts: message.threadTs }),
    ...(replies > 0 && { thread_ts: message.ts, reply_count: replies }),
    ...(message.editedTs !== null && { edited: { user: message.author, ts: message.editedTs } }),
    ...(metadata && { metadata: allMetadata ? metadata : { event_type: metadata.event_type } }),
  };
}

function botProfile({ seed, team }: Workspace): Json {
  const { botId, appId, name } = seed.bot;
  return { id: botId, app_id: appId, name: name ?? 'rollbridge', team_id: team.id, deleted: false };
}

function wireNote({ text, by, at }: Note): Json {
  return { value: text, creator: by, last_set: Math.floor(at / 1000) };
}

export function wireChannel(workspace: Workspace, channel: Channel): Json {
  const isMember = channel.members.has(workspace.seed.bot.userId);
  if (channel.kind === 'im') {
    const user = [...channel.members].find((member) => member !== workspace.seed.bot.userId);
    return { id: channel.id, is_im: true, is_channel: false, is_private: true, user };
  }
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: true,
    is_im: false,
    is_private: channel.kind === 'private',
    is_archived: channel.archived,
    is_member: isMember,
    num_members: channel.members.size,
    creator: channel.creator,
    created: Math.floor(channel.createdAt / 1000),
    topic: wireNote(channel.topic),
    purpose: wireNote(channel.purpose),
  };
}
