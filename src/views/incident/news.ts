/** The few messages that an incident posts: what people would otherwise have to look for. */
import type { IncidentTold } from '../../model/incident-story.ts';
import type { IncidentView } from '../../model/incident-view.ts';
import { context, type Message, section } from '../blocks.ts';
import { message } from '../message.ts';
import { notDeliveredWords } from '../notices.ts';
import { actor, because, channelLink, user } from '../people.ts';
import { dotted, free } from '../text.ts';
import { SEVERITY } from './words.ts';

/** In the channel of the incident. Null for what stands on the card only. */
export function newsInside(event: IncidentTold): Message | null {
  switch (event.what) {
    case 'update':
      return said(`:mega: *Status update* by ${actor(event.by)}\n${free(event.text, 2_000)}`, '');
    case 'updateDue': {
      const who = event.who === null ? 'Whoever leads' : user(event.who);
      return said(
        `:alarm_clock: ${who}: how does it stand? A status update is due`,
        'Press *Status update…* on the card',
      );
    }
    case 'resolved':
      return said(`:white_check_mark: *Resolved* by ${actor(event.by)}${because(event.cause)}`, '');
    case 'notDelivered':
      return said(notDeliveredWords(event), '');
    default:
      return null;
  }
}

/** Where the release's card is, or in the status channel: for those who are not in the incident's channel. */
export function newsOutside(event: IncidentTold, { incident }: IncidentView): Message | null {
  const { spec, status } = incident;
  const severity = SEVERITY[status?.severity ?? spec.severity];
  const where = `*${free(spec.service, 80)}* in *${free(spec.environment, 80)}*`;
  const channel = status?.room?.channel ?? null;
  const small = dotted([channel === null ? null : `People meet in ${channelLink(channel)}`]);
  switch (event.what) {
    case 'opened':
      return said(
        `:rotating_light: *Incident*: ${where} · ${severity.emoji} ${severity.word}${because(event.reason)}`,
        small,
      );
    case 'update':
      return said(
        `:mega: *Status update* · ${where} · ${severity.emoji} ${severity.word}\n${free(event.text, 2_000)}`,
        small,
      );
    case 'resolved':
      return said(`:white_check_mark: *Incident resolved*: ${where}${because(event.impact || event.cause)}`, small);
    default:
      return null;
  }
}

function said(text: string, small: string): Message {
  return message(text, [section('news', text), context('facts', small)]);
}
