/** An incident with what belongs to it: its releases, and what else was changed around that time. */
import type { Incident } from '../../model/incident.ts';
import type { IncidentView } from '../../model/incident-view.ts';
import { bringsNoVersion, type Release } from '../../model/release.ts';
import { environmentNamed, findEnvironment, findService } from '../lookup.ts';
import { hasBegun, placeKey, releasesIn } from '../world.ts';
import type { IncidentWorld } from './ports.ts';

/** What was released so long before an incident may have to do with it. */
const NEARBY_MS = 3 * 60 * 60_000;

export function seen({ releases: world }: Pick<IncidentWorld, 'releases'>, incident: Incident): IncidentView {
  const { service, environment, release } = incident.spec;
  const { createdAt, status } = incident;
  const until = status?.resolution?.at ?? null;
  const isBefore = (each: Release) => until === null || each.createdAt <= until;
  const key = placeKey(service, environment);
  const own = releasesIn(world, key).filter(
    (each) => each.name === release || (each.createdAt >= createdAt && isBefore(each)),
  );
  const since = new Date(Date.parse(createdAt) - NEARBY_MS).toISOString();
  const nearby = world.store
    .all()
    .filter((each) => !own.includes(each) && hasBegun(each) && !bringsNoVersion(each))
    .filter((each) => each.createdAt >= since && isBefore(each));
  return {
    incident,
    environment: environmentNamed(world.catalog, incident.spec),
    releases: own.toReversed(),
    nearby,
    bridge: bridgeOf(world.catalog.incidents.bridge, incident),
  };
}

/** The link that a template means for this incident. Null for a huddle too: its link is known once there is a channel. */
export function bridgeOf(template: string | null, { name, spec, createdAt }: Incident): string | null {
  if (template === null || template === 'huddle') return null;
  const parts: Readonly<Record<string, string>> = {
    incident: name,
    service: spec.service,
    environment: spec.environment,
    date: createdAt.slice(0, 10),
  };
  return template.replaceAll(/\{\{(\w+)\}\}/g, (whole, part: string) => encodeURIComponent(parts[part] ?? whole));
}

/** Throws UserProblem for words that name no service or environment. */
export function placeFor({ catalog }: IncidentWorld['releases'], typed: string, typedEnvironment: string | null) {
  const service = findService(catalog, typed);
  return { service, environment: findEnvironment(catalog, service, typedEnvironment) };
}
