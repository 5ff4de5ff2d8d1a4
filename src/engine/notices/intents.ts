/** What people can ask of notices. */
import type { Delivery, Notice } from '../../model/notice.ts';
import type { Person } from '../intents.ts';

/** One notice that did not get through to one destination, or is still being tried. */
export interface Undelivered {
  readonly notice: Notice;
  readonly delivery: Delivery;
}

export interface AgainIntent {
  readonly by: Person;
  readonly notice: string;
  readonly to: string;
  /** How often it had been tried when the button was drawn. */
  readonly tries: number;
}

export interface Notices {
  /** Oldest first, from memory. */
  undelivered(): readonly Undelivered[];
  /** Throws UserProblem when it may not be, or need not be, sent again. */
  sendAgain(intent: AgainIntent): Promise<Notice>;
}
