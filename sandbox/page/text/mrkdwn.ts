/**
 * Slack's own markup, read into parts: https://docs.slack.dev/messaging/formatting-message-text. What is not markup stays
 * text; nothing that somebody wrote becomes an address other than of the web or of mail.
 */

export type Inline =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'code'; readonly text: string }
  | { readonly is: 'bold' | 'italic' | 'strike'; readonly of: readonly Inline[] }
  | { readonly is: 'user' | 'group' | 'channel'; readonly id: string }
  | { readonly is: 'broadcast'; readonly range: string }
  | { readonly is: 'link'; readonly url: string; readonly label: string }
  | DateMark
  | { readonly is: 'emoji'; readonly name: string };

export interface DateMark {
  readonly is: 'date';
  /** Seconds since 1970. */
  readonly at: number;
  readonly format: string;
  readonly fallback: string;
}

export type Part =
  | { readonly is: 'words'; readonly of: readonly Inline[] }
  | { readonly is: 'quote'; readonly of: readonly Inline[] }
  | { readonly is: 'fence'; readonly text: string };

/** Line breaks inside words and quotes stay in the text. */
export function readMrkdwn(markup: string): Part[] {
  return markup.split(/```/).flatMap((piece, index): Part[] => {
    if (index % 2 === 1) return [{ is: 'fence', text: unescaped(piece.replace(/^\n|\n$/g, '')) }];
    const trimmed = index === 0 ? piece : piece.replace(/^\n/, '');
    return trimmed === '' ? [] : quotesOf(trimmed);
  });
}

function quotesOf(text: string): Part[] {
  const runs: { isQuote: boolean; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line)?.[1];
    const last = runs.at(-1);
    if (last?.isQuote === (quoted !== undefined)) last.lines.push(quoted ?? line);
    else runs.push({ isQuote: quoted !== undefined, lines: [quoted ?? line] });
  }
  return runs.map(({ isQuote, lines }) => ({ is: isQuote ? 'quote' : 'words', of: readInline(lines.join('\n')) }));
}

const MARKS = [
  { is: 'code', pattern: /`([^`\n]+)`/ },
  { is: 'angle', pattern: /<([^<>\n]+)>/ },
  { is: 'bold', pattern: /(?<![\p{L}\p{N}*])\*(?=\S)([^*\n]*?[^*\s])\*(?![\p{L}\p{N}*])/u },
  { is: 'italic', pattern: /(?<![\p{L}\p{N}_])_(?=\S)([^_\n]*?[^_\s])_(?![\p{L}\p{N}_])/u },
  { is: 'strike', pattern: /(?<![\p{L}\p{N}~])~(?=\S)([^~\n]*?[^~\s])~(?![\p{L}\p{N}~])/u },
  { is: 'emoji', pattern: /:([a-z0-9_+'-]*[a-z+-][a-z0-9_+'-]*):/ },
] as const;

/** The mark that begins first wins; between two that begin together, the one named first. */
export function readInline(text: string): Inline[] {
  const found = MARKS.flatMap(({ is, pattern }) => {
    const match = pattern.exec(text);
    return match ? [{ is, at: match.index, all: match[0], inner: match[1] ?? '' }] : [];
  }).sort((a, b) => a.at - b.at)[0];
  if (found === undefined) return textOf(text);
  const rest = text.slice(found.at + found.all.length);
  return [...textOf(text.slice(0, found.at)), marked(found.is, found.inner), ...readInline(rest)];
}

function marked(is: (typeof MARKS)[number]['is'], inner: string): Inline {
  if (is === 'code') return { is, text: unescaped(inner) };
  if (is === 'emoji') return { is, name: inner };
  if (is === 'angle') return angle(inner);
  return { is, of: readInline(inner) };
}

function angle(inner: string): Inline {
  const bar = inner.indexOf('|');
  const [target, label] = bar === -1 ? [inner, ''] : [inner.slice(0, bar), inner.slice(bar + 1)];
  if (/^@\w+$/.test(target)) return { is: 'user', id: target.slice(1) };
  if (/^#\w+$/.test(target)) return { is: 'channel', id: target.slice(1) };
  if (target.startsWith('!subteam^')) return { is: 'group', id: target.slice('!subteam^'.length) };
  if (/^!(here|channel|everyone)$/.test(target)) return { is: 'broadcast', range: target.slice(1) };
  const date = /^!date\^(\d+)\^([^^]*)/.exec(target);
  if (date) return { is: 'date', at: Number(date[1]), format: date[2] ?? '', fallback: unescaped(label) };
  return linkTo(unescaped(target), unescaped(label)) ?? { is: 'text', text: unescaped(`<${inner}>`) };
}

/** Null for an address that a page must not lead to, such as `javascript:`. */
export function linkTo(url: string, label: string): Inline | null {
  return isSafeAddress(url) ? { is: 'link', url, label: label || url.replace(/^mailto:/, '') } : null;
}

export function isSafeAddress(url: string): boolean {
  return /^(https?:\/\/|mailto:)/i.test(url);
}

function textOf(text: string): Inline[] {
  return text === '' ? [] : [{ is: 'text', text: unescaped(text) }];
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** What somebody types, as markup: names become mentions, and the three signs of Slack's markup are escaped. */
export function typedToMarkup(text: string, idOf: (name: string) => string | undefined): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped.replace(/(?<![\w@#])[@#][a-z0-9._-]+/g, (name) => idOf(name) ?? name);
}
