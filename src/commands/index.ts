/** The table of verbs: it feeds dispatch, help, and the test that holds the manifest to it. */
import { distance } from 'fastest-levenshtein';
import { UserProblem } from '../model/problem.ts';
import { helpInstead } from '../views/form/answers.ts';
import { acknowledge } from './acknowledge.ts';
import { restart, retry } from './again.ts';
import { debug } from './debug.ts';
import { deploy } from './deploy.ts';
import { drill } from './drill.ts';
import { helpOn } from './help.ts';
import { history } from './history.ts';
import { openIncident, rateIncident, resolveIncident } from './incident.ts';
import { listIncidents } from './incident-list.ts';
import { lift } from './lift.ts';
import { rollback } from './rollback.ts';
import { scale } from './scale.ts';
import { status } from './status.ts';
import { abort, pause, promote, reject, resume } from './steer.ts';
import { splitWords } from './typed.ts';
import type { Deps, Reply, Request, Verb } from './types.ts';
import { listUndelivered } from './undelivered.ts';
import { wrongUsage } from './words.ts';

const main: readonly Verb[] = [
  deploy,
  status,
  history,
  promote,
  reject,
  pause,
  resume,
  abort,
  retry,
  restart,
  scale,
  debug,
  lift,
  acknowledge,
  rollback,
  drill,
  openIncident,
  listIncidents,
  rateIncident,
  resolveIncident,
  listUndelivered,
];
const help = helpOn(main);

export const VERBS: readonly Verb[] = [...main, help];

export interface Command {
  readonly command: Verb['command'];
  readonly description: string;
  readonly usageHint: string;
}

/** What Slack is told of the commands, in the app's manifest. */
export const COMMANDS: readonly Command[] = [
  {
    command: '/deploy',
    description: 'Start, watch and steer a release',
    usageHint: ['<service> <version>', ...verbsOf('/deploy').map(({ name }) => name)].filter(Boolean).join(' | '),
  },
  {
    command: '/rollback',
    description: 'Take a release back',
    usageHint: '<service> [to <revision or version>] [now] | <service> --capture-only | drill [service]',
  },
  {
    command: '/incident',
    description: 'Open an incident, see and end it',
    usageHint: 'open <service> [--severity sev1|sev2|sev3] | list | severity | resolve | undelivered | help',
  },
];

/** True for commands that move traffic at once: whoever typed them hears sooner. Judged by the first word alone. */
export function isUrgentCommand(command: string, text: string): boolean {
  const first = firstOf(text);
  const verb = verbNamed(command, first);
  const opensForm = first === '' && verb?.form !== undefined;
  return verb?.urgent === true && !opensForm;
}

function firstOf(text: string): string {
  return text.trim().split(/\s/, 1)[0] ?? '';
}

/** Runs what was typed. Throws UserProblem when it cannot be understood or is refused. */
export async function runCommand(command: string, text: string, request: Request, deps: Deps): Promise<Reply> {
  const words = splitWords(text, verbNamed(command, firstOf(text))?.usage ?? help.usage);
  const first = words[0]?.text.toLowerCase() ?? '';
  const verb = verbNamed(command, first);
  if (verb === null) throw wrongUsage(`There is no command ${command}`, help.usage);
  if (words.length === 0 && verb.form !== undefined) {
    return { form: await verb.form(request, deps), otherwise: helpInstead(VERBS) };
  }
  if (verb.name !== '') return await verb.run({ ...request, command, words: words.slice(1) }, deps);
  try {
    return await verb.run({ ...request, command, words }, deps);
  } catch (error) {
    throw withNearMiss(error, first, verbsOf(command));
  }
}

/** The verb that the first word names, else the command's own; null for a command that there is not. */
function verbNamed(command: string, first: string): Verb | null {
  const verbs = verbsOf(command);
  const own = verbs.find(({ name }) => name === '') ?? null;
  const word = first.toLowerCase();
  if (own === null || word === '') return own;
  return word === help.name ? help : (verbs.find(({ name }) => name === word) ?? own);
}

function verbsOf(command: string): readonly Verb[] {
  return VERBS.filter((verb) => verb.command === command);
}

/** Whoever misspells a verb is taken to name a service that nobody knows. */
function withNearMiss(error: unknown, word: string, verbs: readonly Verb[]): unknown {
  if (!(error instanceof UserProblem) || (error.code !== 'usage' && error.code !== 'unknown-service')) return error;
  const near = verbs.find(({ name }) => name !== '' && distance(name, word) <= Math.min(2, word.length - 2));
  if (near === undefined) return error;
  const { code, message: happened, why, hint } = error;
  return new UserProblem(code, { happened, why, hint: `Did you mean ${near.command} ${near.name}? ${hint}` });
}
