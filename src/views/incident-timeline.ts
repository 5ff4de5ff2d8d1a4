/** What happened, in order: the story of an incident and those of its releases, merged. Nothing of it is stored twice. */
import type { IncidentView } from '../model/incident-view.ts';
import { incidentLine } from './incident-words.ts';
import { storyLine } from './story.ts';
import { moment } from './time.ts';

export interface Moment {
  /** RFC 3339 */
  readonly at: string;
  readonly line: string;
}

/** Oldest first. */
export function timeline({ incident, releases }: Pick<IncidentView, 'incident' | 'releases'>): readonly Moment[] {
  const own = (incident.status?.story ?? []).map((event) => ({ at: event.at, line: incidentLine(event) }));
  const theirs = releases.flatMap(({ spec, status }) => {
    const { service, environment } = spec;
    const about = { service, environment, image: status?.targets[0]?.image ?? '' };
    return (status?.story ?? [])
      .filter(({ what }) => what !== 'incidentOpened' && what !== 'incidentResolved')
      .map((event) => ({ at: event.at, line: storyLine(event, about).text }));
  });
  return [...own, ...theirs].toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
}

export function momentLine({ at, line }: Moment): string {
  return `${moment(at) ?? ''}  ${line}`;
}
