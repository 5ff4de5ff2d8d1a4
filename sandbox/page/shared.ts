/** What every part of the page may ask for: who looks, what is known, how to act, where to go. */
import { createContext, useContext } from 'react';
import type { Act, Group, Outcome, Person } from '../web/shape.ts';
import type { World } from './live/world.ts';
import type { Route } from './route.ts';

export interface Directory {
  readonly people: ReadonlyMap<string, Person>;
  readonly groups: ReadonlyMap<string, Group>;
  /** Names by id, of the channels that this person sees. */
  readonly channels: ReadonlyMap<string, string>;
  readonly me: string;
}

export interface Shared {
  readonly world: World;
  readonly me: Person;
  readonly route: Route;
  readonly go: (to: Partial<Route>) => void;
  readonly act: (deed: Act) => Promise<Outcome>;
}

export const SharedContext = createContext<Shared | null>(null);
/** Apart from the rest because it hardly ever changes: a message is not drawn again for news of another. */
export const DirectoryContext = createContext<Directory | null>(null);
export const ActContext = createContext<Shared['act'] | null>(null);

export function useShared(): Shared {
  return present(useContext(SharedContext));
}

export function useDirectory(): Directory {
  return present(useContext(DirectoryContext));
}

export function useAct(): Shared['act'] {
  return present(useContext(ActContext));
}

function present<Value>(value: Value | null): Value {
  if (value === null) throw new Error('This part stands outside of the page.');
  return value;
}
