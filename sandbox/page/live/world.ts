/** What the page knows of the workspace. What did not change stays the same object, so that nothing is drawn again. */
import type { Changes, ChannelShape, MessageShape, Whole } from '../../web/shape.ts';

export interface World {
  readonly whole: Whole;
  readonly channels: ReadonlyMap<string, ChannelShape>;
  /** By channel, oldest first; replies among them. */
  readonly messages: ReadonlyMap<string, readonly MessageShape[]>;
}

/** `before` is null for the first changes, which bring everything. */
export function changed(before: World | null, changes: Changes): World {
  return {
    whole: { ...before?.whole, ...changes.whole } as Whole,
    channels: channelsAfter(before?.channels ?? new Map(), changes),
    messages: messagesAfter(before?.messages ?? new Map(), changes),
  };
}

function channelsAfter(before: World['channels'], { channels, goneChannels }: Changes): World['channels'] {
  if (channels.length === 0 && goneChannels.length === 0) return before;
  const after = new Map(before);
  for (const channel of channels) after.set(channel.id, channel);
  for (const id of goneChannels) after.delete(id);
  return after;
}

function messagesAfter(before: World['messages'], { messages, goneMessages }: Changes): World['messages'] {
  if (messages.length === 0 && goneMessages.length === 0) return before;
  const after = new Map(before);
  for (const channel of new Set([...messages, ...goneMessages].map((each) => each.channel))) {
    const all = new Map(before.get(channel)?.map((message) => [message.ts, message]));
    for (const message of messages) if (message.channel === channel) all.set(message.ts, message);
    for (const gone of goneMessages) if (gone.channel === channel) all.delete(gone.ts);
    after.set(
      channel,
      [...all.values()].sort((a, b) => (a.ts < b.ts ? -1 : 1)),
    );
  }
  return after;
}

/** What the channel itself shows: replies only if they were sent there, too. */
export function inChannel(messages: readonly MessageShape[]): MessageShape[] {
  return messages.filter(({ threadTs, broadcast }) => threadTs === null || broadcast);
}

/** The message that a thread hangs on, and its replies. */
export function inThread(messages: readonly MessageShape[], ts: string): MessageShape[] {
  return messages.filter((message) => message.ts === ts || message.threadTs === ts);
}
