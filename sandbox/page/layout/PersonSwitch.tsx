/** Whose eyes and hands this window has. Another window may have another's. */
import { useEffect, useRef, useState } from 'react';
import type { Person } from '../../web/shape.ts';
import { pathOf } from '../route.ts';
import { useShared } from '../shared.ts';
import { Avatar } from './Avatar.tsx';
import { focusAfterSwitch, useFocusAfterSwitch } from './after-switch.ts';

const PART = 'people';

export function PersonSwitch() {
  const { world, me, route } = useShared();
  const frame = useRef<HTMLDivElement>(null);
  const sign = useFocusAfterSwitch<HTMLButtonElement>(PART);
  const [isOpen, setOpen] = useState(false);
  const people = world.whole.people.filter(({ isBot }) => !isBot);
  useEffect(() => {
    if (isOpen) frame.current?.querySelector<HTMLElement>('.person')?.focus();
  }, [isOpen]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys and focus that come up from inside.
    <div
      ref={frame}
      className="menu person-switch"
      onKeyDown={({ key }) => {
        if (key !== 'Escape' || !isOpen) return;
        setOpen(false);
        sign.current?.focus();
      }}
      onBlur={({ relatedTarget }) => {
        if (!frame.current?.contains(relatedTarget)) setOpen(false);
      }}
    >
      <button
        ref={sign}
        type="button"
        className="me"
        aria-haspopup="true"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Avatar name={me.realName} />
        <span className="only-wide">
          <strong>{me.realName}</strong>
          <span className="quiet">{me.title}</span>
        </span>
        <span className="sr-only">: switch to another person</span>
      </button>
      {isOpen && (
        <div className="popup people">
          <p className="note">Be another person here, or beside this in a window of their own.</p>
          {people.map((person) => (
            <PersonRow
              key={person.id}
              person={person}
              isMe={person.id === me.id}
              address={pathOf({ ...route, person: person.name, thread: null })}
              onChosen={() => setOpen(false)}
            />
          ))}
        </div>
      )}
    </div>
  );
}

interface PersonRowProps {
  readonly person: Person;
  readonly isMe: boolean;
  readonly address: string;
  readonly onChosen: () => void;
}

function PersonRow({ person, isMe, address, onChosen }: PersonRowProps) {
  const { go } = useShared();
  const choose = () => {
    focusAfterSwitch(PART);
    go({ person: person.name, thread: null });
    onChosen();
  };
  return (
    <div className="person-row">
      <button type="button" className="person" aria-current={isMe} onClick={choose}>
        <Avatar name={person.realName} />
        <span>
          <strong>{person.realName}</strong>
          <span className="quiet">{person.title}</span>
        </span>
      </button>
      <a
        className="icon"
        href={address}
        target="_blank"
        rel="noreferrer"
        aria-label={`Open a window as ${person.realName}`}
      >
        ↗
      </a>
    </div>
  );
}
