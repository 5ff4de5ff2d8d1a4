/** What is put on messages and channels so that people find them: reactions, pins, bookmarks. */
import {
  type ApiCall,
  type ApiMethod,
  ApiRefusal,
  channelOf,
  joinedChannelOf,
  liveChannelOf,
  textOf,
} from '../api-call.ts';
import type { Bookmark, Channel } from '../channel.ts';
import type { Json, Message } from '../message.ts';
import { withReaction } from '../reactions.ts';
import { wireMessage } from '../wire.ts';

const BOOKMARKS_MAX = 100;

/** The message that `timestamp` names; what only one person sees cannot be marked. */
function marked({ workspace, args }: ApiCall, channel: Channel): Message {
  const ts = textOf(args, 'timestamp');
  if (ts === '') throw new ApiRefusal('no_item_specified');
  if (!/^\d+\.\d+$/.test(ts)) throw new ApiRefusal('bad_timestamp');
  const message = workspace.messages.find(channel.id, ts);
  if (!message || message.ephemeralTo !== null) throw new ApiRefusal('message_not_found');
  return message;
}

const react: ApiMethod = (call) => {
  const { workspace, args } = call;
  const { userId } = workspace.seed.bot;
  const name = textOf(args, 'name').replaceAll(':', '');
  if (name === '') throw new ApiRefusal('invalid_name');
  const message = marked(call, liveChannelOf(call));
  const same = message.reactions.find((reaction) => reaction.name === name);
  if (same?.users.includes(userId)) throw new ApiRefusal('already_reacted');
  workspace.messages.change(message, { reactions: withReaction(message.reactions, name, userId) });
  return {};
};

const pin: ApiMethod = (call) => {
  const { workspace } = call;
  const channel = joinedChannelOf(call);
  const { ts } = marked(call, channel);
  if (channel.pins.some((one) => one.ts === ts)) throw new ApiRefusal('already_pinned');
  channel.pins.push({ ts, by: workspace.seed.bot.userId, at: workspace.now() });
  return {};
};

/** Newest pin first; a message that is gone is pinned no longer. */
const pins: ApiMethod = (call) => {
  const { workspace } = call;
  const channel = channelOf(call);
  const items = channel.pins.toReversed().flatMap(({ ts, by, at }) => {
    const message = workspace.messages.find(channel.id, ts);
    if (!message) return [];
    const created = Math.floor(at / 1000);
    return [
      { type: 'message', channel: channel.id, created, created_by: by, message: wireMessage(workspace, message) },
    ];
  });
  return { items };
};

function bookmarkOf({ workspace, args }: ApiCall, place: number): Bookmark {
  const [title, link, emoji] = [textOf(args, 'title'), textOf(args, 'link'), textOf(args, 'emoji')];
  if (textOf(args, 'type') !== 'link') throw new ApiRefusal('invalid_bookmark_type');
  if (title === '') throw new ApiRefusal('invalid_arguments');
  if (!/^https?:\/\/./.test(link)) throw new ApiRefusal('invalid_link');
  if (emoji !== '' && !/^:[\w+'-]+:$/.test(emoji)) throw new ApiRefusal('invalid_emoji');
  return { id: `Bk${place}`, title, link, emoji, by: workspace.seed.bot.userId, at: workspace.now() };
}

/** These methods call the channel `channel_id`. */
function byChannelId(call: ApiCall): ApiCall {
  return { ...call, args: { ...call.args, channel: textOf(call.args, 'channel_id') } };
}

const bookmark: ApiMethod = (call) => {
  const channel = joinedChannelOf(byChannelId(call));
  const made = bookmarkOf(call, channel.bookmarks.length + 1);
  if (channel.bookmarks.length >= BOOKMARKS_MAX) throw new ApiRefusal('too_many_bookmarks');
  channel.bookmarks.push(made);
  return { bookmark: wireBookmark(channel, made) };
};

const bookmarks: ApiMethod = (call) => {
  const channel = channelOf(byChannelId(call));
  return { bookmarks: channel.bookmarks.map((one) => wireBookmark(channel, one)) };
};

function wireBookmark(channel: Channel, { id, title, link, emoji, by, at }: Bookmark): Json {
  return {
    id: `${id}${channel.id}`,
    channel_id: channel.id,
    title,
    link,
    emoji,
    type: 'link',
    date_created: Math.floor(at / 1000),
    date_updated: 0,
    last_updated_by_user_id: by,
  };
}

export const marks: Readonly<Record<string, ApiMethod>> = {
  'reactions.add': react,
  'pins.add': pin,
  'pins.list': pins,
  'bookmarks.add': bookmark,
  'bookmarks.list': bookmarks,
};
