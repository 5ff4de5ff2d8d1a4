/** What is different between two looks at the workspace. */
import { isDeepStrictEqual } from 'node:util';
import type { Outlook } from './outlook.ts';
import type { Changes, ChannelShape, MessageShape, Whole } from './shape.ts';

/** Null when there is nothing to tell; everything when there was no look before. */
export function changesBetween(before: Outlook | null, now: Outlook): Changes | null {
  const places = (messages: readonly MessageShape[]) => new Map(messages.map((each) => [keyOf(each), each]));
  const was = places(before?.messages ?? []);
  const is = places(now.messages);
  const channelsWere = byId(before?.channels ?? []);
  const channelsAre = byId(now.channels);
  const changes: Changes = {
    whole: wholeChanges(before?.whole, now.whole),
    channels: now.channels.filter((channel) => !isDeepStrictEqual(channel, channelsWere.get(channel.id))),
    goneChannels: [...channelsWere.keys()].filter((id) => !channelsAre.has(id)),
    // A message that is the same is the same object: see `Outlooks`.
    messages: now.messages.filter((message) => was.get(keyOf(message)) !== message),
    goneMessages: [...was.values()].filter((each) => !is.has(keyOf(each))).map(({ channel, ts }) => ({ channel, ts })),
  };
  const isEmpty = Object.values(changes).every((part) => Object.keys(part).length === 0);
  return isEmpty ? null : changes;
}

function keyOf({ channel, ts }: MessageShape): string {
  return `${channel} ${ts}`;
}

function byId(channels: readonly ChannelShape[]): ReadonlyMap<string, ChannelShape> {
  return new Map(channels.map((channel) => [channel.id, channel]));
}

function wholeChanges(before: Whole | undefined, now: Whole): Partial<Whole> {
  const changed = Object.entries(now).filter(([key, value]) => !isDeepStrictEqual(value, before?.[key as keyof Whole]));
  return Object.fromEntries(changed);
}
