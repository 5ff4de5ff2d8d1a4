/**
 * Text that is safe in Slack's markup. Everything that people, the cluster or the catalog wrote passes through
 * `free` or `code` exactly once; nothing else in the views escapes.
 */
import { clip } from '../model/clip.ts';

/** Slack's three control characters. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Like `clip`, for finished markup: never cuts inside an entity, a `<…>` token or a code span. */
export function clipMarkup(markup: string, max: number): string {
  if (markup.length <= max) return markup;
  let cut = clip(markup, max - 1).slice(0, -1);
  if (cut.lastIndexOf('<') > cut.lastIndexOf('>')) cut = cut.slice(0, cut.lastIndexOf('<'));
  cut = cut.replace(/&[a-z]{0,3}$/, '');
  if (cut.split('`').length % 2 === 0) cut = cut.slice(0, cut.lastIndexOf('`'));
  return `${cut.trimEnd()}…`;
}

/** One line without control characters and without marks that change the direction of what follows. */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\p{Bidi_Control}\u200b\u2060]/gu, '')
    .trim();
}

/**
 * Somebody else's words inside a sentence of ours. Marks that Slack would turn into formatting or emoji are replaced
 * by look-alikes, so that nobody can write `*Approved*` or `:white_check_mark:` onto a card.
 */
export function free(text: string, max = 200): string {
  return escaped(clip(unformatted(oneLine(text)).replaceAll('`', 'ˋ'), max));
}

/**
 * Like `free` for our own sentences that may quote somebody: backticks stay code, and people stay mentioned (groups
 * and channels do not). For answers that one person sees.
 */
export function prose(text: string, max = 600): string {
  const safe = escaped(unformatted(oneLine(text)));
  return clipMarkup(safe.replace(/&lt;@([UW][A-Z0-9]{2,30})&gt;/g, '<@$1>'), max);
}

/** A code span; backticks inside become look-alikes. */
export function code(text: string, max = 80): string {
  return `\`${escaped(clip(oneLine(text).replaceAll('`', 'ˋ'), max)) || '–'}\``;
}

function unformatted(text: string): string {
  return text
    .replaceAll('*', '∗')
    .replaceAll('~', '∼')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, 'ˍ')
    .replace(/:(?=[\w+'-]*[a-z][\w+'-]*:)/giu, '∶');
}

/** The first `shown` items and how many are left, for example `a, b and 14 more` or `a or b`. */
export function list(items: readonly string[], shown: number, word: 'and' | 'or' = 'and'): string {
  const rest = items.length - shown;
  const all = rest > 0 ? [...items.slice(0, shown), `${rest} more`] : items;
  return [all.slice(0, -1).join(', '), ...all.slice(-1)].filter((part) => part !== '').join(` ${word} `);
}

/** The same with a line for each; the last one says for example `and 14 more metrics`. */
export function firstOf(items: readonly string[], shown: number, noun: string): readonly string[] {
  const rest = items.length - shown;
  return rest > 0 ? [...items.slice(0, shown), `and ${rest} more ${noun}`] : items;
}

export function lines(items: readonly string[], shown: number, noun: string): string {
  return firstOf(items, shown, noun).join('\n');
}

/** What is there, with a middle dot between. */
export function dotted(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join(' · ');
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
