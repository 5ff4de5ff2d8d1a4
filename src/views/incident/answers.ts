/** Answers to one person about an incident. */
import type { Incident } from '../../model/incident.ts';
import type { IncidentView } from '../../model/incident-view.ts';
import { context, type Message, section } from '../blocks.ts';
import { message } from '../message.ts';
import { channelLink } from '../people.ts';
import { code, free } from '../text.ts';

export function incidentOpened({ incident }: IncidentView, isNew: boolean): Message {
  const { spec, status } = incident;
  const where = `*${free(spec.service, 80)}* in *${free(spec.environment, 80)}*`;
  const channel = status?.room?.channel ?? null;
  const meet = channel === null ? '; its channel follows' : `: ${channelLink(channel)}`;
  const text = isNew
    ? `:rotating_light: Incident of ${where} opened${meet}`
    : `:rotating_light: There is an open incident of ${where} already${meet}`;
  return message(text, [section('answer', text), context('facts', code(incident.name))]);
}

/** `what` says what was done, in our words. */
export function incidentDone({ name }: Pick<Incident, 'name'>, what: string): Message {
  const text = `:heavy_check_mark: ${what}`;
  return message(text, [section('answer', text), context('facts', code(name))]);
}

export function incidentNoted(isNew: boolean): Message {
  const text = isNew
    ? ':pushpin: It is on the timeline of the incident'
    : ':pushpin: You have put it on the timeline of the incident already';
  return message(text, [section('answer', text)]);
}
