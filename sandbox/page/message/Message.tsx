/** One message: who, when, what, and what may be done with it. */
import { memo, useMemo } from 'react';
import type { MessageShape, Offered } from '../../web/shape.ts';
import { Blocks, TextOnly } from '../blocks/Blocks.tsx';
import { type Surface, SurfaceContext } from '../blocks/surface.ts';
import { Avatar } from '../layout/Avatar.tsx';
import { Menu } from '../layout/Menu.tsx';
import { useAct, useDirectory } from '../shared.ts';
import { clockTime, fullTime, timeOf } from '../text/dates.ts';
import { Files } from './Files.tsx';
import { AddReaction, Reactions } from './Reactions.tsx';

export interface MessageProps {
  readonly message: MessageShape;
  readonly isPinned: boolean;
  /** How many replies it has, and when the last one came; null inside a thread. */
  readonly replies: { readonly count: number; readonly last: string } | null;
  /** Null where there is no thread to open. */
  readonly onThread: ((ts: string) => void) | null;
  readonly shortcuts: Offered['shortcuts'];
}

export const Message = memo(function Message({ message, isPinned, replies, onThread, shortcuts }: MessageProps) {
  const { people } = useDirectory();
  const act = useAct();
  const { channel, ts, version } = message;
  const surface = useMemo<Surface>(() => {
    const place = { on: 'message', channel, ts, version } as const;
    return {
      use: (control, chosen) => act({ do: 'use', place, ...control, chosen }),
      suggest: (control, typed) => act({ do: 'suggest', place, ...control, typed }),
      fields: null,
    };
  }, [act, channel, ts, version]);
  const author = people.get(message.author);
  const at = timeOf(ts);
  const items = shortcuts.map(({ callbackId, name }) => ({
    key: callbackId,
    words: name,
    choose: () => void act({ do: 'shortcut', callbackId, message: { channel, ts } }),
  }));
  const threadOf = message.threadTs ?? ts;
  return (
    <article
      className={message.onlyYou ? 'message only-you' : 'message'}
      data-ts={ts}
      tabIndex={-1}
      aria-label={`${author?.name ?? 'Sandbox'}, ${clockTime(at)}`}
    >
      <Avatar name={author?.realName ?? 'Sandbox'} isBot={author?.isBot === true} />
      <div className="message-body">
        <header className="message-head">
          <strong>{author?.isBot === true ? 'Rollbridge' : (author?.realName ?? 'Sandbox')}</strong>
          {author?.isBot === true && <span className="badge">app</span>}
          <time className="quiet" dateTime={at.toISOString()} title={fullTime(at)}>
            {clockTime(at)}
          </time>
          {isPinned && <span className="badge">📌 pinned</span>}
          {message.onlyYou && <span className="badge only">only visible to you</span>}
        </header>
        <SurfaceContext value={surface}>
          {message.blocks.length > 0 ? (
            <Blocks blocks={message.blocks} />
          ) : (
            message.text !== '' && <TextOnly text={message.text} />
          )}
        </SurfaceContext>
        {message.edited && <span className="quiet"> (edited)</span>}
        <Files files={message.files} />
        <Reactions message={message} />
        {replies !== null && replies.count > 0 && onThread !== null && (
          <button type="button" className="replies" onClick={() => onThread(threadOf)}>
            {replies.count === 1 ? '1 reply' : `${replies.count} replies`}
            <span className="quiet"> last at {clockTime(timeOf(replies.last))}</span>
          </button>
        )}
      </div>
      <div className="message-tools">
        {message.onlyYou && (
          <button type="button" onClick={() => void act({ do: 'dismiss', channel, ts })}>
            Dismiss
          </button>
        )}
        {!message.onlyYou && <AddReaction message={message} />}
        {onThread !== null && !message.onlyYou && (
          <button type="button" onClick={() => onThread(threadOf)}>
            Reply
          </button>
        )}
        {items.length > 0 && !message.onlyYou && <Menu label="Shortcuts for this message" face="⋯" items={items} />}
      </div>
    </article>
  );
});
