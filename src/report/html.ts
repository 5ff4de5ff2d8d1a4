/** HTML of which everything that is put in is text, unless it was made here: nothing that a cluster or a person wrote becomes markup. */
import { stripVTControlCharacters } from 'node:util';
import { html as escaping } from 'hono/html';

/** Finished markup. */
export type Html = Exclude<ReturnType<typeof escaping>, Promise<unknown>>;

export type Part = Html | string | number | null | readonly Part[];

/** Texts lose what terminals and bidirectional marks would do to them; null is nothing. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const made = escaping(strings, ...parts.map(harmless));
  if (made instanceof Promise) throw new Error('HTML is made of what is there');
  return made;
}

function harmless(part: Part): Part {
  if (typeof part === 'string') return shown(part);
  return Array.isArray(part) ? part.map(harmless) : part;
}

/** Colours of a terminal are left out; what cannot be seen, or turns the direction of what follows, is written as its number. */
export function shown(text: string): string {
  return stripVTControlCharacters(text.toWellFormed()).replace(
    /[^\P{C}\n\t]/gu,
    (hidden) => `\\u{${hidden.codePointAt(0)?.toString(16)}}`,
  );
}
