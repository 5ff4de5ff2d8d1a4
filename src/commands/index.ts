/** The table of verbs: it feeds dispatch, help, and the test that holds the manifest to it. */
import { distance } from 'fastest-levenshtein';
import { helpText } from '../views/answers.ts';
import { deploy } from './deploy.ts';
import { rollback } from './rollback.ts';
import { status } from './status.ts';
import { abort, pause, promote, resume } from './steer.ts';
import type { Answer, Deps, Request, Verb } from './types.ts';
import { splitWords, wrongUsage } from './words.ts';

export const VERBS: readonly Verb[] = [deploy, status, promote, pause, resume, abort, rollback];

/** Runs what was typed. Throws UserProblem when it cannot be understood or is refused. */
export async function runCommand(command: string, text: string, request: Request, deps: Deps): Promise<Answer> {
  const words = splitWords(text);
  const first = words[0]?.toLowerCase() ?? 'help';
  if (first === 'help') return helpText(VERBS);
  const named = VERBS.find((verb) => verb.command === command && verb.name === first);
  if (named !== undefined) return await named.run({ ...request, words: words.slice(1) }, deps);
  const main = VERBS.find((verb) => verb.command === command && verb.name === '');
  if (main === undefined) throw wrongUsage(`There is no command ${command}`, '/deploy help');
  if (words.length === 1 && command === '/deploy') throw wrongUsage(meant(first), `${main.usage}, or /deploy help`);
  return await main.run({ ...request, words }, deps);
}

function meant(word: string): string {
  const near = VERBS.find((verb) => verb.name !== '' && distance(verb.name, word) <= 2);
  return near === undefined ? 'A service and a version are needed' : `Did you mean ${near.name}`;
}
