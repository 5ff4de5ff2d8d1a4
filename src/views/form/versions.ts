/** The list of versions that the form of `/deploy` offers while somebody types. */

import type { KnownVersion } from '../../model/choices.ts';
import { clip } from '../../model/clip.ts';
import type { ReleasePhase } from '../../model/release.ts';
import { LIMITS } from '../limits.ts';
import { dotted, oneLine } from '../text.ts';
import type { Choice } from './form.ts';

/** Known versions that contain what is typed, and what is typed itself. */
export function versionChoices(known: readonly KnownVersion[], typed: string): readonly Choice[] {
  const wanted = oneLine(typed);
  const found = known.filter(({ version }) => bare(version).includes(bare(wanted)));
  const isKnown = wanted === '' || found.some(({ version }) => bare(version) === bare(wanted));
  return [...found.slice(0, LIMITS.options - 1).map(knownChoice), ...(isKnown ? [] : [typedChoice(wanted)])];
}

/** `2.1.0` and `v2.1.0` are the same version. */
function bare(version: string): string {
  return version.toLowerCase().replace(/^v(?=\d|$)/, '');
}

/** Not a version: whoever chooses it reads at the field what a version looks like. */
const TOO_LONG = '—';

function typedChoice(wanted: string): Choice {
  if (wanted.length <= LIMITS.optionValue) return { value: wanted, text: `use “${clip(wanted, 65)}”` };
  return { value: TOO_LONG, text: 'Too long for a form: say /deploy <service> <version>' };
}

function knownChoice(known: KnownVersion): Choice {
  return { value: known.version, text: dotted([clip(known.version, 50), marksOf(known)]) };
}

const NOW: Readonly<Record<NonNullable<KnownVersion['now']>, string>> = {
  runs: 'runs now',
  stable: 'stable',
  coming: 'under way',
};

/** What became of it, in words that also tell whether it is worth trying again. */
const OUTCOME: Readonly<Partial<Record<ReleasePhase, string>>> = {
  Completed: 'released',
  RolledBack: 'rolled back',
  Aborted: 'aborted',
  Superseded: 'superseded',
};

function marksOf({ now, revision, released }: KnownVersion): string {
  const outcome = released === null ? null : (OUTCOME[released.phase] ?? 'under way');
  const where = released === null || released.environment === null ? '' : ` in ${released.environment}`;
  const isSaid = now !== null && (outcome === 'released' || outcome === 'under way') && where === '';
  const isAborted = now === 'coming' && outcome === 'aborted';
  return dotted([
    now === null || isAborted ? null : NOW[now],
    outcome === null || isSaid ? null : `${outcome}${where}`,
    now === null && outcome === null && revision !== null ? `revision ${revision}` : null,
  ]);
}
