/** Says in words what has changed since somebody saw what they pressed on. */
import type { Basis, ReleaseStatus } from '../model/release.ts';

export function whatChanged(seen: Basis, current: Basis, status: ReleaseStatus): string {
  if (seen.hash !== current.hash) return 'Another version is being released by now.';
  if (seen.step !== current.step) {
    return `The release has gone on from step ${(seen.step ?? 0) + 1} to step ${(current.step ?? 0) + 1}.`;
  }
  if (current.pausedSince === null) return `The pause is over; the release is ${status.phase}.`;
  return seen.pausedSince === null ? 'The release has paused since.' : 'It is another pause than the one you saw.';
}
