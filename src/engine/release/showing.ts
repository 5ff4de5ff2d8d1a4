/** Tells whoever shows releases which of them may look different now. */
import { bringsNoVersion, isScaling, isUnderWay, type Release } from '../../model/release.ts';
import type { Place } from '../lookup.ts';
import { hasBegun, releasesOf, viewOf, type World } from '../world.ts';

/** How many of a target's newest releases, restarts aside, a change of the target may concern. */
const SHOWN = 3;

/** The release itself, and the newest ones of its target, of which one may have lost its way back. */
export function show(world: World, place: Place, release?: Release): void {
  const releases = releasesOf(world, place);
  const newest = [
    ...releases.filter(hasBegun).slice(0, SHOWN),
    ...releases.filter((each) => bringsNoVersion(each) && (isUnderWay(each) || isScaling(each))).slice(0, SHOWN),
  ];
  for (const shown of new Set([...newest, ...(release === undefined ? [] : [release])])) {
    if (shown.status !== null) world.audience.changed(viewOf(world, shown, place));
  }
}
