/** Versions that a newcomer may release: the next one, good or bad in some way. Words in a tag say what its pods do. */

export interface Offer {
  readonly words: string;
  readonly about: string;
  readonly version: string;
}

const KINDS = [
  { words: 'A good version', about: 'all is well with it', suffix: '' },
  { words: 'One that fails', about: '30 % of its requests answer 500', suffix: '-err30' },
  { words: 'One that is slow', about: 'a request takes 900 ms', suffix: '-slow900' },
  { words: 'One that crashes', about: 'its pods never become ready', suffix: '-crash' },
  { words: 'One without an image', about: 'its tag is not in the registry', suffix: '-pull' },
] as const;

/** After the newest of these tags. */
export function offers(tags: readonly string[]): readonly Offer[] {
  const next = nextVersion(tags);
  return KINDS.map(({ words, about, suffix }) => ({ words, about, version: `${next}${suffix}` }));
}

export function nextVersion(tags: readonly string[]): string {
  const known = tags.flatMap((tag) => {
    const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(tag) ?? [];
    return major === undefined ? [] : [[Number(major), Number(minor)] as const];
  });
  const [major, minor] = known.sort(([a, b], [c, d]) => c - a || d - b)[0] ?? [1, 0];
  return `${major}.${minor + 1}.0`;
}
