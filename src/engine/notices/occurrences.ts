/** What of the story of an incident or a release is told outside. Pure. */
import { clip } from '../../model/clip.ts';
import type { Actor } from '../../model/decision.ts';
import type { Incident } from '../../model/incident.ts';
import type { IncidentTold } from '../../model/incident-story.ts';
import type { NoticeSpec } from '../../model/notice.ts';
import type { OutwardRules } from '../../model/outward.ts';
import type { Redactor } from '../../model/redactor.ts';
import { bringsNoVersion, isDrill, type Release } from '../../model/release.ts';
import type { Told } from '../../model/story.ts';

type Occurrence = Omit<NoticeSpec, 'to'>;

/** What happened longer ago is not told any more: it was, or there was nobody to tell. */
const LATELY_MS = 60 * 60_000;
/** A notice is an object in the cluster, and a message to people. */
const LONGEST_WORDS = 1_000;

export function occurrencesIn(record: Incident | Release, redactor: Redactor, now: Date): readonly Occurrence[] {
  const since = new Date(now.getTime() - LATELY_MS).toISOString();
  const found = 'severity' in record.spec ? ofIncident(record as Incident) : ofRelease(record as Release);
  return found.filter(({ at }) => at >= since).map((each) => safe(each, redactor));
}

/** The destinations that want to hear of it. */
export function wantedBy({ destinations }: OutwardRules, told: Occurrence): readonly string[] {
  return destinations
    .filter(({ occasions }) => occasions.includes(told.occasion))
    .filter(({ services }) => services === null || services.includes(told.service))
    .filter(({ environments }) => environments === null || environments.includes(told.environment))
    .map(({ name }) => name);
}

function ofIncident({ name, spec, status }: Incident): Occurrence[] {
  const { service, environment, release } = spec;
  const about = { about: name, service, environment, ...(release !== undefined && { release }) };
  let severity = spec.severity;
  return (status?.story ?? []).flatMap((event: IncidentTold): Occurrence[] => {
    const { at } = event;
    if (event.what === 'severity') severity = event.to;
    const told = { ...about, at, severity };
    switch (event.what) {
      case 'opened':
        return [{ ...told, occasion: 'incident.opened', ...by(event.by), ...reason(event.reason) }];
      case 'severity':
        return [{ ...told, occasion: 'incident.severity', ...by(event.by) }];
      case 'role':
        if (event.role !== 'commander' || event.from !== null) return [];
        return [{ ...told, occasion: 'incident.acknowledged', by: event.to }];
      case 'resolved': {
        const { cause, impact } = event;
        return [{ ...told, occasion: 'incident.resolved', ...by(event.by), cause, impact }];
      }
      default:
        return [];
    }
  });
}

/** A restart and a drill bring no version: they are no change that others have to know of. */
function ofRelease(release: Release): Occurrence[] {
  const { name, spec, status } = release;
  if (status === null || bringsNoVersion(release) || isDrill(release)) return [];
  const { service, environment } = spec;
  const image = status.rollback?.from.image ?? status.targets[0]?.image;
  const about = { about: name, service, environment, ...(image !== undefined && { image }) };
  const asked = spec.reason;
  return status.story.flatMap((event: Told): Occurrence[] => {
    const told = { ...about, at: event.at };
    switch (event.what) {
      case 'completed':
        return [{ ...told, occasion: 'release.completed', ...by(status.requester), ...reason(asked) }];
      case 'aborted':
        return [{ ...told, occasion: 'release.aborted', ...reason(event.message) }];
      case 'rolledBack': {
        const { rollback } = status;
        const who = rollback === null ? {} : { ...by(rollback.by), ...reason(rollback.reason) };
        return [{ ...told, occasion: 'release.rolled_back', backTo: rollback?.to.image ?? event.to, ...who }];
      }
      case 'rolledBackElsewhere':
        return [{ ...told, occasion: 'release.rolled_back', backTo: event.to }];
      default:
        return [];
    }
  });
}

function by(actor: Actor): Pick<NoticeSpec, 'by'> {
  if (actor.kind === 'user') return { by: actor.id };
  return actor.kind === 'engine' ? { by: 'rollbridge' } : {};
}

function reason(words: string | undefined | null): Pick<NoticeSpec, 'reason'> {
  return words === undefined || words === null || words === '' ? {} : { reason: words };
}

/** What people and clusters wrote leaves the house redacted, and not without end. */
function safe(told: Occurrence, redactor: Redactor): Occurrence {
  const words = (text: string) => clip(redactor.text(text), LONGEST_WORDS);
  const { reason: why, cause, impact } = told;
  return {
    ...told,
    ...(why !== undefined && { reason: words(why) }),
    ...(cause !== undefined && { cause: words(cause) }),
    ...(impact !== undefined && { impact: words(impact) }),
  };
}
