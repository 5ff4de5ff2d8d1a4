/** Markdown of which everything that is put in is text. */
import { shown } from './html.ts';

/**
 * One line in which nothing is markup, at the beginning of a line or within it, and which is still read easily as it is. Any
 * punctuation may be escaped: https://spec.commonmark.org/0.31.2/#backslash-escapes
 */
export function plainText(text: string): string {
  return shown(text)
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/[\\`*[\]<>|~&]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|^[#+\-=]/gu, '\\$&')
    .replace(/^(\d{1,9})([.)])/, '$1\\$2');
}

/** To a file beside; its path holds nothing that would have to be escaped but what `encodeURI` does. */
export function linkTo(path: string): string {
  return `[${plainText(path)}](${encodeURI(path)})`;
}

/** Cells that are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
