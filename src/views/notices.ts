/** What did not get through to systems outside, with a button to send it again; and the few words that stories need. */
import type { KnownBlock } from '@slack/types';
import type { Delivery, Notice, NoticeSpec, Occasion } from '../model/notice.ts';
import { button, context, type Message, section } from './blocks.ts';
import { link } from './link.ts';
import { withAsMany } from './message.ts';
import { noticePressValue } from './notice-press.ts';
import { code, dotted, free, plural, prose } from './text.ts';
import { moment } from './time.ts';

export const OCCASION: Readonly<Record<Occasion, string>> = {
  'incident.opened': 'Incident opened',
  'incident.severity': 'Severity changed',
  'incident.acknowledged': 'Somebody leads the incident',
  'incident.resolved': 'Incident resolved',
  'release.completed': 'Release completed',
  'release.rolled_back': 'Release rolled back',
  'release.aborted': 'Release aborted',
};

export function notDeliveredWords(lack: { readonly to: string; readonly why: string; readonly hint: string }): string {
  const then = '`/incident undelivered` sends it again';
  return `:mailbox: ${code(lack.to, 60)} was not told: ${free(lack.why, 300)} · ${prose(lack.hint, 300)} ${then}`;
}

export function linkedWords({ label, url }: { readonly label: string; readonly url: string }): string {
  return link(url, free(label, 120)) ?? free(label, 120);
}

const SHOWN = 15;

export interface UndeliveredRow {
  readonly notice: Notice;
  readonly delivery: Delivery;
}

export function undeliveredList(rows: readonly UndeliveredRow[]): Message {
  const given = rows.filter(({ delivery }) => delivery.state === 'undelivered');
  const tried = rows.length - given.length;
  if (rows.length === 0) {
    const text = ':mailbox_with_no_mail: Every destination has what it is to be told';
    return withAsMany(1, () => [text, [section('title', text)]]);
  }
  const title = dotted([
    `*Not delivered* · ${plural(given.length, 'notice')}`,
    tried === 0 ? null : `${tried} still being tried`,
  ]);
  const sorted = [...given, ...rows.filter(({ delivery }) => delivery.state === 'waiting')];
  return withAsMany(Math.min(SHOWN, sorted.length), (shown) => [
    title,
    [
      section('title', title),
      ...sorted.slice(0, shown).map(rowBlock),
      context('rest', sorted.length > shown ? `and ${sorted.length - shown} more: \`kubectl get notices\`` : ''),
    ],
  ]);
}

function rowBlock({ notice, delivery }: UndeliveredRow, n: number): KnownBlock | null {
  const { name, spec } = notice;
  const { to, tries, why, hint, state, nextAt } = delivery;
  const text = [
    dotted([`${code(to, 60)} · *${OCCASION[spec.occasion]}*`, whereOf(spec), moment(spec.at)]),
    dotted([`${plural(tries, 'try', 'tries')}: ${free(why ?? '', 300)}`, hint === null ? null : prose(hint, 300)]),
    state === 'waiting' && nextAt !== null ? `Next try ${moment(nextAt)}` : '',
  ];
  const block = section(`notice-${n}`, text.filter((line) => line !== '').join('\n'));
  const accessory = state === 'waiting' ? null : againButton(name, delivery);
  return block === null || accessory === null ? block : ({ ...block, accessory } as KnownBlock);
}

function againButton(notice: string, { to, tries }: Delivery) {
  return button({ action: 'notice.again', label: 'Send again', value: noticePressValue({ notice, to, tries }) });
}

function whereOf({ service, environment }: NoticeSpec): string {
  return `${free(service, 80)} in ${free(environment, 80)}`;
}

export function sentAgain({ spec }: Notice, to: string): Message {
  const text = `:outbox_tray: *${OCCASION[spec.occasion]}* is sent to ${code(to, 60)} again`;
  const small = '`/incident undelivered` shows whether it got through';
  return withAsMany(1, () => [text, [section('sent', text), context('facts', small)]]);
}
