/** The one place where it is asked who may do what. Fails closed when membership cannot be learned. */
import type { Access, Environment, Principal } from '../model/catalog.ts';
import { UserProblem } from '../model/problem.ts';
import type { Person } from './intents.ts';
import type { Directory } from './ports.ts';

export type Right = 'deploy' | 'approve' | 'rollback' | 'drill' | 'operate' | 'acknowledge' | 'capture' | 'respond';

/**
 * Who has a right. `operate` (pause, resume, abort) and, unless said otherwise, `rollback` belong to all of them; who may
 * roll back may rehearse it; whoever has any may acknowledge a rollback, have evidence captured, and open and steer incidents.
 */
export function holdersOf(access: Access, right: Right): readonly Principal[] {
  if (right === 'deploy') return access.deploy;
  if (right === 'approve') return access.approve;
  const isRollback = right === 'rollback' || right === 'drill';
  if (isRollback && access.rollback.length > 0) return access.rollback;
  const all = [...access.deploy, ...access.approve];
  return right === 'operate' || isRollback ? all : [...all, ...access.rollback];
}

/** Throws UserProblem `not-allowed` or `cannot-verify-membership`. */
export async function requireRight(person: Person, right: Right, environment: Environment, directory: Directory) {
  const holders = holdersOf(environment.access, right);
  if (holders.some((holder) => holder.kind === 'user' && holder.id === person.id)) return;
  let unknown: unknown = null;
  for (const holder of holders) {
    if (holder.kind !== 'group') continue;
    try {
      if ((await directory.members(holder.handle)).has(person.id)) return;
    } catch (error) {
      unknown = error;
    }
  }
  if (unknown !== null) throw unverifiable(right, unknown);
  throw notAllowed(right, environment);
}

/** For incidents: whoever has a right there, and whoever the catalog calls to every incident. Throws like `requireRight`. */
export function requireResponder(
  person: Person,
  environment: Environment,
  invited: readonly Principal[],
  directory: Directory,
): Promise<void> {
  const { access } = environment;
  const responders = { ...environment, access: { ...access, rollback: [...access.rollback, ...invited] } };
  return requireRight(person, 'respond', responders, directory);
}

/** The same from memory alone, for the rollback path: last known members count, however old. */
export function requireRollbackRight(person: Person, environment: Environment, directory: Directory): void {
  let unknown = false;
  for (const holder of holdersOf(environment.access, 'rollback')) {
    if (holder.kind === 'user') {
      if (holder.id === person.id) return;
      continue;
    }
    const members = directory.remembered(holder.handle);
    if (members?.has(person.id)) return;
    unknown ||= members === null;
  }
  throw unknown ? unverifiable('rollback', 'a user group was never read') : notAllowed('rollback', environment);
}

const DOING: Readonly<Record<Right, string>> = {
  deploy: 'deploy',
  approve: 'approve releases',
  rollback: 'roll back',
  drill: 'rehearse rollbacks',
  operate: 'steer releases',
  acknowledge: 'acknowledge rollbacks',
  capture: 'capture evidence',
  respond: 'open or steer incidents',
};

function notAllowed(right: Right, environment: Environment): UserProblem {
  const holders = holdersOf(environment.access, right).map(principalName);
  return new UserProblem('not-allowed', {
    happened: `You may not ${DOING[right]} in ${environment.name}.`,
    why: `In ${environment.name} that is for ${holders.join(', ') || 'nobody'}.`,
    hint: 'Ask one of them, or ask for a change of the catalog.',
  });
}

function unverifiable(right: Right, cause: unknown): UserProblem {
  return new UserProblem('cannot-verify-membership', {
    happened: `It cannot be checked whether you may ${DOING[right]}.`,
    why: `Slack did not say who is in a user group: ${cause instanceof Error ? cause.message : String(cause)}.`,
    hint: 'Try again in a minute. People who are named one by one in the catalog are not affected.',
  });
}

/** As people write it: `@handle`, or a mention. */
export function principalName(principal: Principal): string {
  return principal.kind === 'group' ? `@${principal.handle}` : `<@${principal.id}>`;
}
