/** From the one free string of a slash command to words and options. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import parseArgv from 'string-argv';
import { UserProblem } from '../model/problem.ts';

/** Slack's clients replace quotes and dashes while people type. */
function plainTyped(text: string): string {
  return text
    .replaceAll(/[\u201C\u201D\u201E\u00AB\u00BB]/g, '"')
    .replaceAll(/[\u2018\u2019]/g, "'")
    .replaceAll(/(^|\s)[\u2013\u2014](?=\w)/g, '$1--')
    .replaceAll(/\u00A0/g, ' ');
}

/** `&lt;`, `&gt;` and `&amp;` are how Slack sends what was typed as `<`, `>` and `&`. */
function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

export function splitWords(text: string): string[] {
  return parseArgv(unescaped(plainTyped(text)));
}

export const REASON_LENGTH = 500;

type Options = NonNullable<ParseArgsConfig['options']>;

/** Throws UserProblem `usage` that shows how it is said. */
export function parsed<const O extends Options>(words: readonly string[], options: O, usage: string) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw wrongUsage(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error), usage);
  }
}

export function wrongUsage(why: string, usage: string): UserProblem {
  return new UserProblem('usage', { happened: 'That was not understood.', why: `${why}.`, hint: `Say: ${usage}` });
}

/** A reason as it is kept: trimmed, clipped, null when there is none. */
export function reasonOf(text: string | boolean | undefined): string | null {
  const reason = typeof text === 'string' ? text.trim() : '';
  if (reason === '') return null;
  return [...reason].length > REASON_LENGTH ? `${[...reason].slice(0, REASON_LENGTH - 1).join('')}…` : reason;
}
