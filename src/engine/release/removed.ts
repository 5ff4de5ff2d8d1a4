/**
 * Releases whose record somebody deletes while what they began goes on: what is left of them on their card, and a
 * record for the rollback that was under way. An update is adopted like any other that no release explains.
 */
import { isHolding, type Release, type ReleaseStatus } from '../../model/release.ts';
import { isTakenUpAgain, type ReleaseView } from '../../model/release-view.ts';
import { told } from './changes.ts';

/**
 * What is shown of it a last time, with the presses that need no record; null when it offered nothing already. Pure.
 * An update or a rollback that goes on gets a card of its own, so that nothing is left to press here.
 */
export function removedView(view: ReleaseView): ReleaseView | null {
  const { release, offers, snapshot } = view;
  const { status } = release;
  if (status === null) return null;
  if (isTakenUpAgain(view)) return { ...view, offers: [] };
  if (offers.length === 0 && !isHolding(status)) return null;
  // Without a record the version before is known only as long as it is the stable one.
  const isUpdating = snapshot !== null && snapshot.desiredHash !== snapshot.stableHash;
  return { ...view, offers: offers.filter((offer) => offer === 'rollback' && isUpdating) };
}

/** The status with which the rollback goes on under a new record; null when none was under way. Pure. */
export function rollbackGoingOn({ name, status }: Release, now: Date): ReleaseStatus | null {
  if (status === null || status.phase !== 'RollingBack') return null;
  const pressed = status.story.findLastIndex(({ what }) => what === 'rollbackAsked' || what === 'rejected');
  const anew = told({ ...status, card: null, story: [] }, now, { what: 'recordReplaced', release: name });
  return { ...anew, story: [...anew.story, ...status.story.slice(Math.max(0, pressed))] };
}
