/** What a step of the tour is, and what it says at the moment. */
import type { Person } from '../../web/shape.ts';
import type { Seen, SeenRelease } from './seen.ts';

export interface Guide {
  /** It has really happened. */
  readonly isDone: boolean;
  /** What to do now, in mrkdwn. */
  readonly say: string;
  /** Ends “Waiting for …”; null where nothing is to happen by itself. */
  readonly waitsFor: string | null;
  /** Whose turn it is; null where anybody may. */
  readonly as: Person | null;
  /** To be written into the channel. */
  readonly command: string | null;
  /** The card that it is about, and the `action_id` of the button to press there. */
  readonly card: { readonly release: SeenRelease; readonly button: string | null } | null;
}

export interface Step {
  readonly id: string;
  readonly title: string;
  /** Why it matters, in mrkdwn. */
  readonly why: string;
  /** `since` is the `ts` after which things count. */
  readonly guide: (seen: Seen, since: string) => Guide;
}

const NOTHING: Guide = { isDone: false, say: '', waitsFor: null, as: null, command: null, card: null };

export const done = (): Guide => ({ ...NOTHING, isDone: true });

/** Write a command. */
export function write(say: string, { as, command, waitsFor }: Pick<Guide, 'as' | 'command' | 'waitsFor'>): Guide {
  return { ...NOTHING, say, as, command, waitsFor };
}

/** Press a button of a card. */
export function press(say: string, { as, card, waitsFor }: Pick<Guide, 'as' | 'card' | 'waitsFor'>): Guide {
  return { ...NOTHING, say, as, card, waitsFor };
}

/** Look at a card while it changes. */
export function watch(say: string, release: SeenRelease, waitsFor: string): Guide {
  return { ...NOTHING, say, waitsFor, card: { release, button: null } };
}
