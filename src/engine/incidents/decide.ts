/** What an incident needs now, without anybody asking. Pure. */
import type { IncidentStatus } from '../../model/incident.ts';
import type { IncidentView } from '../../model/incident-view.ts';
import type { Release } from '../../model/release.ts';
import { opened, reminded, withTasks } from './changes.ts';

/** After every rollback: look into it, learn from it, test for it, tell of it. */
export const AFTER_ROLLBACK: readonly string[] = [
  'Look at the evidence and find the cause',
  'Tell those who are affected that the version was taken back',
  'Add a test or an analysis that would have caught it',
  'Write down what was learned',
];

export interface Need {
  /** Null when nothing is to be written. */
  readonly status: IncidentStatus | null;
  /** When to look again at the latest, in ms; null: on a change only. */
  readonly againMs: number | null;
}

export function needOf({ incident, releases }: Pick<IncidentView, 'incident' | 'releases'>, now: Date): Need {
  const { status, spec } = incident;
  // Made with kubectl: nothing proves who asked.
  if (status === null) {
    const by = { kind: 'unknown', claimed: spec.requestedBy ?? null } as const;
    return { status: opened(spec, by, now), againMs: null };
  }
  // By the tasks, of which none is ever taken away: a long story forgets that they were added.
  const lacking = AFTER_ROLLBACK.filter((title) => !status.tasks.some((task) => task.title === title));
  if (status.phase !== 'Closed' && lacking.length > 0 && releases.some(isTakenBack)) {
    const tasks = lacking.map((title) => ({ title, owner: null }));
    return { status: withTasks(status, { kind: 'engine' }, tasks, now), againMs: null };
  }
  if (status.phase !== 'Open' || status.updateDueAt === null) return { status: null, againMs: null };
  const leftMs = Date.parse(status.updateDueAt) - now.getTime();
  return leftMs > 0 ? { status: null, againMs: leftMs } : { status: reminded(status, now), againMs: null };
}

/** Its traffic was taken away, by a person or by the controller. */
export function isTakenBack({ status }: Release): boolean {
  return status?.phase === 'RolledBack' || status?.phase === 'Aborted';
}
