/** What is known of a request before anybody looks into it, carried in Bolt's context. */
import type { Context } from '@slack/bolt';
import type { Doubt } from './replays.ts';

export interface Arrival {
  /** When it was there: the clock of a rollback starts here. */
  readonly receivedAt: Date;
  /** Null by a socket, which nobody but Slack can speak by. */
  readonly doubt: Doubt | null;
}

export function arrivalOf(context: Context): Arrival {
  return context.arrival as Arrival;
}

/** Thrown before the acknowledgement: the request is refused by an HTTP status. */
export class Doubtful extends Error {
  constructor(doubt: Doubt) {
    super(`a request was ${doubt}`);
    this.name = 'Doubtful';
  }
}
