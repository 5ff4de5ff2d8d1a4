/** `help`: the table of verbs as people read it. */
import { helpText } from '../views/answers.ts';
import type { Verb } from './types.ts';

export function helpOn(verbs: readonly Verb[]): Verb {
  const help: Verb = {
    name: 'help',
    command: '/deploy',
    usage: '/deploy help',
    summary: 'this list',
    run: () => helpText([...verbs, help]),
  };
  return help;
}
