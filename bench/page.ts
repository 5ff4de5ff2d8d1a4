/** The page that is kept: the rollbacks first, then a section for each figure that can be measured alone. */

/** In their order on the page, with how each begins. */
const ALONE = { p2: '## P2:', p6: '## P6:', p7: '## P7:' } as const;

/** Null for what was not measured anew. */
export interface Sections {
  readonly rollbacks: string | null;
  readonly p2: string | null;
  readonly p6: string | null;
  readonly p7: string | null;
}

/** The page with what was measured anew; what was not stays as it is. */
export function renewed(kept: string, anew: Sections): string {
  const [first = '', ...others] = kept.split(new RegExp(`^(?=${Object.values(ALONE).join('|')})`, 'm'));
  const section = (figure: keyof typeof ALONE) =>
    anew[figure] ?? others.find((part) => part.startsWith(ALONE[figure])) ?? '';
  return `${[anew.rollbacks ?? first, section('p2'), section('p6'), section('p7')]
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}
