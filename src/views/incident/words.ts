/** What is said of incidents in a word or a line. */
import type { IncidentPhase, Note, Role, RoomStep, Severity } from '../../model/incident.ts';
import type { IncidentEvent } from '../../model/incident-story.ts';
import type { Release } from '../../model/release.ts';
import { firing } from '../alerts.ts';
import { linkedWords, notDeliveredWords } from '../notices.ts';
import { actor, because, user } from '../people.ts';
import { versionOf } from '../release-version.ts';
import { code, free, list } from '../text.ts';
import type { Sign } from '../words/words.ts';

export const SEVERITY: Readonly<Record<Severity, Sign & { readonly means: string }>> = {
  sev1: { emoji: ':red_circle:', word: 'SEV 1', means: 'users cannot do what they came for' },
  sev2: { emoji: ':large_orange_circle:', word: 'SEV 2', means: 'something important does not work for some' },
  sev3: { emoji: ':large_yellow_circle:', word: 'SEV 3', means: 'a nuisance, or a risk' },
};

export const INCIDENT_PHASE: Readonly<Record<IncidentPhase, Sign>> = {
  Open: { emoji: ':rotating_light:', word: 'Incident' },
  Resolved: { emoji: ':white_check_mark:', word: 'Incident resolved' },
  Closed: { emoji: ':file_folder:', word: 'Incident closed' },
};

export const ROLE_NAME: Readonly<Record<Role, string>> = {
  commander: 'Commander',
  communications: 'Communications',
  scribe: 'Scribe',
};

/** What the incident has to do without. */
export const ROOM_LACKS: Readonly<Record<RoomStep, string>> = {
  create: 'It has no channel of its own',
  topic: 'The channel has no topic',
  purpose: 'The channel has no purpose',
  invite: 'Not everybody could be invited',
  bookmark: 'The bridge is not bookmarked',
  pin: 'The card is not pinned',
  postmortem: 'The draft of the post-mortem is not in the channel',
  archive: 'The channel is not archived',
};

/** RFC 3339: when the message was written. */
export function noteTime({ ts }: Pick<Note, 'ts'>): string {
  const ms = Number(ts) * 1_000;
  return new Date(Number.isFinite(ms) ? ms : 0).toISOString();
}

/** As they were said: they were put there in any order, and a time in ms does not tell two of them apart. */
export function inOrder(notes: readonly Note[]): readonly Note[] {
  return notes.toSorted((a, b) => Number(a.ts) - Number(b.ts));
}

export function noteLine({ author, text }: Note): string {
  return `:pushpin: ${author === null ? '' : `${user(author)}: `}${free(text, 500) || 'a message without text'}`;
}

/** A release of another place around that time. */
export function elsewhereLine(release: Release): string {
  const { service, environment } = release.spec;
  return `:package: Elsewhere: ${free(service, 60)} in ${free(environment, 60)} ${code(versionOf(release), 60)} began`;
}

/** One line of the timeline. */
export function incidentLine(event: IncidentEvent): string {
  switch (event.what) {
    case 'opened':
      return `:rotating_light: Opened by ${actor(event.by)}${because(event.reason)}`;
    case 'severity':
      return `${SEVERITY[event.to].emoji} ${SEVERITY[event.from].word} → ${SEVERITY[event.to].word} by ${actor(event.by)}`;
    case 'role': {
      const from = event.from === null ? '' : `, before: ${user(event.from)}`;
      return `:bust_in_silhouette: ${ROLE_NAME[event.role]} is ${user(event.to)}${from}`;
    }
    case 'update':
      return `:mega: ${actor(event.by)}${because(event.text)}`;
    case 'updateDue':
      return ':alarm_clock: A status update was due';
    case 'tasksAdded':
      return `:clipboard: New: ${list(
        event.titles.map((title) => free(title, 80)),
        4,
      )}`;
    case 'taskTaken':
      return `:point_right: ${user(event.owner)} takes: ${free(event.title, 120)}`;
    case 'taskDone':
      return `:heavy_check_mark: Done by ${actor(event.by)}: ${free(event.title, 120)}`;
    case 'resolved':
      return `:white_check_mark: Resolved by ${actor(event.by)}${because(event.cause)}`;
    case 'linked':
      return `:ticket: ${linkedWords(event)}`;
    case 'notDelivered':
      return notDeliveredWords(event);
    case 'alert':
      return `:rotating_light: ${firing(event)}`;
    case 'closed':
      return `:file_folder: Closed by ${actor(event.by)}`;
  }
}
