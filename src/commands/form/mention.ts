/** Finds the services that a message names, and the version that follows each: pure. */

export interface Mention {
  readonly service: string;
  readonly version: string | null;
}

/** No message of Slack's has more text that people see. */
const LONGEST = 40_000;
/** Right behind the name a tag that begins with a digit; as a word of its own only what looks like a version. */
const TIGHT = String.raw`[:@=](?<tag>v?\d[\w.\-]{0,127}|sha256:[0-9a-f]{64})`;
const SPACED = String.raw`\s+(?:(?:to|version|release|at)\s+)?(?<word>v\d[\w.\-]{0,126}|\d+\.\d[\w.\-]{0,120}|sha256:[0-9a-f]{64})`;

/** In the order of the text, each service once. Of names that overlap the longest counts: `shop-api` is not `shop`. */
export function mentioned(text: string, names: readonly string[]): Mention[] {
  if (names.length === 0) return [];
  const longestFirst = [...names].sort((a, b) => b.length - a.length).map((name) => name.replace(/[^\w-]/g, '\\$&'));
  const name = `(?<![\\p{L}\\p{N}_-])(?<name>${longestFirst.join('|')})(?![\\p{L}\\p{N}_-]|\\.[\\p{L}\\p{N}])`;
  const found = new Map<string, Mention>();
  for (const { groups = {} } of text.slice(0, LONGEST).matchAll(new RegExp(`${name}(?:${TIGHT}|${SPACED})?`, 'giu'))) {
    const service = (groups.name ?? '').toLowerCase();
    const version = (groups.tag ?? groups.word)?.replace(/[.-]+$/, '') ?? null;
    if (!found.get(service)?.version) found.set(service, { service, version });
  }
  return [...found.values()];
}
