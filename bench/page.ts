/** The page that is kept: the rollbacks first, then a section for each figure that can be measured alone. */

const ALONE = '## P6:';

/** The page with what was measured anew; what was not stays as it is. */
export function renewed(kept: string, rollbacks: string | null, start: string | null): string {
  const at = kept.indexOf(ALONE);
  const before = at === -1 ? kept : kept.slice(0, at);
  const after = at === -1 ? '' : kept.slice(at);
  return `${[rollbacks ?? before, start ?? after]
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}
