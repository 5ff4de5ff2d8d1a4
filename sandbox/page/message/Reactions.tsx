/** Emoji on a message: who put them there, and one's own on or off. */
import type { MessageShape } from '../../web/shape.ts';
import { Menu } from '../layout/Menu.tsx';
import { useAct, useDirectory } from '../shared.ts';
import { Emoji } from '../text/Marked.tsx';

/** What teams say to a release without words. */
const OFFERED = ['+1', 'eyes', 'white_check_mark', 'pushpin', 'tada', 'heart', 'rocket', 'warning', '-1'];

export function Reactions({ message }: { message: MessageShape }) {
  const { people, me } = useDirectory();
  const react = useReact(message);
  if (message.reactions.length === 0) return null;
  return (
    <div className="reactions">
      {message.reactions.map(({ name, users }) => {
        const who = users.map((user) => people.get(user)?.realName ?? user).join(', ');
        const isMine = users.includes(me);
        return (
          <button
            key={name}
            type="button"
            className="chip"
            aria-pressed={isMine}
            title={who}
            onClick={() => react(name, !isMine)}
          >
            <Emoji name={name} /> {users.length}
            <span className="sr-only">
              {' '}
              {name}: {who}
            </span>
          </button>
        );
      })}
    </div>
  );
}

export function AddReaction({ message }: { message: MessageShape }) {
  const react = useReact(message);
  const items = OFFERED.map((name) => ({
    key: name,
    words: (
      <>
        <Emoji name={name} /> {name.replaceAll('_', ' ')}
      </>
    ),
    choose: () => react(name, true),
  }));
  return <Menu label="Add a reaction" face="☺" items={items} />;
}

function useReact({ channel, ts }: MessageShape): (name: string, on: boolean) => void {
  const act = useAct();
  return (name, on) => void act({ do: 'react', channel, ts, name, on });
}
