/** What a channel is called, what it is about, what is pinned in it. */
import { useState } from 'react';
import type { ChannelShape } from '../../web/shape.ts';
import { Blocks, TextOnly } from '../blocks/Blocks.tsx';
import { useShared } from '../shared.ts';
import { Emoji, Mrkdwn, WebLink } from '../text/Marked.tsx';
import { isSafeAddress } from '../text/mrkdwn.ts';
import { Dialog } from './Dialog.tsx';

export function ChannelHead({ channel }: { channel: ChannelShape }) {
  const { name, kind, members, topic, purpose, pins, bookmarks } = channel;
  const [isOpen, setOpen] = useState(false);
  return (
    <header className="channel-head">
      <h1>{kind === 'im' ? 'Rollbridge' : `${kind === 'private' ? '🔒 ' : '#'}${name}`}</h1>
      {kind !== 'im' && <span className="quiet">{members.length} members</span>}
      {(topic || purpose) !== '' && (
        <span className="topic quiet">
          <Mrkdwn markup={topic || purpose} />
        </span>
      )}
      <span className="space" />
      {bookmarks.map(({ id, title, link, emoji }) => (
        <span key={id} className="bookmark">
          <Emoji name={emoji.replaceAll(':', '') || 'link'} />{' '}
          {isSafeAddress(link) ? <WebLink url={link}>{title}</WebLink> : title}
        </span>
      ))}
      {pins.length > 0 && (
        <button type="button" className="button plain" onClick={() => setOpen(true)}>
          📌 {pins.length} pinned
        </button>
      )}
      {isOpen && <Pins channel={channel} onClose={() => setOpen(false)} />}
    </header>
  );
}

/** To look at: nothing can be pressed here. */
function Pins({ channel, onClose }: { channel: ChannelShape; onClose: () => void }) {
  const { world } = useShared();
  const messages = world.messages.get(channel.id) ?? [];
  return (
    <Dialog className="wide" title={`Pinned in #${channel.name}`} onClose={onClose}>
      <div className="dialog-body pins">
        {channel.pins.map((ts) => {
          const message = messages.find((each) => each.ts === ts);
          if (message === undefined) return null;
          return (
            <div key={ts} className="pinned">
              {message.blocks.length > 0 ? <Blocks blocks={message.blocks} /> : <TextOnly text={message.text} />}
            </div>
          );
        })}
      </div>
    </Dialog>
  );
}
