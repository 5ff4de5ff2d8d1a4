/**
 * A webhook of Discord (discord/discord-api-docs: Execute Webhook, Embed Limits, Rate Limits). Its address is the secret.
 * Words of others are escaped, and mention nobody.
 */

import type { Outcome, Parcel } from '../../engine/notices/ports.ts';
import { clip } from '../../model/clip.ts';
import type { Occasion } from '../../model/notice.ts';
import type { SecretPlace } from '../../model/outward.ts';
import { type Answer, failed, succeeded } from './ask.ts';
import type { Way } from './destination.ts';
import { addressIn } from './secrets.ts';
import { factsOf, linksOf, titleOf } from './words.ts';

const LONGEST_TITLE = 256;
const LONGEST_DESCRIPTION = 4_096;
const LONGEST_VALUE = 1_024;
/** Of all texts of a message together. */
const LONGEST_MESSAGE = 6_000;
const RED = 0xd13438;
const GREEN = 0x2e7d32;
const GREY = 0x5f6368;

const COLOR: Readonly<Partial<Record<Occasion, number>>> = {
  'incident.opened': RED,
  'incident.resolved': GREEN,
  'release.completed': GREEN,
  'release.rolled_back': RED,
  'release.aborted': RED,
};

export interface DiscordRules {
  readonly url: SecretPlace;
}

export function discord({ url }: DiscordRules): Way {
  return async (parcel, { secret, ask, now }) => {
    const address = addressIn(await secret(url));
    // Only then it is answered once the message is there.
    address.searchParams.set('wait', 'true');
    const answer = await ask({ url: address.href, body: JSON.stringify(messageOf(parcel)) });
    return succeeded(answer) ? { came: 'delivered', link: null } : patient(answer, failed(answer, saidIn(answer), now));
  };
}

function messageOf(parcel: Parcel): object {
  const { spec } = parcel.notice;
  const title = clip(escaped(titleOf(spec)), LONGEST_TITLE);
  const description = clip(
    linksOf(parcel)
      .map(({ text, href }) => `[${text}](${href})`)
      .join(' · '),
    LONGEST_DESCRIPTION,
  );
  let left = LONGEST_MESSAGE - title.length - description.length;
  const fields = factsOf(spec).flatMap(([name, value]) => {
    const text = clip(escaped(value), Math.min(LONGEST_VALUE, left - name.length));
    left -= name.length + text.length;
    return left < 0 ? [] : [{ name, value: text, inline: value.length < 40 }];
  });
  return {
    username: 'Rollbridge',
    allowed_mentions: { parse: [] },
    embeds: [{ title, description, color: COLOR[spec.occasion] ?? GREY, timestamp: spec.at, fields }],
  };
}

/** Discord's Markdown, and what begins a mention or a time. */
function escaped(text: string): string {
  return text.replace(/[\\*_~`|>#\-[\]()<@:]/g, '\\$&');
}

/** The body says more exactly than the header how long to wait, in seconds. */
function patient({ body }: Answer, outcome: Outcome): Outcome {
  if (outcome.came !== 'later' || outcome.afterMs !== null) return outcome;
  const seconds = typeof body === 'object' && body !== null && 'retry_after' in body ? body.retry_after : null;
  return typeof seconds === 'number' ? { ...outcome, afterMs: Math.ceil(seconds * 1_000) } : outcome;
}

/** `{"message": "…", "code": 50035}` */
function saidIn({ body }: Answer): string {
  const said = typeof body === 'object' && body !== null && 'message' in body ? body.message : '';
  return typeof said === 'string' ? said : '';
}
