/** What happened, in order: the story of an incident, those of its releases, what was said and what was changed elsewhere. */
import type { IncidentView } from '../../model/incident-view.ts';
import { storyLine } from '../story.ts';
import { moment } from '../time.ts';
import { elsewhereLine, incidentLine, inOrder, noteLine, noteTime } from './words.ts';

export interface Moment {
  /** RFC 3339 */
  readonly at: string;
  readonly line: string;
}

/** Oldest first. */
export function timeline({
  incident,
  releases,
  nearby,
}: Pick<IncidentView, 'incident' | 'releases' | 'nearby'>): readonly Moment[] {
  const own = (incident.status?.story ?? []).map((event) => ({ at: event.at, line: incidentLine(event) }));
  const theirs = releases.flatMap(({ spec, status }) => {
    const { service, environment } = spec;
    const about = { service, environment, image: status?.targets[0]?.image ?? '' };
    return (status?.story ?? [])
      .filter(({ what }) => what !== 'incidentOpened' && what !== 'incidentResolved')
      .map((event) => ({ at: event.at, line: storyLine(event, about).text }));
  });
  const said = inOrder(incident.status?.notes ?? []).map((note) => ({ at: noteTime(note), line: noteLine(note) }));
  const elsewhere = nearby.map((release) => ({ at: release.createdAt, line: elsewhereLine(release) }));
  return [...own, ...theirs, ...said, ...elsewhere].toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
}

export function momentLine({ at, line }: Moment): string {
  return `${moment(at) ?? ''}  ${line}`;
}
