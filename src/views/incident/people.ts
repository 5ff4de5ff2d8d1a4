/** Who is spoken of in an incident, for whoever writes it down where no mention is turned into a name. */
import type { Actor } from '../../model/decision.ts';
import type { IncidentView } from '../../model/incident-view.ts';
import { timeline } from './timeline.ts';

/** Slack member ids, each once: those with a part in it, then those that the timeline mentions, oldest first. */
export function peopleIn(view: IncidentView): readonly string[] {
  const { status } = view.incident;
  if (status === null) return [];
  const { roles, tasks, openedBy, resolution } = status;
  const actors = [openedBy, resolution?.by, ...view.releases.map((release) => release.status?.requester)];
  const mentioned = timeline(view).flatMap(({ line }) => [...line.matchAll(/<@([A-Z0-9]+)>/g)].map(([, id]) => id));
  const named = [...Object.values(roles), ...actors.map(idOf), ...tasks.map(({ owner }) => owner), ...mentioned];
  return [...new Set(named.filter((id): id is string => !!id))];
}

function idOf(by: Actor | undefined): string | null {
  return by?.kind === 'user' ? by.id : null;
}
