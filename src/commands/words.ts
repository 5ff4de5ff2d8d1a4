/** From the one free string of a slash command to words and options. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import parseArgv from 'string-argv';
import { UserProblem } from '../model/problem.ts';
import { LIMITS } from '../views/limits.ts';

/** Nobody types more than this on purpose. */
const LONGEST_TEXT = 4_000;
export const LONGEST_REASON = LIMITS.reason;
const SHORTENED = '… (shortened)';

/** Words as they were meant. Throws UserProblem when a quote stays open or there is far too much of it. */
export function splitWords(text: string): string[] {
  if (text.length > LONGEST_TEXT) throw wrongUsage(`That is more than ${LONGEST_TEXT} characters`, '/deploy help');
  const typed = withPlainQuotes(unescaped(withoutTokens(text)));
  if (hasOpenQuote(typed))
    throw wrongUsage('A quote is opened and never closed', '/deploy <service> <version> --reason "in double quotes"');
  return parseArgv(typed).map(withPlainDashes);
}

/** Slack may send links, people and channels as tokens: `<https://x|x>` was typed as `x`, `<@U1|dana>` as `@dana`. */
function withoutTokens(text: string): string {
  return text
    .replaceAll(/<([@#!])[^<>|]*\|[@#]?([^<>]*)>/g, (_, sign: string, name: string) =>
      sign === '#' ? `#${name}` : `@${name}`,
    )
    .replaceAll(/<(?:https?:\/\/|mailto:)[^<>|]*\|([^<>]*)>/g, '$1')
    .replaceAll(/<((?:https?:\/\/|mailto:)[^<>|]*)>/g, '$1');
}

/** `&lt;`, `&gt;` and `&amp;` are how Slack sends what was typed as `<`, `>` and `&`. */
function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Slack's clients replace quotes while people type; an apostrophe within a word quotes nothing. */
function withPlainQuotes(text: string): string {
  return text
    .replaceAll(/[\u200B-\u200D\u2060\uFEFF]/g, '')
    .replaceAll(/[\u201C\u201D\u201E\u201F\u00AB\u00BB]/g, '"')
    .replaceAll(/[\u2018\u2019\u201A\u201B]/g, "'")
    .replaceAll(/(?<=\p{L})'(?=\p{L})/gu, '\u2019');
}

/** They make one long dash of two hyphens as well. Only where an option is meant: a reason may begin with a dash. */
function withPlainDashes(word: string): string {
  return word
    .replace(/^[\u2012-\u2015]+(?=$|[a-z][\w-]*(?:=|$))/i, '--')
    .replace(/^--[a-z][\w-]*/i, (option) => option.toLowerCase());
}

function hasOpenQuote(text: string): boolean {
  let open: string | null = null;
  for (const sign of text) {
    if (open === null && (sign === '"' || sign === "'")) open = sign;
    else if (sign === open) open = null;
  }
  return open !== null;
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** Throws UserProblem `usage` that shows how it is said. */
export function parsed<const O extends Options>(words: readonly string[], options: O, usage: string) {
  const args = withDashedValues(words, options);
  const { tokens, ...read } = strictly(args, options, usage);
  const said = tokens.flatMap((token) => (token.kind === 'option' ? [token.rawName] : []));
  const twice = said.find((name, index) => said.indexOf(name) !== index);
  if (twice !== undefined) throw wrongUsage(`${twice} is there more than once`, usage);
  return read;
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
      return said.includes('does not take') ? `${option} takes no value` : `${option} needs a value after it`;
    default:
      throw error;
  }
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
