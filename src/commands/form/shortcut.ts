/** Shortcuts: forms that are opened from anywhere, or on a message that names a service, and a message put on a timeline. */
import type { Said } from '../../engine/incidents/intents.ts';
import { UserProblem } from '../../model/problem.ts';
import { sayInstead } from '../../views/form/answers.ts';
import { incidentNoted } from '../../views/incident/answers.ts';
import type { Answer, Deps, Opening, Reply, Request } from '../types.ts';
import { openDeploy } from './deploy.ts';
import { mentioned } from './mention.ts';
import { openRollback } from './rollback.ts';

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
  {
    id: 'note_message',
    type: 'message',
    name: 'Add to the timeline',
    description: 'Put this message on the timeline of the incident whose channel this is',
  },
  { id: 'deploy', type: 'global', name: 'Deploy…', description: 'Start a release' },
  { id: 'rollback', type: 'global', name: 'Roll back…', description: 'Take a release back' },
];

/** The message that a shortcut was used on. */
export interface UsedOn extends Said {
  readonly ts: string;
  /** Everything that can be read on it, its blocks included. */
  readonly all: string;
}

/** `on` is null for a shortcut from anywhere. Throws UserProblem for a shortcut that there is not. */
export async function useShortcut(id: string, on: UsedOn | null, request: Request, deps: Deps): Promise<Reply> {
  switch (id) {
    case 'deploy':
      return { form: openDeploy(request, deps), otherwise: sayInstead('/deploy <service> <version>') };
    case 'rollback':
      return { form: await openRollback(request, deps), otherwise: sayInstead('/rollback <service>') };
    case 'deploy_message':
      return onMessage(on?.all ?? '', request, deps);
    case 'note_message':
      return await noted(on, request, deps);
    default:
      throw new UserProblem('not-offered', {
        happened: 'This shortcut is not known.',
        why: `Nothing answers to "${id.slice(0, 80)}"; the app's manifest may be of another version of Rollbridge.`,
        hint: 'Use a command: /deploy help.',
      });
  }
}

async function noted(on: UsedOn | null, { by, channel = null }: Request, { notes }: Deps): Promise<Answer> {
  const { ts = '', author = null, text = '' } = on ?? {};
  const said = () => Promise.resolve({ author, text });
  return incidentNoted(await notes.note(by, channel ?? '', { ts, said }));
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
