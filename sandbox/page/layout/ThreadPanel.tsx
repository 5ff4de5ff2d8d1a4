/** A message and its replies, beside the channel. */
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { ChannelShape } from '../../web/shape.ts';
import { Composer } from '../composer/Composer.tsx';
import { inThread } from '../live/world.ts';
import { MessageList } from '../message/MessageList.tsx';
import { useShared } from '../shared.ts';
import { useReturnedFocus } from './focus.ts';

const NONE: readonly never[] = [];

export function ThreadPanel({ channel, ts }: { channel: ChannelShape; ts: string }) {
  const { world, go } = useShared();
  const close = useRef<HTMLButtonElement>(null);
  const [sent, setSent] = useState(0);
  useReturnedFocus();
  useEffect(() => close.current?.focus(), []);
  const messages = inThread(world.messages.get(channel.id) ?? [], ts);
  const onKeyDown = (event: KeyboardEvent) => {
    // Whatever was open inside has taken it for itself.
    if (event.key === 'Escape' && !event.defaultPrevented) go({ thread: null });
  };
  return (
    <aside className="thread" aria-label="Thread" onKeyDown={onKeyDown}>
      <header className="channel-head">
        <h2>Thread</h2>
        <span className="quiet">{channel.kind === 'im' ? 'Rollbridge' : `#${channel.name}`}</span>
        <span className="space" />
        <button
          ref={close}
          type="button"
          className="icon"
          aria-label="Close the thread"
          onClick={() => go({ thread: null })}
        >
          ✕
        </button>
      </header>
      <MessageList
        label="Messages of the thread"
        messages={messages}
        all={NONE}
        pins={channel.pins}
        shortcuts={NONE}
        onThread={null}
        sent={sent}
        nothing="This message is not there any more."
      />
      {channel.isMember && <Composer channel={channel} threadTs={ts} onSent={() => setSent((before) => before + 1)} />}
    </aside>
  );
}
