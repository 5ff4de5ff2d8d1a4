/** A destination as the engine knows it, made of a way to speak to it; what leaves here has no secret in it. */
import type { Destination, Outcome, Parcel } from '../../engine/notices/ports.ts';
import type { SecretPlace } from '../../model/outward.ts';
import { REDACTED, redactText } from '../../model/redact.ts';
import { type Answer, type Asked, ask, NoAnswer } from './ask.ts';
import { NoSecret, secretAt, type Variables } from './secrets.ts';

/** What a way works with during one try. */
export interface Tools {
  /** Throws NoSecret. */
  readonly secret: (place: SecretPlace) => Promise<string>;
  /** Throws NoAnswer. */
  readonly ask: (asked: Asked) => Promise<Answer>;
  readonly now: Date;
}

/** Rejects for what the destination says of it: NoSecret, NoAnswer, or anything that nobody foresaw. */
export type Way = (parcel: Parcel, tools: Tools) => Promise<Outcome>;

export interface DestinationParts {
  readonly variables: Variables;
  readonly now: () => Date;
  /** Hears of what nobody foresaw. */
  readonly onError: (error: unknown) => void;
}

export function destinationBy(way: Way, { variables, now, onError }: DestinationParts): Destination {
  return {
    deliver: async (parcel, signal) => {
      const secrets: string[] = [];
      const secret = async (place: SecretPlace) => {
        const value = await secretAt(place, variables);
        secrets.push(value);
        return value;
      };
      try {
        const tools = { secret, now: now(), ask: (asked: Asked) => ask(asked, signal) };
        return withoutSecrets(await way(parcel, tools), secrets);
      } catch (error) {
        if (error instanceof NoAnswer) return { came: 'later', why: error.message, afterMs: null, isAway: true };
        if (error instanceof NoSecret) return { came: 'refused', why: error.message, hint: error.hint };
        onError(error);
        return { came: 'later', why: 'It could not be sent; the log says more', afterMs: null, isAway: false };
      }
    },
  };
}

function withoutSecrets(outcome: Outcome, secrets: readonly string[]): Outcome {
  if (!('why' in outcome)) return outcome;
  const why = secrets.reduce((text, secret) => text.replaceAll(secret, REDACTED), redactText(outcome.why));
  return { ...outcome, why };
}
