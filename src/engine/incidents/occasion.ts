/** What wants an incident though nobody opens one: what the catalog says of releases and of alerts. Pure. */
import type { Alert, AlertRule } from '../../model/alert.ts';
import type { Environment } from '../../model/catalog.ts';
import type { IncidentSpec } from '../../model/incident.ts';
import { bringsNoVersion, isDrill, type Release, type ReleaseStatus } from '../../model/release.ts';
import { namesOf } from '../alerts/heard.ts';
import type { Occasion } from './opening.ts';

/** What ended longer ago, while nobody looked, is history. */
const LATELY_MS = 60 * 60_000;
/** As with one that a person opens and says nothing about. */
const USUAL = 'sev2';

/** A release of a critical place was taken back, and nobody in Slack has asked for it. Null when there is no occasion. */
export function occasionOf(release: Release, { critical }: Environment, now: Date): Occasion | null {
  const { spec, status, name } = release;
  if (!critical || status === null || bringsNoVersion(release) || isDrill(release)) return null;
  const since = takenBackAt(status);
  if (since === null || now.getTime() - Date.parse(since) > LATELY_MS) return null;
  const { service, environment } = spec;
  const reason = reasonOf(status);
  return {
    spec: { service, environment, severity: USUAL, release: name, ...(reason === '' ? {} : { reason }) },
    by: { kind: 'engine' },
    since,
  };
}

/** Alerts of a rule that wants an incident; `release` may be to blame. Null when the rule does not. */
export function alertOccasion(
  place: Pick<IncidentSpec, 'service' | 'environment'>,
  { rule, alerts }: { readonly rule: AlertRule; readonly alerts: readonly Alert[] },
  release: Release | null,
): Occasion | null {
  const { incident: severity } = rule;
  const since = alerts
    .map(({ startsAt }) => new Date(startsAt).toISOString())
    .toSorted()
    .at(-1);
  if (severity === null || since === undefined) return null;
  const says = alerts.find((alert) => alert.says !== null)?.says ?? null;
  const reason = `Alert ${namesOf(alerts).join(', ')}${says === null ? '' : `: ${says}`}`;
  return {
    spec: { ...place, severity, reason, ...(release === null ? {} : { release: release.name }) },
    by: { kind: 'engine' },
    since,
  };
}

/** RFC 3339; null while nothing was taken back, and when a person has asked for it. */
function takenBackAt({ phase, rollback, story, endedAt }: ReleaseStatus): string | null {
  if (rollback !== null) return rollback.cause === 'alert' ? rollback.clock.pressedAt : null;
  if (phase === 'RolledBack') return endedAt;
  const asked = story.findLast(({ what }) => what === 'asked' || what === 'notCarriedOut');
  const isAsked = asked?.what === 'asked' && asked.verb === 'abort';
  return phase === 'Aborted' && !isAsked ? endedAt : null;
}

function reasonOf({ rollback, message }: ReleaseStatus): string {
  return rollback?.reason === undefined ? message : `Alert ${rollback.reason}`;
}
