/**
 * Patterns of an organisation's own secrets, as its catalog has them. A regular expression can keep a process busy for
 * hours, and logs are hostile: so these are a part of that language of which the time is known beforehand.
 */

export const PATTERN_HINT =
  'characters, classes such as [a-z], \\d and \\w, and repetitions with an end such as {1,16}; + and * only at the very end; ' +
  'no groups and no |, for which two patterns serve; at least three characters must always be there';

/** How many ways there may be to match from one place, and how long all but the last repetition may be together. */
const MOST_WAYS = 64;
const MOST_LENGTH = 512;
const FEWEST = 3;

const PART =
  /(\\b)|(\\[dDwWsS]|\\[^A-Za-z0-9\s]|\[\^?(?:\\[dDwWsS]|\\[^A-Za-z0-9\s]|[^\]\\[])+\]|[^\\[\](){}*+?|^$.\s]| )(\?|\*|\+|\{\d{1,4}(?:,\d{0,4})?\})?/y;

interface Part {
  readonly least: number;
  /** Infinity where it has no end. */
  readonly most: number;
}

/** True for what may stand in a catalog. */
export function isRedactPattern(text: string): boolean {
  const parts = partsOf(text);
  if (parts === null || !compiles(text)) return false;
  const before = parts.slice(0, -1);
  const ways = before.reduce((product, { least, most }) => product * (most - least + 1), 1);
  const length = before.reduce((sum, { most }) => sum + most, 0) + (parts.at(-1)?.least ?? 0);
  const always = parts.reduce((sum, { least }) => sum + least, 0);
  const [first] = parts;
  return ways <= MOST_WAYS && length <= MOST_LENGTH && always >= FEWEST && first !== undefined && first.least > 0;
}

/** Of a pattern that is one. */
export function redactPattern(text: string): RegExp {
  return new RegExp(text, 'g');
}

/** Null for anything else than such parts, one behind the other. */
function partsOf(text: string): readonly Part[] | null {
  const parts: Part[] = [];
  for (let at = 0; at < text.length; at = PART.lastIndex) {
    PART.lastIndex = at;
    const found = PART.exec(text);
    if (found === null) return null;
    if (found[1] === undefined) parts.push(partOf(found[3] ?? ''));
  }
  return parts;
}

function partOf(repetition: string): Part {
  if (repetition === '') return { least: 1, most: 1 };
  if (repetition === '?') return { least: 0, most: 1 };
  if (repetition === '*') return { least: 0, most: Number.POSITIVE_INFINITY };
  if (repetition === '+') return { least: 1, most: Number.POSITIVE_INFINITY };
  const [least = '', most] = repetition.slice(1, -1).split(',');
  if (most === undefined) return { least: Number(least), most: Number(least) };
  return { least: Number(least), most: most === '' ? Number.POSITIVE_INFINITY : Number(most) };
}

/** Ranges that are the wrong way round. */
function compiles(text: string): boolean {
  try {
    return redactPattern(text).global;
  } catch {
    return false;
  }
}
