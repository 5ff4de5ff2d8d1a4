/** What alerts are to incidents: the occasion of a new one where their rule says so, and a line in one that is open. */
import type { Alert, AlertRule } from '../../model/alert.ts';
import { type Incident, type IncidentSpec, type IncidentStatus, isOpen } from '../../model/incident.ts';
import type { Release } from '../../model/release.ts';
import { namesOf } from '../alerts/heard.ts';
import { isLongOver } from '../alerts/suspicion.ts';
import { placeKey } from '../world.ts';
import { told } from './changes.ts';
import { incidentsAt } from './ledger.ts';
import { alertOccasion } from './occasion.ts';
import type { IncidentOpening } from './opening.ts';
import type { IncidentWorld } from './ports.ts';

/** So many lines of an incident tell of alerts. */
const MOST_LINES = 20;

export interface Fired {
  readonly place: Pick<IncidentSpec, 'service' | 'environment'>;
  readonly rule: AlertRule;
  readonly alerts: readonly Alert[];
  /** The newest release there that has begun; null when none did. */
  readonly release: Release | null;
}

export class IncidentAlarms {
  readonly #world: Pick<IncidentWorld, 'store' | 'releases'>;
  readonly #opening: Pick<IncidentOpening, 'open'>;

  constructor(world: Pick<IncidentWorld, 'store' | 'releases'>, opening: Pick<IncidentOpening, 'open'>) {
    this.#world = world;
    this.#opening = opening;
  }

  /** Throws when something could not be written: then the alerts are to be sent again. */
  async fired(fired: Fired): Promise<void> {
    const { rule, place } = fired;
    const now = this.#world.releases.clock.now();
    const { status = null } = fired.release ?? {};
    const release = status === null || isLongOver(status, rule, now) ? null : fired.release;
    const occasion = alertOccasion(place, fired, release);
    const opened = occasion === null ? null : await this.#opening.open(occasion);
    if (opened?.isNew) return;
    const there = incidentsAt(this.#world.store, placeKey(place.service, place.environment)).find(isOpen);
    if (there === undefined || isShownIn(there, release)) return;
    await this.#world.store.update(there.name, (fresh) => alerted(fresh, fired.alerts, now));
  }
}

/** A release that may be to blame tells of its alerts itself. */
function isShownIn({ spec, createdAt }: Incident, release: Release | null): boolean {
  return release !== null && (spec.release === release.name || release.createdAt >= createdAt);
}

/** Null when it is over, when their names were told before, and when there are enough lines. */
function alerted({ status, spec }: Incident, alerts: readonly Alert[], now: Date): IncidentStatus | null {
  if (status === null || status.phase !== 'Open') return null;
  const lines = status.story.flatMap((event) => (event.what === 'alert' ? [event.names] : []));
  const known = new Set(lines.flat());
  const news = alerts.filter(({ name }) => !known.has(name) && !(spec.reason?.includes(name) ?? false));
  if (news.length === 0 || lines.length >= MOST_LINES) return null;
  const says = news.find((alert) => alert.says !== null)?.says ?? null;
  const names = namesOf(news);
  return told(status, now, { what: 'alert', names, count: news.length, ...(says === null ? {} : { says }) });
}
