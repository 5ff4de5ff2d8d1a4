/** What is said of a release's evidence: on its card, and with the archive in its thread. */
import type { Evidence, Release } from '../model/release.ts';
import type { ReleaseView } from '../model/release-view.ts';
import type { Gap } from '../model/story.ts';
import { shortImage } from './images.ts';
import { dotted, free, plural } from './text.ts';

const SIGN = ':card_file_box:';

/** Null while there is nothing to say. */
export function evidenceLine({ release }: ReleaseView): string | null {
  const evidence = release.status?.evidence ?? null;
  if (evidence === null) return null;
  switch (evidence.state) {
    case 'capturing':
      return `${SIGN} Evidence is being captured`;
    case 'saved':
      return `${SIGN} Evidence: ${counted(evidence)}`;
    case 'failed':
      return ':warning: Evidence could not be saved, see the thread';
  }
}

/** `41 files · 3 missing, see its manifest`. */
export function counted({ files, missing }: Pick<Evidence, 'files' | 'missing'>): string {
  return dotted([plural(files, 'file'), missing === 0 ? null : `${missing} missing, see its manifest`]);
}

/** Why something of it is missing, the commonest reasons: `2 × gone before it could be read, no series matched`. */
export function reasonsOf(missing: number, gaps: readonly Gap[]): string | null {
  if (gaps.length === 0) return null;
  const named = gaps.map(({ why, count }) => `${count === 1 ? '' : `${count} × `}${free(why, 120)}`);
  const rest = missing - gaps.reduce((sum, { count }) => sum + count, 0);
  return `missing: ${[...named, ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ')}`;
}

/** Plain text. */
export function archiveTitle({ release }: ReleaseView): string {
  return `Evidence of ${release.spec.service} ${badVersion(release)} in ${release.spec.environment}`;
}

export function archiveComment({ release }: ReleaseView): string {
  const { service } = release.spec;
  const what = release.status?.evidence?.occasion === 'rollback' ? 'rolled back' : 'failed';
  return `${SIGN} What was there when ${free(service, 80)} ${free(badVersion(release), 80)} ${what}`;
}

/** The version that failed: a release that only records a rollback is named after the one that it went back to. */
function badVersion({ spec, status }: Release): string {
  const { from, to } = status?.rollback ?? {};
  return from === undefined ? spec.version : shortImage(from.image, to?.image ?? null);
}
