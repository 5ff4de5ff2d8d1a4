/** One request of Slack's, whatever kind it is, on its way to the one place where every request passes. */
import type { Context } from '@slack/bolt';
import type { Logger } from 'pino';
import type { Telling } from '../commands/answered.ts';
import type { Deps, Request } from '../commands/types.ts';
import type { Said } from '../engine/incidents/intents.ts';
import type { FormApi } from './api.ts';
import type { Sender } from './team.ts';
import type { Whisper } from './whisper.ts';

/** What one of Slack's requests asks, and how its answer gets to the person. */
export interface Incoming<T> {
  readonly context: Context;
  /** Names it in the log. */
  readonly what: string;
  readonly sender: Sender;
  readonly channel: string | null;
  readonly urgent: boolean;
  readonly run: (request: Request) => Promise<T>;
  /** What the person is told when it is refused or fails. */
  readonly telling: Telling<T>;
  /** Never rejects. */
  readonly reply: (answer: Promise<T>, request: Request) => Promise<void>;
}

/** Messages that an emoji puts on a timeline. */
export interface Marks {
  /** The name of that emoji, as it is now. */
  readonly emoji: () => string;
  /** Null when there is no such message, or none that the bot may read. */
  readonly said: (channel: string, ts: string) => Promise<Said | null>;
}

export interface ListenerParts {
  readonly deps: Deps;
  readonly forms: FormApi;
  readonly whisper: Whisper;
  readonly marks: Marks;
  readonly log: Logger;
  /** Where every request passes. */
  readonly take: <T>(incoming: Incoming<T>) => Promise<void>;
}
