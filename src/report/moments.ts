/** What happened when: the pieces of a timeline, of whatever it is a timeline. */
import { between, duration } from '../views/time.ts';
import { type Html, html } from './html.ts';
import { plainText, table } from './markdown.ts';

/** How it is meant; said by a sign and a word, never by colour alone. */
export type Tone = 'asked' | 'good' | 'bad' | 'plain';

export interface Moment {
  /** RFC 3339 */
  readonly at: string;
  readonly words: string;
  readonly tone: Tone;
}

const SIGN: Readonly<Record<Tone, readonly [sign: string, word: string]>> = {
  asked: ['▶', 'asked'],
  good: ['✓', 'good'],
  bad: ['✕', 'bad'],
  plain: ['·', ''],
};

/** Oldest first. Of the same moment in the order given. */
export function inOrder(moments: readonly Moment[]): readonly Moment[] {
  return moments.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** Beside each time how long before or after `zero` it was. */
export function timelineHtml(moments: readonly Moment[], zero: string): Html {
  return html`<ol class="timeline">${inOrder(moments).map(({ at, words, tone }) => {
    const [sign, word] = SIGN[tone];
    const spoken = word === '' ? null : html`<span class="unseen">${word}: </span>`;
    return html`<li class="${tone}"><span class="when">${time(at)} <small>${offset(at, zero)}</small></span>
<span class="sign" aria-hidden="true">${sign}</span><span>${spoken}${words}</span></li>`;
  })}</ol>`;
}

export function timelineMarkdown(moments: readonly Moment[], zero: string): string {
  const row = ({ at, words, tone }: Moment) => [clock(at), offset(at, zero), SIGN[tone][0], plainText(words)];
  return table(['UTC', 'after the moment', '', 'what'], inOrder(moments).map(row));
}

/** To the second, or to the ms where there are any, in UTC. */
export function clock(at: string): string {
  const ms = Date.parse(at);
  if (Number.isNaN(ms)) return '–';
  return new Date(ms)
    .toISOString()
    .slice(11, 23)
    .replace(/\.000$/, '');
}

export function time(at: string): Html {
  const ms = Date.parse(at);
  const attribute = Number.isNaN(ms) ? '' : new Date(ms).toISOString();
  return html`<time datetime="${attribute}">${clock(at)}</time>`;
}

/** `2026-11-21 09:45:57 UTC` */
export function dated(at: string): string {
  const ms = Date.parse(at);
  return Number.isNaN(ms) ? '–' : `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `+1.2 s`, `−3 min`, or nothing for the moment itself. */
export function offset(at: string, zero: string): string {
  const ms = between(zero, at);
  if (ms === null || ms === 0) return '';
  return `${ms < 0 ? '−' : '+'}${duration(Math.abs(ms))}`;
}
