/** Writes of what was found beside the work: they may take as long as the home store is away. */
import { UserProblem } from '../model/problem.ts';
import type { ReleaseStatus } from '../model/release.ts';
import { BackOff } from '../waiting/back-off.ts';
import { pause } from '../waiting/pause.ts';
import type { World } from './world.ts';

export interface Writing {
  readonly release: string;
  /** Null when there is nothing to change. */
  readonly change: (status: ReleaseStatus) => ReleaseStatus | null;
  /** Given when nobody waits for it any more. */
  readonly stop: AbortSignal;
}

/** Tries until it is written. Throws when the release is gone, and when it was stopped. */
export async function keepWriting(
  { store, log }: Pick<World, 'store' | 'log'>,
  { release, change, stop }: Writing,
): Promise<void> {
  const backOff = new BackOff();
  for (;;) {
    try {
      await store.update(release, ({ status }) => (status === null ? null : change(status)));
      return;
    } catch (error) {
      const isGone = error instanceof UserProblem && error.code === 'unknown-release';
      if (isGone || stop.aborted) throw error;
      log.warn({ err: error, release }, 'a release is not written yet');
      await pause(backOff.next(), stop);
    }
  }
}
