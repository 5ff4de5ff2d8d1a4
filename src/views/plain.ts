/** What was written for Slack, as text for a file: the story of a release has one wording, wherever it is read. */
import { free } from './text.ts';

/**
 * Without emoji and formatting; mentions become names, ids where there is none, and dates the text that Slack shows where it
 * cannot show them.
 */
export function plain(markup: string, names: ReadonlyMap<string, string> = new Map()): string {
  return (
    markup
      .replaceAll(/(?<![\p{L}\p{N}]):[a-z0-9_+-]*[a-z][a-z0-9_+-]*: ?/gu, '')
      .replaceAll(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
      .replaceAll(/<!subteam\^([A-Z0-9]+)(\|[^>]*)?>/g, '$1')
      .replaceAll(/<[@#]([A-Z0-9]+)>/g, (_, id: string) => free(names.get(id) ?? id))
      .replaceAll(/<(https?:[^|>]+)\|([^>]*)>/g, '$2 ($1)')
      .replaceAll(/(?<![\p{L}\p{N}])\*([^*\n]+)\*(?![\p{L}\p{N}])/gu, '$1')
      .replaceAll('`', '')
      // Last, and `&amp;` after the others: what people wrote is as they wrote it.
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
  );
}
