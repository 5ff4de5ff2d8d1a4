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
  if (by.kind === 'engine') {
    return isReminder
      ? ':eyes: Nobody has acknowledged the rollback by an alert yet'
      : ':eyes: An alert rolls it back past every gate: somebody is to acknowledge it afterwards';
  }
  return isReminder
    ? `:eyes: Nobody has acknowledged the rollback of ${actor(by)} yet`
    : `:eyes: ${actor(by)} rolls back past every gate: a second person is to acknowledge it afterwards`;
}
