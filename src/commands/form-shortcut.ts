/** Shortcuts: forms that are opened from anywhere, or on a message that names a service. */
import { UserProblem } from '../model/problem.ts';
import { sayInstead } from '../views/form-answers.ts';
import { openDeploy } from './form-deploy.ts';
import { mentioned } from './form-mention.ts';
import { openRollback } from './form-rollback.ts';
import type { Deps, Opening, Request } from './types.ts';

export interface Shortcut {
  readonly id: string;
  readonly type: 'message' | 'global';
  readonly name: string;
  readonly description: string;
}

/** What Slack is told of them, in the app's manifest. */
export const SHORTCUTS: readonly Shortcut[] = [
  {
    id: 'deploy_message',
    type: 'message',
    name: 'Deploy or roll back…',
    description: 'Open the form for the service that this message names',
  },
  { id: 'deploy', type: 'global', name: 'Deploy…', description: 'Start a release' },
  { id: 'rollback', type: 'global', name: 'Roll back…', description: 'Take a release back' },
];

/** `said` is all the text of the message it was used on. Throws UserProblem for a shortcut that there is not. */
export async function useShortcut(id: string, said: string, request: Request, deps: Deps): Promise<Opening> {
  switch (id) {
    case 'deploy':
      return { form: openDeploy(request, deps), otherwise: sayInstead('/deploy <service> <version>') };
    case 'rollback':
      return { form: await openRollback(request, deps), otherwise: sayInstead('/rollback <service>') };
    case 'deploy_message':
      return onMessage(said, request, deps);
    default:
      throw new UserProblem('not-offered', {
        happened: 'This shortcut is not known.',
        why: `Nothing answers to "${id.slice(0, 80)}"; the app's manifest may be of another version of Rollbridge.`,
        hint: 'Use a command: /deploy help.',
      });
  }
}

function onMessage(said: string, request: Request, deps: Deps): Opening {
  const names = deps.choices.services().map(({ name }) => name);
  const [first, ...others] = mentioned(said, names);
  const { service = null, version = null } = first ?? {};
  const start = { service, version, notice: noticeOn(first?.service, others.length), offersRollback: true };
  return {
    form: openDeploy(request, deps, start),
    otherwise: sayInstead(`/deploy ${service ?? '<service>'} ${version ?? '<version>'}`),
  };
}

function noticeOn(service: string | undefined, others: number): string | null {
  if (service === undefined) return 'That message names no service of the catalog: choose one.';
  return others === 0 ? null : `That message names ${others + 1} services; ${service} is the first of them.`;
}
