/** What people are told of deliveries: where a ticket is, and, once for each destination, that it was not told. Pure. */
import type { IncidentStatus } from '../../model/incident.ts';
import type { Delivery } from '../../model/notice.ts';
import type { ReleaseStatus } from '../../model/release.ts';
import { told as toldOfIncident } from '../incidents/changes.ts';
import { told as toldOfRelease } from '../release/changes.ts';

/** Null when its story says all already. */
export function newsForIncident(
  status: IncidentStatus | null,
  deliveries: readonly Delivery[],
  now: Date,
): IncidentStatus | null {
  if (status === null) return null;
  const lacks = undelivered(deliveries).filter(({ to }) => !says(status.story, to));
  const links = deliveries.flatMap(({ to, link }) => (link === null ? [] : [{ to, ...link }]));
  const fresh = links.filter(({ url }) => !status.story.some((event) => event.what === 'linked' && event.url === url));
  if (lacks.length + fresh.length === 0) return null;
  return toldOfIncident(
    status,
    now,
    ...fresh.map((link) => ({ what: 'linked' as const, ...link })),
    ...lacks.map((lack) => ({ what: 'notDelivered' as const, ...lack })),
  );
}

/** Null when its story says all already. */
export function newsForRelease(
  status: ReleaseStatus | null,
  deliveries: readonly Delivery[],
  now: Date,
): ReleaseStatus | null {
  if (status === null) return null;
  const lacks = undelivered(deliveries).filter(({ to }) => !says(status.story, to));
  if (lacks.length === 0) return null;
  return toldOfRelease(status, now, ...lacks.map((lack) => ({ what: 'notDelivered' as const, ...lack })));
}

function undelivered(deliveries: readonly Delivery[]) {
  return deliveries
    .filter(({ state }) => state === 'undelivered')
    .map(({ to, why, hint }) => ({ to, why: why ?? '', hint: hint ?? '' }));
}

function says(story: readonly { readonly what: string }[], to: string): boolean {
  return story.some((event) => event.what === 'notDelivered' && 'to' in event && event.to === to);
}
