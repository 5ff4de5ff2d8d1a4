/** `help`: the table of verbs as people read it. */
import { helpText } from '../views/answers.ts';
import type { Verb } from './types.ts';

export function helpOn(verbs: readonly Verb[]): Verb {
  const help: Verb = {
    name: 'help',
    command: '/deploy',
    usage: '/deploy help',
    summary: 'this list',
    run: ({ command }) => helpText(ownFirst(command, [...verbs, help])),
  };
  return help;
}

/** Whoever asks how a command is used reads about that one first. */
function ownFirst(command: string, verbs: readonly Verb[]): readonly Verb[] {
  const isOther = (verb: Verb) => Number(verb.command !== command);
  return verbs.toSorted((a, b) => isOther(a) - isOther(b));
}
