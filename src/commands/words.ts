/** From words to options; and the refusals of what cannot be read. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UserProblem } from '../model/problem.ts';
import { LIMITS } from '../views/limits.ts';
import type { Word } from './typed.ts';

export const LONGEST_REASON = LIMITS.reason;
const SHORTENED = '… (shortened)';

/** What most verbs take. */
export const WHERE = { env: { type: 'string' } } as const;
export const WHERE_AND_WHY = { ...WHERE, reason: { type: 'string' } } as const;

type Options = NonNullable<ParseArgsConfig['options']>;

/** Throws UserProblem `usage` that shows how it is said. */
export function parsed<const O extends Options>(words: readonly Word[], options: O, usage: string) {
  const loose = Object.hasOwn(options, REASON) ? looseReason(words) : null;
  if (loose !== null) throw wrongUsage(`It is not clear where the reason ends (“${loose}”); put it in quotes`, usage);
  const args = withDashedValues(
    words.map(({ text }) => text),
    options,
  );
  const { tokens, ...read } = strictly(args, options, usage);
  const said = tokens.flatMap((token) => (token.kind === 'option' ? [token] : []));
  const names = said.map(({ rawName }) => rawName);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw wrongUsage(`${twice} is there more than once`, usage);
  const empty = said.find(({ name, value }) => name !== REASON && value?.trim() === '');
  if (empty !== undefined) throw wrongUsage(needsValue(empty.rawName), usage);
  if (read.positionals.some((word) => word.trim() === ''))
    throw wrongUsage('There is nothing between two quotes', usage);
  return read;
}

const REASON = 'reason';

/**
 * A reason without quotes is one word. What follows it might belong to it, or be a service or a version: that is asked
 * about. Only `now` at the very end of what names a service is taken for what it says. Null when all is clear.
 */
function looseReason(words: readonly Word[]): string | null {
  const end = words.findIndex(({ text }) => text === '--');
  const before = end === -1 ? words : words.slice(0, end);
  const option = before.findIndex(({ text }) => text === `--${REASON}` || text.startsWith(`--${REASON}=`));
  const isInline = before[option]?.text.includes('=') ?? false;
  const at = isInline ? option : option + 1;
  const value = before[at];
  if (option === -1 || value === undefined || value.quoted || (!isInline && isOption(value))) return null;
  const next = before.slice(at + 1);
  const stop = next.findIndex(isOption);
  const following = stop === -1 ? next : next.slice(0, stop);
  if (following.length === 0 || (isNow(following) && namesService(before.slice(0, option)))) return null;
  const first = isInline ? value.text.slice(value.text.indexOf('=') + 1) : value.text;
  return [first, ...following.map(({ text }) => text)].join(' ').trim();
}

function isOption({ text, quoted }: Word): boolean {
  return text.startsWith('-') && !quoted;
}

function isNow(following: readonly Word[]): boolean {
  const [word, ...more] = following;
  return more.length === 0 && word?.text.toLowerCase() === 'now' && !word.quoted;
}

function namesService(words: readonly Word[]): boolean {
  return words[0] !== undefined && !isOption(words[0]);
}

function strictly<const O extends Options>(args: string[], options: O, usage: string) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true, tokens: true });
  } catch (error) {
    throw wrongUsage(inOurWords(error), usage);
  }
}

/** "-50 %" may be a reason: it is bound to its option, unless it looks like another one. */
function withDashedValues(words: readonly string[], options: Options): string[] {
  const args: string[] = [];
  for (const [index, word] of words.entries()) {
    const option = args.includes('--') ? undefined : (words[index - 1] ?? '').match(/^--(.+)/)?.[1];
    const takesValue = option !== undefined && Object.hasOwn(options, option) && options[option]?.type === 'string';
    const isDashed = word.startsWith('-') && !/^--?([a-z][\w-]*(=.*)?)?$/is.test(word);
    if (takesValue && isDashed) args.push(`${args.pop()}=${word}`);
    else args.push(word);
  }
  return args;
}

function inOurWords(error: unknown): string {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const said = String(message);
  const option = /'(-[^' ]*)/.exec(said)?.[1] ?? 'An option';
  switch (code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
      return `There is no option ${option} here`;
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
      return said.includes('does not take') ? `${option} takes no value` : needsValue(option);
    default:
      throw error;
  }
}

function needsValue(option: string): string {
  return `${option} needs a value after it`;
}

export function wrongUsage(why: string, usage: string): UserProblem {
  return new UserProblem('usage', { happened: 'That was not understood.', why: `${why}.`, hint: `Say: ${usage}` });
}

/** The one service that is named; `usage` says how when it is not just one. */
export function oneService(positionals: readonly string[], usage: string): string {
  const [service, ...more] = positionals;
  if (service === undefined) throw wrongUsage('A service is needed', usage);
  if (more.length > 0) throw tooMany(more, usage);
  return service;
}

export function tooMany(words: readonly string[], usage: string): UserProblem {
  return wrongUsage(`"${words.join(' ')}" is too much; put a reason in quotes`, usage);
}

/** A reason as it is kept: trimmed, shortened with a word, null when there is none. */
export function reasonOf(text: string | undefined): string | null {
  const reason = (text ?? '').trim();
  if (reason === '') return null;
  if (reason.length <= LONGEST_REASON) return reason;
  return `${reason
    .slice(0, LONGEST_REASON - SHORTENED.length)
    .toWellFormed()
    .replace(/\uFFFD$/, '')}${SHORTENED}`;
}
