/** Channels and direct messages, with what is new in them. */
import type { ReactNode } from 'react';
import type { ChannelShape } from '../../web/shape.ts';
import { BOT_PLACE, HOME_PLACE } from '../route.ts';
import { useShared } from '../shared.ts';

export interface SidebarProps {
  readonly isOpen: boolean;
  readonly onChosen: () => void;
  /** Below everything else. */
  readonly note: ReactNode;
}

export function Sidebar({ isOpen, onChosen, note }: SidebarProps) {
  const { world } = useShared();
  const all = [...world.channels.values()];
  const channels = all.filter(({ kind }) => kind !== 'im').sort((a, b) => a.name.localeCompare(b.name));
  const direct = all.find(({ kind }) => kind === 'im');
  return (
    <nav className={isOpen ? 'sidebar open' : 'sidebar'} aria-label="Conversations">
      <h2>Channels</h2>
      <ul>
        {channels.map((channel) => (
          <PlaceRow key={channel.id} place={channel.name} channel={channel} onChosen={onChosen}>
            <span aria-hidden="true">{channel.kind === 'private' ? '🔒' : '#'}</span> {channel.name}
            {channel.isArchived && <span className="quiet"> archived</span>}
          </PlaceRow>
        ))}
      </ul>
      <h2>Rollbridge</h2>
      <ul>
        <PlaceRow place={BOT_PLACE} channel={direct} onChosen={onChosen}>
          <span aria-hidden="true">✉</span> Messages
        </PlaceRow>
        <PlaceRow place={HOME_PLACE} channel={undefined} onChosen={onChosen}>
          <span aria-hidden="true">⌂</span> Home
        </PlaceRow>
      </ul>
      <People />
      {note}
    </nav>
  );
}

interface PlaceRowProps {
  readonly place: string;
  readonly channel: ChannelShape | undefined;
  readonly onChosen: () => void;
  readonly children: React.ReactNode;
}

function PlaceRow({ place, channel, onChosen, children }: PlaceRowProps) {
  const { route, go } = useShared();
  const { unread = 0, mentions = 0 } = channel ?? {};
  const choose = () => {
    go({ place, thread: null });
    onChosen();
  };
  return (
    <li>
      <button
        type="button"
        className={unread > 0 ? 'place unread' : 'place'}
        aria-current={route.place === place ? 'page' : undefined}
        onClick={choose}
      >
        <span className="place-name">{children}</span>
        {mentions > 0 ? (
          <span className="count loud">
            {mentions}
            <span className="sr-only"> for you</span>
          </span>
        ) : (
          unread > 0 && (
            <span className="count">
              {unread}
              <span className="sr-only"> new</span>
            </span>
          )
        )}
      </button>
    </li>
  );
}

/** Who may do what is a matter of groups: they are shown with their members. */
function People() {
  const { world, me } = useShared();
  const { groups, people } = world.whole;
  const nameOf = (id: string) => people.find((person) => person.id === id)?.realName ?? id;
  return (
    <>
      <h2>Groups</h2>
      <ul className="groups">
        {groups.map(({ id, handle, members }) => (
          <li key={id} title={members.map(nameOf).join(', ')}>
            <span className={members.includes(me.id) ? 'mine' : undefined}>@{handle}</span>
            <span className="quiet">{members.map((each) => nameOf(each).split(' ')[0]).join(', ')}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
