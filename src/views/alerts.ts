/** What a thread says about alerts, and the message that asks whether to roll back. */
import type { AlertTold } from '../model/alert.ts';
import type { ReleaseView } from '../model/release-view.ts';
import type { Told } from '../model/story.ts';
import { actions, context, type Message, section } from './blocks.ts';
import { rollbackButton } from './card/buttons.ts';
import { place } from './card/title.ts';
import { change } from './images.ts';
import { message } from './message.ts';
import { because, called } from './people.ts';
import { imagesOf } from './reading.ts';
import { dotted, free, list, plural } from './text.ts';

export type AlertAsks = Told & { readonly what: 'alertAsks' };
export type AlertEvent = Told & { readonly what: 'alertAsks' | 'alertFired' | 'alertResolved' };

const NAMES_SHOWN = 3;

const WHY: Readonly<Record<AlertTold, string>> = {
  asked: 'it was asked already whether to roll back',
  older: 'it began before this release did, so nothing is done',
  'rolling-back': 'a rollback is under way already',
  ended: 'this release is not what runs any more, so nothing is done',
  unknown: 'nothing is done: the version to blame, or the way back from it, is not known for certain',
  ambiguous: 'nothing is done: the catalog has rules for it in more than one place',
  refused: 'it was to be rolled back, and was not',
};

/** True while a press on the question could still do what it asks. */
export function isOpenQuestion(view: ReleaseView, { from }: Pick<AlertAsks, 'from'>): boolean {
  return view.offers.includes('rollback') && view.basis.hash === from;
}

/** Calls people: `mentions` as for `called`. Only while the question is open. */
export function alertAsk(view: ReleaseView, event: AlertAsks, mentions: readonly string[]): Message {
  const { from, to } = imagesOf(view);
  const line = `${fires(event)} · ${[...called(mentions), 'roll back?'].join(' ')}`;
  const small = `${place(view)} ${change(from, to)} may be to blame; the button leaves this version, whatever step it is at`;
  return message(line, [section('alert', line), context('facts', small), actions('offers', [rollbackButton(view)])]);
}

export function alertWords(event: AlertEvent): string {
  switch (event.what) {
    case 'alertAsks':
      return `${fires(event)} · it was asked whether to roll back`;
    case 'alertFired':
      return `${fires(event)} · ${WHY[event.why]}`;
    case 'alertResolved':
      return `:bell: ${dotted([`*Resolved:* ${names(event)}`, 'none of the alerts fires any more'])}`;
  }
}

function fires(event: Pick<AlertAsks, 'names' | 'count' | 'says'>): string {
  return `:rotating_light: ${firing(event)}`;
}

/** `*Alert HighErrorRate (500 alerts)* fires: 12 % of requests fail`. */
export function firing(event: Pick<AlertAsks, 'names' | 'count' | 'says'>): string {
  return `*Alert ${names(event)}* fires${because(event.says)}`;
}

/** `HighErrorRate (500 alerts)`. */
function names({ names, count }: Pick<AlertAsks, 'names' | 'count'>): string {
  const all = list(
    names.map((name) => free(name, 120)),
    NAMES_SHOWN,
  );
  return count > 1 ? `${all} (${plural(count, 'alert')})` : all;
}
