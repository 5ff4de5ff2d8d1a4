/**
 * A rollback passes every gate and every hold, so a second person looks at it afterwards and says so. Pure: who is asked,
 * when they are reminded, and what the release says about it.
 */
import type { Environment } from '../../model/catalog.ts';
import type { Actor } from '../../model/decision.ts';
import { UserProblem } from '../../model/problem.ts';
import { hasEnded, type Release, type ReleaseStatus } from '../../model/release.ts';
import type { Acknowledgement, Rollback } from '../../model/rollback.ts';
import type { Person } from '../intents.ts';
import { told } from '../release/changes.ts';

/** People are reminded so often at most; then it stays on the card. */
const MOST_REMINDERS = 4;
/** Each pause between two reminders is so many times as long as the one before. */
const GROWS = 4;

const PASSES: ReadonlySet<Rollback['cause']> = new Set(['pressed', 'alert']);

/** What is asked for with a new rollback. An approver who rejects decides at a gate, and passes none; no more does a drill. */
export function askedWith(
  { rollback }: Pick<Environment, 'rollback'>,
  cause: Rollback['cause'],
): { readonly acknowledgement?: Acknowledgement } {
  return rollback.acknowledge && PASSES.has(cause) ? { acknowledgement: { reminders: 0, given: null } } : {};
}

export function isUnacknowledged({ rollback }: Pick<ReleaseStatus, 'rollback'>): boolean {
  return rollback?.acknowledgement !== undefined && rollback.acknowledgement.given === null;
}

/** Throws UserProblem when there is nothing to acknowledge, when somebody has, and when it is one's own. */
export function requireUnacknowledged({ spec, status }: Release, by: Person): ReleaseStatus {
  const { rollback = null, phase } = status ?? {};
  const given = rollback?.acknowledgement?.given ?? null;
  if (given !== null) {
    throw new UserProblem('already-decided', {
      happened: `${given.by.kind === 'user' ? `<@${given.by.id}>` : 'Somebody'} has acknowledged this rollback already.`,
      why: 'One acknowledgement is enough.',
      hint: 'There is nothing left to do.',
    });
  }
  if (status === null || rollback === null || !isUnacknowledged(status)) {
    throw nothingToAcknowledge(spec.service, spec.environment);
  }
  if (phase !== undefined && !hasEnded(phase)) {
    throw new UserProblem('not-offered', {
      happened: `The rollback of ${spec.service} still runs.`,
      why: 'It is acknowledged afterwards, when it is known how things are.',
      hint: 'Wait until its card says that it is rolled back.',
    });
  }
  if (rollback.by.kind === 'user' && rollback.by.id === by.id) {
    throw new UserProblem('own-request', {
      happened: 'You rolled it back, so somebody else must acknowledge it.',
      why: 'A second person is to know of it and to have looked.',
      hint: 'Ask a colleague to look at the card and press Acknowledge.',
    });
  }
  return status;
}

export function nothingToAcknowledge(service: string, environment: string): UserProblem {
  return new UserProblem('not-offered', {
    happened: `No rollback of ${service} in ${environment} waits for an acknowledgement.`,
    why: 'None was asked for, or it was given.',
    hint: `/deploy history ${service} shows what was rolled back.`,
  });
}

export function acknowledged(status: ReleaseStatus, by: Actor, reason: string | null, now: Date): ReleaseStatus {
  const why = reason === null ? {} : { reason };
  const given = { by, at: now.toISOString(), ...why };
  return told(withAcknowledgement(status, { given }), now, { what: 'acknowledged', by, ...why });
}

/** In how many ms people are to be reminded, 0 for at once; null when nobody is. */
export function reminderIn(status: ReleaseStatus, { rollback: rules }: Environment, now: Date): number | null {
  const { rollback } = status;
  const reminders = rollback?.acknowledgement?.reminders ?? MOST_REMINDERS;
  if (rollback === null || !isUnacknowledged(status) || reminders >= MOST_REMINDERS) return null;
  const since = Date.parse(rollback.clock.pressedAt);
  return Math.max(0, since + afterPress(reminders + 1, rules.remindAfterMs) - now.getTime());
}

/** Says it once, however many reminders were missed. Null when it is not time yet. */
export function reminded(status: ReleaseStatus, environment: Environment, now: Date): ReleaseStatus | null {
  const { rollback } = status;
  if (rollback === null || reminderIn(status, environment, now) !== 0) return null;
  const passed = now.getTime() - Date.parse(rollback.clock.pressedAt);
  const { remindAfterMs } = environment.rollback;
  const due = [1, 2, 3, MOST_REMINDERS].filter((count) => afterPress(count, remindAfterMs) <= passed);
  const next = withAcknowledgement(status, { reminders: Math.max(...due) });
  return told(next, now, { what: 'acknowledgementWanted', by: rollback.by, isReminder: true });
}

/** When the reminder with this number is due, in ms after the press. */
function afterPress(count: number, firstMs: number): number {
  return (firstMs * (GROWS ** count - 1)) / (GROWS - 1);
}

function withAcknowledgement(status: ReleaseStatus, change: Partial<Acknowledgement>): ReleaseStatus {
  const { rollback } = status;
  if (rollback?.acknowledgement === undefined) return status;
  return { ...status, rollback: { ...rollback, acknowledgement: { ...rollback.acknowledgement, ...change } } };
}
