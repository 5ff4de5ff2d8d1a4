/** The one redactor with what a catalog adds to it: e-mail addresses, and patterns of its own. */
import { REDACTED, redactText } from './redact.ts';
import { redactObject } from './redact-object.ts';
import { redactPattern } from './redact-pattern.ts';

export interface RedactRules {
  readonly emails: boolean;
  /** Each is one that `isRedactPattern` takes. */
  readonly patterns: readonly string[];
}

export interface Redactor {
  text(text: string): string;
  /** What becomes JSON in, plain JSON out. */
  object(value: unknown): unknown;
}

/** The name of somebody, `@` as it is or as addresses of pages write it, and a domain with a dot. Every repetition is bounded. */
const EMAIL =
  /(?<![\p{L}\p{N}._%+'-])[\p{L}\p{N}._%+'-]{1,254}?(?:@|%40)[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62}\.){1,8}[\p{L}\p{N}-]{2,63}/giu;

export function redactorOf({ emails, patterns }: RedactRules): Redactor {
  const more = [...(emails ? [EMAIL] : []), ...patterns.map(redactPattern)];
  const text = (words: string) => more.reduce(without, redactText(words));
  return { text, object: (value) => redactObject(value, text) };
}

/** What was redacted before is not looked at: doing it again changes nothing. */
function without(text: string, pattern: RegExp): string {
  return text
    .split(REDACTED)
    .map((rest) => rest.replace(pattern, REDACTED))
    .join(REDACTED);
}
