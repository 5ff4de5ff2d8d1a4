/** What somebody does in an incident: whether it fits how things are now, and what comes of it. Pure. */
import type { Actor } from '../../model/decision.ts';
import type { Figures, Incident, IncidentStatus, Task } from '../../model/incident.ts';
import { UserProblem } from '../../model/problem.ts';
import { closed, rated, resolved, taskDone, taskTaken, updated, withRole, withTasks } from './changes.ts';
import type { Deed } from './intents.ts';

export interface Doing {
  readonly by: Actor & { readonly kind: 'user' };
  readonly now: Date;
  readonly figures: Figures;
}

/** Null when it is so already: whoever presses twice does it once. Throws UserProblem. */
export function done({ name, status }: Incident, deed: Deed, { by, now, figures }: Doing): IncidentStatus | null {
  if (status === null) throw notYet(name);
  switch (deed.do) {
    case 'giveRole':
      return status.roles[deed.role] === deed.to ? null : withRole(fitting(open(status), deed), by, deed, now);
    case 'update':
      return updated(fitting(open(status), deed), by, deed, now);
    case 'severity':
      return rated(open(status), by, deed.severity, now);
    case 'addTask':
      return withTasks(notClosed(status), by, [deed], now);
    case 'takeTask': {
      const task = taskOf(notClosed(status), deed.task);
      if (task.state === 'done') throw overtaken('The task is done.');
      return task.owner === by.id ? null : taskTaken(status, by, task, by.id, now);
    }
    case 'finishTask': {
      const task = taskOf(notClosed(status), deed.task);
      return task.state === 'done' ? null : taskDone(status, by, task, now);
    }
    case 'resolve':
      return resolved(open(status), by, deed, { figures, now });
    case 'close':
      if (status.phase === 'Open') throw stillOpen(name);
      return status.phase === 'Closed' ? null : closed(status, by, now);
  }
}

/** Throws when it is not as it was on the card that was pressed. */
function fitting(status: IncidentStatus, deed: Extract<Deed, { do: 'giveRole' | 'update' }>): IncidentStatus {
  if (deed.do === 'update') {
    if (deed.seen === status.severity || deed.severity === status.severity) return status;
    throw overtaken(`Somebody has made it ${status.severity} since.`);
  }
  const holder = status.roles[deed.role];
  if (deed.from === undefined || deed.from === holder) return status;
  throw overtaken(holder === null ? 'Nobody has that role any more.' : `<@${holder}> has that role since.`);
}

function open(status: IncidentStatus): IncidentStatus {
  if (status.phase === 'Open') return status;
  const by = status.resolution?.by;
  throw new UserProblem('already-decided', {
    happened: 'The incident is resolved.',
    why: by?.kind === 'user' ? `<@${by.id}> resolved it.` : 'Somebody resolved it.',
    hint: 'Open another one if it is wrong again.',
  });
}

function notClosed(status: IncidentStatus): IncidentStatus {
  return status.phase === 'Closed' ? open(status) : status;
}

function taskOf({ tasks }: IncidentStatus, id: string): Task {
  const task = tasks.find((each) => each.id === id);
  if (task === undefined) throw overtaken('There is no such task.');
  return task;
}

function overtaken(why: string): UserProblem {
  return new UserProblem('stale', {
    happened: 'Nothing was changed: what you pressed on is not how things are now.',
    why,
    hint: 'Look at the card again and decide anew.',
  });
}

function stillOpen(name: string): UserProblem {
  return new UserProblem('not-offered', {
    happened: `The incident "${name}" is still open.`,
    why: 'A channel is archived once its incident is resolved.',
    hint: 'Resolve it first: /incident resolve.',
  });
}

function notYet(name: string): UserProblem {
  return new UserProblem('not-offered', {
    happened: `The incident "${name}" was not taken up yet.`,
    why: 'It was made a moment ago.',
    hint: 'Try again in a moment.',
  });
}
