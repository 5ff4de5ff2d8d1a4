/** What marks our messages in Slack, so that they are found again: their key travels in the message's metadata. */
import type { IncidentTold } from '../model/incident-story.ts';
import type { Told } from '../model/story.ts';
import type { MessageKey } from './api.ts';

export function cardKey(release: string): MessageKey {
  return { event: 'rollbridge_card', payload: { release } };
}

/**
 * One key per event, in order. Not by position: a long story loses its oldest events, and what moved up must not be
 * taken for what stood there before.
 */
export function lineKeys(release: string, story: readonly Told[]): MessageKey[] {
  return numbered(story).map((each) => ({ event: 'rollbridge_line', payload: { release, ...each } }));
}

export function incidentKey(incident: string): MessageKey {
  return { event: 'rollbridge_incident', payload: { incident } };
}

/** One key per event, in order. News were once posted without a number: the first has none, so that they are found. */
export function newsKeys(incident: string, story: readonly IncidentTold[]): MessageKey[] {
  return numbered(story).map(({ at, what, twin }) => ({
    event: 'rollbridge_news',
    payload: { incident, at, what, ...(twin === 0 ? {} : { twin }) },
  }));
}

/** Several of the same kind may come at the same moment. */
function numbered(story: readonly (Told | IncidentTold)[]) {
  const seen = new Map<string, number>();
  return story.map(({ at, what }) => {
    const twin = seen.get(`${at} ${what}`) ?? 0;
    seen.set(`${at} ${what}`, twin + 1);
    return { at, what, twin };
  });
}
