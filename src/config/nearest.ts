import { distance } from 'fastest-levenshtein';

/** The known word that was probably meant; null when none is near. */
export function nearest(typed: string, known: Iterable<string>): string | null {
  let best: { readonly word: string; readonly away: number } | null = null;
  for (const word of known) {
    const away = distance(typed.toLowerCase(), word.toLowerCase());
    if (best === null || away < best.away) best = { word, away };
  }
  return best !== null && best.away <= Math.max(2, Math.floor(best.word.length / 3)) ? best.word : null;
}

/** What to do about a word that is not one of the known ones. */
export function suggestion(typed: string, known: Iterable<string>): string {
  const words = [...known];
  const near = nearest(typed, words);
  if (near !== null) return `did you mean ${near}?`;
  return `known here: ${words.join(', ')}`;
}
