/** The line of a thread that asks a second person to look at a rollback. */
import type { Told } from '../model/story.ts';
import { type Message, section } from './blocks.ts';
import { message } from './message.ts';
import { actor, called } from './people.ts';
import { dotted } from './text.ts';

export type AcknowledgementWanted = Told & { readonly what: 'acknowledgementWanted' };

/** Calls people: `mentions` as for `called`. */
export function acknowledgementAsk(event: AcknowledgementWanted, mentions: readonly string[]): Message {
  const line = dotted([acknowledgementWords(event), `${called(mentions).join(' ')} look, and press Acknowledge above`]);
  return message(line, [section('story', line)]);
}

export function acknowledgementWords({ by, isReminder }: Pick<AcknowledgementWanted, 'by' | 'isReminder'>): string {
  return isReminder
    ? `:eyes: Nobody has acknowledged the rollback of ${actor(by)} yet`
    : `:eyes: ${actor(by)} rolls back past every gate: a second person is to acknowledge it afterwards`;
}
