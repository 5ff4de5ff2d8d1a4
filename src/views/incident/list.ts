/** Incidents at a glance: what is open first, with how long the others took. */
import { type Incident, isOpen } from '../../model/incident.ts';
import { context, type Message, pages, section } from '../blocks.ts';
import { message } from '../message.ts';
import { channelLink, user } from '../people.ts';
import { dotted, firstOf, free, plural } from '../text.ts';
import { between, duration, moment } from '../time.ts';
import { titleLine } from './card.ts';
import { figuresLine } from './facts.ts';
import { ROLE_NAME } from './words.ts';

const SHOWN = 15;

export interface Found {
  readonly now: Date;
  /** Nothing was asked for in particular. */
  readonly isAll: boolean;
}

/** `found` is newest first. */
export function incidentList(found: readonly Incident[], { now, isAll }: Found): Message {
  const open = found.filter(isOpen).length;
  const none = isAll ? 'No incidents yet' : 'No incident fits';
  const title = found.length === 0 ? none : `*Incidents* · ${open} open, ${found.length - open} over`;
  const sorted = found.toSorted((a, b) => Number(isOpen(b)) - Number(isOpen(a)));
  const rows = sorted.map((incident) => row(incident, now));
  return message(title, [
    section('title', title),
    ...pages('rows', firstOf(rows, SHOWN, 'incidents')),
    context('facts', dotted([medians(found), found.length > SHOWN ? NARROWER : null])),
  ]);
}

const NARROWER = '`/incident list <words> --since 7d` finds fewer';

function row(incident: Incident, now: Date): string {
  const { createdAt, status } = incident;
  const channel = status?.room?.channel ?? null;
  const commander = status?.roles.commander ?? null;
  const age = between(createdAt, now);
  return dotted([
    titleLine({ incident }),
    isOpen(incident) ? null : free(status?.resolution?.cause ?? '', 120),
    channel === null ? null : channelLink(channel),
    commander === null ? null : `${ROLE_NAME.commander} ${user(commander)}`,
    isOpen(incident) && age !== null ? `for ${duration(age)}` : moment(createdAt),
    status?.resolution ? figuresLine(status.resolution.figures) : null,
  ]);
}

/** The middle one of those that are over: no single long night moves it. */
function medians(found: readonly Incident[]): string {
  const all = found.flatMap(({ status }) => status?.resolution?.figures ?? []);
  if (all.length === 0) return '';
  const middle = (of: 'detect' | 'rollBack' | 'restore') => {
    const known = all.flatMap((figures) => figures[of] ?? []).toSorted((a, b) => a - b);
    return known[Math.floor((known.length - 1) / 2)] ?? null;
  };
  const figures = { detect: middle('detect'), rollBack: middle('rollBack'), restore: middle('restore') };
  return dotted([`Median of ${plural(all.length, 'incident')}`, figuresLine(figures)]);
}
