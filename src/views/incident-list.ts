/** Incidents at a glance: what is open first, with how long the others took. */
import { isOpen } from '../model/incident.ts';
import type { IncidentView } from '../model/incident-view.ts';
import { context, type Message, pages, section } from './blocks.ts';
import { titleLine } from './incident-card.ts';
import { figuresLine } from './incident-facts.ts';
import { ROLE_NAME } from './incident-words.ts';
import { message } from './message.ts';
import { channelLink, user } from './people.ts';
import { dotted, firstOf, plural } from './text.ts';
import { between, duration, moment } from './time.ts';

const SHOWN = 15;

export function incidentList(views: readonly IncidentView[], now: Date): Message {
  const open = views.filter(({ incident }) => isOpen(incident)).length;
  const title = views.length === 0 ? 'No incidents yet' : `*Incidents* · ${open} open, ${views.length - open} over`;
  const sorted = views.toSorted((a, b) => Number(isOpen(b.incident)) - Number(isOpen(a.incident)));
  const rows = sorted.map((view) => row(view, now));
  return message(title, [
    section('title', title),
    ...pages('rows', firstOf(rows, SHOWN, 'incidents')),
    context('facts', medians(views)),
  ]);
}

function row(view: IncidentView, now: Date): string {
  const { createdAt, status } = view.incident;
  const channel = status?.room?.channel ?? null;
  const commander = status?.roles.commander ?? null;
  const age = between(createdAt, now);
  return dotted([
    titleLine(view),
    channel === null ? null : channelLink(channel),
    commander === null ? null : `${ROLE_NAME.commander} ${user(commander)}`,
    isOpen(view.incident) && age !== null ? `for ${duration(age)}` : moment(createdAt),
    status?.resolution ? figuresLine(status.resolution.figures) : null,
  ]);
}

/** The middle one of those that are over: no single long night moves it. */
function medians(views: readonly IncidentView[]): string {
  const all = views.flatMap(({ incident }) => incident.status?.resolution?.figures ?? []);
  if (all.length === 0) return '';
  const middle = (of: 'detect' | 'rollBack' | 'restore') => {
    const known = all.flatMap((figures) => figures[of] ?? []).toSorted((a, b) => a - b);
    return known[Math.floor((known.length - 1) / 2)] ?? null;
  };
  const figures = { detect: middle('detect'), rollBack: middle('rollBack'), restore: middle('restore') };
  return dotted([`Median of ${plural(all.length, 'incident')}`, figuresLine(figures)]);
}
