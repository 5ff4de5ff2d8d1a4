/** From the one free string of a slash command to words, as they were meant. */
import parseArgv from 'string-argv';
import { wrongUsage } from './words.ts';

/** Nobody types more than this on purpose. */
const LONGEST_TEXT = 4_000;

export interface Word {
  readonly text: string;
  /** True when it, or a part of it, stood in quotes: then it is meant as it stands. */
  readonly quoted: boolean;
}

/**
 * Words as they were meant. Throws UserProblem, which shows `usage`, when a quote stays open or there is far too much
 * of it.
 */
export function splitWords(text: string, usage: string): Word[] {
  if (text.length > LONGEST_TEXT) throw wrongUsage(`That is more than ${LONGEST_TEXT} characters`, usage);
  const typed = withPlainSigns(unescaped(withoutTokens(text)));
  return parseArgv(withMarks(typed, usage)).map((word) => ({
    text: word.startsWith(MARK) ? word.replaceAll(MARK, '') : withPlainDashes(word.replaceAll(MARK, '')),
    quoted: word.includes(MARK),
  }));
}

/** Of private use, so that it means nothing to anybody else: stands behind each quote that opens. */
const MARK = '\uE000';

function withMarks(text: string, usage: string): string {
  let open: string | null = null;
  let marked = '';
  for (const sign of text.replaceAll(MARK, '')) {
    const opens = open === null && (sign === '"' || sign === "'");
    if (opens) open = sign;
    else if (sign === open) open = null;
    marked += opens ? sign + MARK : sign;
  }
  if (open !== null) throw wrongUsage('A quote is opened and never closed', usage);
  return marked;
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

/** Slack's clients and phones replace quotes and blanks while people type; an apostrophe within a word quotes nothing. */
function withPlainSigns(text: string): string {
  return text
    .replaceAll(/[\u00AD\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g, '')
    .replaceAll(/[^\S\n]/g, ' ')
    .replaceAll(/[\u201C\u201D\u201E\u201F\u00AB\u00BB\uFF02]/g, '"')
    .replaceAll(/[\u2018\u2019\u201A\u201B\uFF07]/g, "'")
    .replaceAll(/(?<=\p{L})'(?=\p{L})/gu, '\u2019');
}

/**
 * They make one long dash of two hyphens as well, and what is copied may have hyphens that do not break, or minus signs.
 * Only where an option is meant: a reason may begin with a dash.
 */
function withPlainDashes(word: string): string {
  return word
    .replace(/^(?:[\u2012-\u2015]+|[\u2010\u2011\u2212]{2,})(?=$|[a-z][\w-]*(?:=|$))/i, '--')
    .replace(/^--[a-z][\w-]*/i, (option) => option.toLowerCase());
}
