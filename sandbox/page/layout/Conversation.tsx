/** A channel or the conversation with the bot: its head, its messages, and a place to write. */
import { useEffect, useState } from 'react';
import type { ChannelShape } from '../../web/shape.ts';
import { Composer } from '../composer/Composer.tsx';
import { inChannel } from '../live/world.ts';
import { MessageList } from '../message/MessageList.tsx';
import { useShared } from '../shared.ts';
import { ChannelHead } from './ChannelHead.tsx';

export function Conversation({ channel }: { channel: ChannelShape }) {
  const { world, act, go } = useShared();
  const all = world.messages.get(channel.id) ?? [];
  const [sent, setSent] = useState(0);
  const { id, unread, mentions, kind, name } = channel;
  useEffect(() => {
    const read = () => {
      if (unread + mentions > 0 && document.visibilityState === 'visible') void act({ do: 'read', channel: id });
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [act, id, unread, mentions]);
  const title = kind === 'im' ? 'Rollbridge' : `#${name}`;
  return (
    <main className="conversation">
      <ChannelHead channel={channel} />
      <MessageList
        label={`Messages in ${title}`}
        messages={inChannel(all)}
        all={all}
        pins={channel.pins}
        shortcuts={world.whole.offered.shortcuts.filter(({ type }) => type === 'message')}
        onThread={(thread) => go({ thread })}
        sent={sent}
        nothing={kind === 'im' ? 'No messages yet.' : `This is the beginning of ${title}.`}
      />
      {channel.isMember ? (
        <Composer channel={channel} threadTs={null} onSent={() => setSent((before) => before + 1)} />
      ) : (
        <p className="nothing">You look at {title} without being in it.</p>
      )}
    </main>
  );
}
