/** What is sent to the bot and what came of it, whichever way it went. */
import type { Json } from './message.ts';

export interface SendOptions {
  /** Signed with another secret. */
  readonly wrongSignature?: boolean;
  /** How long ago it claims to have been sent; negative for the future. */
  readonly ageSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** As Socket Mode calls them. */
export type Kind = 'slash_commands' | 'interactive' | 'events_api';

export interface HttpRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Envelope = Json & { readonly envelope_id: string };

/** What went out, the time and the signature included; may be sent again as it is. */
export type BotRequest = HttpRequest | { readonly envelope: Envelope };

export interface Ack {
  /** HTTP status, 200 for what was acknowledged by a socket; 0 if no answer came in time or the bot could not be reached. */
  readonly status: number;
  readonly body: string;
  readonly ms: number;
}

export interface Delivery {
  /** What was sent; may be replayed. */
  readonly request: BotRequest;
  readonly ack: Ack;
  /** `operation_timeout`, `dispatch_failed` or what was wrong with the answer; null if all is well. */
  readonly failure: string | null;
}

/** One request to the bot, as it is written down: how it stands, and at last what came of it. */
export interface DeliveryRecord {
  /** Milliseconds of the workspace's clock, when it went out. */
  readonly at: number;
  readonly kind: Kind;
  readonly payload: Json;
  /** Null for as long as the bot was neither heard nor given up. */
  readonly result: Pick<Delivery, 'ack' | 'failure'> | null;
}

export function failureOf({ status, body }: Ack): string | null {
  if (status === 0) return body;
  return status === 200 ? null : 'dispatch_failed';
}
