/** Says in words what has changed since somebody saw what they pressed on. */
import type { Basis } from '../../model/decision.ts';
import type { ReleaseStatus } from '../../model/release.ts';

export function whatChanged(seen: Basis, current: Basis, status: ReleaseStatus): string {
  if (status.phase === 'RollingBack') return 'The release is being rolled back.';
  if (seen.hash !== current.hash) return 'Another version is being released by now.';
  if (seen.step !== current.step) return stepped((seen.step ?? 0) + 1, (current.step ?? 0) + 1, status);
  if (current.pausedSince === null) return `The pause is over; the release is ${status.phase}.`;
  return seen.pausedSince === null ? 'The release has paused since.' : 'It is another pause than the one you saw.';
}

/** An update that is aborted goes back to its first step. */
function stepped(from: number, to: number, { phase }: ReleaseStatus): string {
  if (to > from) return `The release has gone on from step ${from} to step ${to}.`;
  return `The update went back from step ${from} to step ${to}; the release is ${phase}.`;
}
