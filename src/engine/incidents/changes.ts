/** The changes an incident goes through, as pure functions from one status to the next. */
import type { Actor } from '../../model/decision.ts';
import type { Figures, IncidentSpec, IncidentStatus, Severity, Task } from '../../model/incident.ts';
import type { IncidentEvent } from '../../model/incident-story.ts';
import type { Deed } from './intents.ts';

const MINUTE = 60_000;

/** How often people are told how it stands, in ms. */
export const UPDATE_EVERY: Readonly<Record<Severity, number>> = {
  sev1: 15 * MINUTE,
  sev2: 30 * MINUTE,
  sev3: 120 * MINUTE,
};

export function told(status: IncidentStatus, now: Date, ...events: readonly IncidentEvent[]): IncidentStatus {
  const at = now.toISOString();
  return { ...status, story: [...status.story, ...events.map((event) => ({ ...event, at }))] };
}

export function opened({ severity, reason }: IncidentSpec, by: Actor, now: Date): IncidentStatus {
  const fresh: IncidentStatus = {
    phase: 'Open',
    message: 'Open',
    openedBy: by,
    severity,
    roles: { commander: null, communications: null, scribe: null },
    tasks: [],
    updateDueAt: dueAfter(severity, now),
    missed: 0,
    room: null,
    resolution: null,
    notes: [],
    story: [],
    card: null,
  };
  return told(fresh, now, { what: 'opened', by, ...(reason === undefined ? {} : { reason }) });
}

export function withRole(
  status: IncidentStatus,
  by: Actor,
  { role, to }: Extract<Deed, { do: 'giveRole' }>,
  now: Date,
): IncidentStatus {
  const from = status.roles[role];
  const next = { ...status, roles: { ...status.roles, [role]: to } };
  return told(next, now, { what: 'role', by, role, to, from });
}

export function updated(
  status: IncidentStatus,
  by: Actor,
  { text, severity }: Pick<Extract<Deed, { do: 'update' }>, 'text' | 'severity'>,
  now: Date,
): IncidentStatus {
  const from = status.severity;
  const next = { ...status, severity, updateDueAt: dueAfter(severity, now), missed: 0 };
  const changed: IncidentEvent[] = from === severity ? [] : [{ what: 'severity', by, from, to: severity }];
  return told(next, now, ...changed, { what: 'update', by, text });
}

/** Null when it is so bad already. How soon the next status update is due goes by it. */
export function rated(status: IncidentStatus, by: Actor, to: Severity, now: Date): IncidentStatus | null {
  const from = status.severity;
  if (from === to) return null;
  const next = { ...status, severity: to, updateDueAt: dueAfter(to, now), missed: 0 };
  return told(next, now, { what: 'severity', by, from, to });
}

/** After this many reminders in a row that led to nothing there are no more. */
const MOST_MISSED = 3;

export function reminded(status: IncidentStatus, now: Date): IncidentStatus {
  const missed = status.missed + 1;
  const who = status.roles.communications ?? status.roles.commander;
  const updateDueAt = missed >= MOST_MISSED ? null : dueAfter(status.severity, now);
  return told({ ...status, missed, updateDueAt }, now, { what: 'updateDue', who });
}

export function withTasks(
  status: IncidentStatus,
  by: Actor,
  tasks: readonly Pick<Task, 'title' | 'owner'>[],
  now: Date,
): IncidentStatus {
  const first = status.tasks.length + 1;
  const added = tasks.map(({ title, owner }, n): Task => ({ id: `t${first + n}`, title, owner, state: 'open' }));
  const titles = added.map(({ title }) => title);
  return told({ ...status, tasks: [...status.tasks, ...added] }, now, { what: 'tasksAdded', by, titles });
}

export function taskTaken(status: IncidentStatus, by: Actor, { id, title }: Task, owner: string, now: Date) {
  return told(withTask(status, id, { owner }), now, { what: 'taskTaken', by, title, owner });
}

export function taskDone(status: IncidentStatus, by: Actor, { id, title }: Task, now: Date): IncidentStatus {
  return told(withTask(status, id, { state: 'done' }), now, { what: 'taskDone', by, title });
}

function withTask(status: IncidentStatus, id: string, change: Partial<Task>): IncidentStatus {
  return { ...status, tasks: status.tasks.map((task) => (task.id === id ? { ...task, ...change } : task)) };
}

export function resolved(
  status: IncidentStatus,
  by: Actor,
  { cause, impact, followUps }: Omit<Extract<Deed, { do: 'resolve' }>, 'do'>,
  { figures, now }: { readonly figures: Figures; readonly now: Date },
): IncidentStatus {
  const resolution = { by, at: now.toISOString(), cause, impact, followUps, figures };
  const ended = { ...status, phase: 'Resolved' as const, message: `Resolved: ${cause}`, updateDueAt: null, resolution };
  const open = followUps.map((title) => ({ title, owner: null }));
  const next = told(ended, now, { what: 'resolved', by, cause, impact });
  return open.length === 0 ? next : withTasks(next, by, open, now);
}

export function closed(status: IncidentStatus, by: Actor, now: Date): IncidentStatus {
  return told({ ...status, phase: 'Closed' }, now, { what: 'closed', by });
}

function dueAfter(severity: Severity, now: Date): string {
  return new Date(now.getTime() + UPDATE_EVERY[severity]).toISOString();
}
