/** Which ended releases nobody needs any more: pure. */
import { hasEnded, isHolding, type Release, type ReleaseStatus } from '../../model/release.ts';
import type { TargetSnapshot } from '../../model/snapshot.ts';
import { dueOf, unsharedFolder } from '../evidence/plan.ts';
import { keptBy } from '../release/adoption.ts';
import { brought } from '../rollback/way-back.ts';
import { hasBegun } from '../world.ts';

/** What Slack has not taken for so long after the end, it never will. */
const OWED_MS = 24 * 60 * 60_000;

export interface Pile {
  /** Of one service in one environment, newest first. */
  readonly releases: readonly Release[];
  /** The target that they went to, as it is now; null when the catalog does not know it any more. */
  readonly snapshot: TargetSnapshot | null;
  readonly keep: number;
  readonly now: Date;
}

/**
 * The oldest first. Never one that has not ended, that holds releases up, that a rollback would go by, or of which
 * something is still to be filed or told; and none at all while a rollback runs.
 */
export function surplusOf({ releases, snapshot, keep, now }: Pile): readonly Release[] {
  if (releases.some(({ status }) => status?.phase === 'RollingBack')) return [];
  const needed = neededOf(releases.filter(hasBegun), snapshot);
  return releases
    .filter(isOver)
    .slice(keep)
    .filter((release) => !needed.has(release) && !isHolding(release.status) && !isOwed(release, now))
    .reverse();
}

function isOver({ status }: Release): boolean {
  return status !== null && hasEnded(status.phase);
}

/**
 * The newest release says what the target should run; the one that brought what runs has kept the way back from it; and
 * what runs is best known from whoever kept it whole.
 */
function neededOf(begun: readonly Release[], snapshot: TargetSnapshot | null): ReadonlySet<Release> {
  const needed = [begun[0]];
  if (snapshot !== null) {
    const { desiredHash, stableHash } = snapshot;
    needed.push(begun.find((release) => brought(release, snapshot)));
    for (const hash of [desiredHash, stableHash]) {
      needed.push(begun.find(({ status }) => hash !== null && keptBy(status).some((kept) => kept.hash === hash)));
    }
  }
  return new Set(needed.filter((release) => release !== undefined));
}

/** Evidence is being captured, or its card and its thread do not say all of it yet. */
function isOwed(release: Release, now: Date): boolean {
  const { status } = release;
  if (status === null || now.getTime() - Date.parse(status.endedAt ?? release.createdAt) > OWED_MS) return false;
  return dueOf(release, now) !== null || isUntold(status) || unsharedFolder(status) !== null;
}

function isUntold({ card, story }: ReleaseStatus): boolean {
  return card !== null && (card.ask !== null || card.drawn === null || card.told < story.length);
}
