/** Who has put which emoji on a message. */
import type { Message } from './message.ts';

type Reactions = Message['reactions'];

/** A new one goes to the end, one that nobody holds any longer goes away, the others keep their places. */
export function withReaction(all: Reactions, name: string, user: string): Reactions {
  if (!all.some((each) => each.name === name)) return [...all, { name, users: [user] }];
  return all.map((each) => (each.name === name ? { name, users: [...new Set([...each.users, user])] } : each));
}

export function withoutReaction(all: Reactions, name: string, user: string): Reactions {
  const left = ({ users }: Reactions[number]) => users.filter((each) => each !== user);
  return all
    .map((each) => (each.name === name ? { name, users: left(each) } : each))
    .filter(({ users }) => users.length > 0);
}
