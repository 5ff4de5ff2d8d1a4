/** What happened in an incident: its own story and those of its releases, in the words of the card. */
import type { IncidentEvent } from '../../model/incident-story.ts';
import { elsewhereLine, incidentLine, inOrder, noteLine, noteTime } from '../../views/incident/words.ts';
import { plain } from '../../views/plain.ts';
import type { Moment, Tone } from '../moments.ts';
import { releaseMoments } from '../release-story.ts';
import type { Material } from './material.ts';

const TONES: Readonly<Record<IncidentEvent['what'], Tone>> = {
  opened: 'bad',
  severity: 'asked',
  role: 'plain',
  update: 'plain',
  updateDue: 'plain',
  tasksAdded: 'plain',
  taskTaken: 'plain',
  taskDone: 'good',
  resolved: 'good',
  linked: 'plain',
  notDelivered: 'bad',
  alert: 'bad',
  closed: 'plain',
};

export function momentsOf({ view, names }: Pick<Material, 'view' | 'names'>): readonly Moment[] {
  const { incident, releases, nearby } = view;
  const plainly = (at: string, line: string): Moment => ({ at, words: plain(line, names), tone: 'plain' });
  const own = (incident.status?.story ?? []).map((event) => ({
    at: event.at,
    words: plain(incidentLine(event), names),
    tone: TONES[event.what],
  }));
  const said = inOrder(incident.status?.notes ?? []).map((note) => plainly(noteTime(note), noteLine(note)));
  const elsewhere = nearby.map((release) => plainly(release.createdAt, elsewhereLine(release)));
  const isOurs = ({ what }: { readonly what: string }) => what === 'incidentOpened' || what === 'incidentResolved';
  return [
    ...own,
    ...said,
    ...elsewhere,
    ...releases.flatMap((release) => releaseMoments(release, { isWanted: (event) => !isOurs(event), names })),
  ];
}
