/** What a verb gets and gives: our own types, so that it knows neither Bolt nor Kubernetes. */
import type { Incidents, Notes } from '../engine/incidents/intents.ts';
import type { Captures, Choices, Histories, Intents, Overview, Person, Rehearsals } from '../engine/intents.ts';
import type { Notices } from '../engine/notices/intents.ts';
import type { Clock } from '../engine/ports.ts';
import type { Message } from '../views/blocks.ts';
import type { Form } from '../views/form/form.ts';
import type { LinkTo } from '../views/link.ts';
import type { Word } from './typed.ts';

export interface Request {
  readonly by: Person;
  /** When it arrived, before anything was checked. */
  readonly receivedAt: Date;
  /** The channel in which it was asked, where Slack names one. */
  readonly channel?: string | null;
}

export interface Words extends Request {
  /** Such as `/deploy`. */
  readonly command: string;
  /** What follows the verb, split into words. */
  readonly words: readonly Word[];
}

export interface Press extends Request {
  readonly actionId: string;
  readonly value: string;
}

export interface Deps {
  readonly intents: Intents;
  readonly overview: Overview;
  readonly choices: Choices;
  readonly rehearsals: Rehearsals;
  readonly histories: Histories;
  readonly captures: Captures;
  readonly incidents: Incidents;
  readonly notes: Notes;
  readonly notices: Notices;
  readonly linkTo: LinkTo;
  readonly clock: Clock;
}

/** Private to the person who asked. */
export type Answer = Message;

/** A form for the person who asked; `otherwise` is said where it cannot be opened. */
export interface Opening {
  readonly form: Form;
  readonly otherwise: Answer;
}

export type Reply = Answer | Opening;

export interface Verb {
  /** The word after the slash command; empty for the command's own main use. */
  readonly name: string;
  readonly command: '/deploy' | '/rollback' | '/incident';
  readonly usage: string;
  readonly summary: string;
  /** True when the cluster must be asked to act before the person is answered: answers come sooner or they hear why. */
  readonly urgent?: boolean;
  readonly run: (request: Words, deps: Deps) => Promise<Reply> | Reply;
  /** What the command opens when nothing follows it. */
  readonly form?: (request: Request, deps: Deps) => Promise<Form> | Form;
}
