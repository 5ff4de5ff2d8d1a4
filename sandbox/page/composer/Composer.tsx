/** Where people write: messages, commands with completion, mentions. */
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import type { ChannelShape } from '../../web/shape.ts';
import { failureWords } from '../elements/failures.ts';
import { Menu } from '../layout/Menu.tsx';
import { useDirectory, useShared } from '../shared.ts';
import { type Completion, completions, hintFor } from './completion.ts';
import { useGivenDraft } from './draft.ts';
import { sending } from './sending.ts';

export interface ComposerProps {
  readonly channel: ChannelShape;
  readonly threadTs: string | null;
  readonly onSent?: () => void;
}

export function Composer({ channel, threadTs, onSent }: ComposerProps) {
  const { world, act } = useShared();
  const directory = useDirectory();
  const { offered } = world.whole;
  const listId = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const [isClosed, setClosed] = useState(false);
  const [notice, setNotice] = useState<string | null>(null);
  const found = isClosed ? [] : completions(text, offered, directory);
  const hint = found.length > 0 ? null : hintFor(text, offered);
  const where = threadTs !== null ? 'the thread' : channel.kind === 'im' ? 'Rollbridge' : `#${channel.name}`;

  const write = (next: string) => {
    setText(next);
    setActive(0);
    setClosed(false);
    setNotice(null);
  };
  useGivenDraft(threadTs === null ? channel.name : null, (given) => {
    write(given);
    field.current?.focus();
  });
  const take = (completion: Completion | undefined) => {
    if (completion === undefined) return;
    write(completion.text);
    field.current?.focus();
  };
  const send = async () => {
    const deed = sending({ text, channel: channel.id, threadTs, offered, directory });
    if (deed === null) return;
    if ('notice' in deed) {
      setNotice(deed.notice);
      return;
    }
    write('');
    onSent?.();
    const { failure } = await act(deed);
    // What failed on its way to the bot stands in the channel already.
    if (failure !== null && deed.do !== 'command') setNotice(failureWords(failure));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (found.length > 0 && step !== undefined) {
      event.preventDefault();
      setActive((active + step + found.length) % found.length);
    } else if (found.length > 0 && (event.key === 'Tab' || event.key === 'Enter')) {
      event.preventDefault();
      take(found[active]);
    } else if (event.key === 'Escape' && found.length > 0) {
      event.preventDefault();
      setClosed(true);
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void send();
    }
  };
  const shortcuts = offered.shortcuts
    .filter(({ type }) => type === 'global')
    .map(({ callbackId, name, description }) => ({
      key: callbackId,
      words: (
        <>
          {name} <span className="quiet">{description}</span>
        </>
      ),
      choose: () => void act({ do: 'shortcut', callbackId, message: null }),
    }));
  return (
    <div className="composer">
      {found.length > 0 && (
        <div id={listId} className="popup options" role="listbox" aria-label="Completions">
          {found.map((completion, place) => (
            <div
              key={completion.text}
              id={`${listId}-${place}`}
              className={place === active ? 'option active' : 'option'}
              role="option"
              tabIndex={-1}
              aria-selected={place === active}
              onPointerDown={(event) => {
                event.preventDefault();
                take(completion);
              }}
            >
              <strong>{completion.label}</strong> <span className="quiet">{completion.about}</span>
            </div>
          ))}
        </div>
      )}
      {notice !== null && (
        <p className="notice" role="alert">
          {notice}
        </p>
      )}
      {hint !== null && <p className="usage">{hint}</p>}
      <div className="write">
        {threadTs === null && <Menu label="Shortcuts" face="⚡" items={shortcuts} />}
        <textarea
          ref={field}
          rows={1}
          role="combobox"
          aria-label={`Write to ${where}`}
          aria-expanded={found.length > 0}
          aria-controls={listId}
          aria-activedescendant={found.length > 0 ? `${listId}-${active}` : undefined}
          placeholder={threadTs === null ? 'Message, or /command' : 'Reply'}
          value={text}
          onChange={({ target }) => write(target.value)}
          onKeyDown={onKeyDown}
        />
        <button type="button" className="button primary" disabled={text.trim() === ''} onClick={() => void send()}>
          Send
        </button>
      </div>
    </div>
  );
}
