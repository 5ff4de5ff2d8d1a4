/**
 * A workflow of Microsoft Teams that begins "when a Teams webhook request is received" (learn.microsoft.com, Create incoming
 * webhooks with Workflows): it takes an Adaptive Card in a message and answers 202. Its address is the secret. Words of
 * others stand in text runs, which know no Markdown.
 */

import type { Parcel } from '../../engine/notices/ports.ts';
import { clip } from '../../model/clip.ts';
import type { SecretPlace } from '../../model/outward.ts';
import { failed, succeeded } from './ask.ts';
import type { Way } from './destination.ts';
import { addressIn } from './secrets.ts';
import { factsOf, linksOf, titleOf } from './words.ts';

/** A message of Teams may have 28 KB. */
const LONGEST_WORDS = 1_000;

export interface TeamsRules {
  readonly url: SecretPlace;
}

export function teams({ url }: TeamsRules): Way {
  return async (parcel, { secret, ask, now }) => {
    const answer = await ask({ url: addressIn(await secret(url)).href, body: JSON.stringify(messageOf(parcel)) });
    return succeeded(answer) ? { came: 'delivered', link: null } : failed(answer, '', now);
  };
}

function messageOf(parcel: Parcel): object {
  const { spec } = parcel.notice;
  const title = run(titleOf(spec), { weight: 'Bolder', size: 'Medium' });
  const facts = factsOf(spec).map(([name, value]) => [run(`${name}  `, { isSubtle: true }), run(value)]);
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    fallbackText: clip(titleOf(spec), LONGEST_WORDS),
    body: [[title], ...facts].map((inlines) => ({ type: 'RichTextBlock', inlines })),
    actions: linksOf(parcel).map(({ text, href }) => ({ type: 'Action.OpenUrl', title: text, url: href })),
  };
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  };
}

function run(text: string, look: object = {}): object {
  return { type: 'TextRun', text: clip(text, LONGEST_WORDS), ...look };
}
