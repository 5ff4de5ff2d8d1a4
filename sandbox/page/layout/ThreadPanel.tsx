/** A message and its replies, beside the channel. */
import { useEffect, useRef, useState } from 'react';
import type { ChannelShape } from '../../web/shape.ts';
import { Composer } from '../composer/Composer.tsx';
import { inThread } from '../live/world.ts';
import { MessageList } from '../message/MessageList.tsx';
import { useShared } from '../shared.ts';

const NONE: readonly never[] = [];

export function ThreadPanel({ channel, ts }: { channel: ChannelShape; ts: string }) {
  const { world, go } = useShared();
  const close = useRef<HTMLButtonElement>(null);
  const [sent, setSent] = useState(0);
  useEffect(() => close.current?.focus(), []);
  const messages = inThread(world.messages.get(channel.id) ?? [], ts);
  return (
    <aside className="thread" aria-label="Thread">
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
