/** Messages, oldest first. Who reads at the end stays at the end; who reads further up is not moved. */
import { Fragment, useState } from 'react';
import type { MessageShape } from '../../web/shape.ts';
import { useKeptFocus } from '../layout/focus.ts';
import { dayOf, timeOf } from '../text/dates.ts';
import { Message, type MessageProps } from './Message.tsx';
import { useStuckToTheEnd } from './stuck-to-the-end.ts';

export interface MessageListProps {
  readonly label: string;
  readonly messages: readonly MessageShape[];
  /** For the numbers of replies; empty inside a thread. */
  readonly all: readonly MessageShape[];
  readonly pins: readonly string[];
  readonly shortcuts: MessageProps['shortcuts'];
  readonly onThread: MessageProps['onThread'];
  /** How often this person has written here: what they write, they see. */
  readonly sent: number;
  readonly nothing: string;
}

export function MessageList({ label, messages, all, pins, shortcuts, onThread, sent, nothing }: MessageListProps) {
  const frame = useStuckToTheEnd(sent);
  useKeptFocus(frame, messageOf);
  const replies = Map.groupBy(
    all.filter(({ threadTs, onlyYou }) => threadTs !== null && !onlyYou),
    ({ threadTs }) => threadTs,
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys scroll it.
    <div ref={frame} className="messages" role="log" aria-label={label} tabIndex={0}>
      <div>
        {messages.length === 0 && <p className="nothing">{nothing}</p>}
        {messages.map((message, place) => {
          const before = messages[place - 1];
          const day = dayOf(timeOf(message.ts), new Date());
          const mine = replies.get(message.ts) ?? [];
          return (
            <Fragment key={message.ts}>
              {(before === undefined || dayOf(timeOf(before.ts), new Date()) !== day) && <DayLine day={day} />}
              <Counted
                message={message}
                isPinned={pins.includes(message.ts)}
                count={mine.length}
                last={mine.at(-1)?.ts ?? ''}
                shortcuts={shortcuts}
                onThread={onThread}
              />
            </Fragment>
          );
        })}
      </div>
    </div>
  );
}

const messageOf = (focused: Element) => focused.closest('article');

type CountedProps = Omit<MessageProps, 'replies'> & { readonly count: number; readonly last: string };

/** The same numbers are the same object, so that the message is not drawn again. */
function Counted({ count, last, ...rest }: CountedProps) {
  const [replies, setReplies] = useState({ count, last });
  if (replies.count !== count || replies.last !== last) setReplies({ count, last });
  return <Message replies={replies} {...rest} />;
}

function DayLine({ day }: { day: string }) {
  return (
    <div className="day">
      <span>{day}</span>
    </div>
  );
}
