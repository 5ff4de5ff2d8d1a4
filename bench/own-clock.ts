/** What Rollbridge says of itself: its histogram of the time from a press to the write's acceptance. */
import type { Program } from '../test/cluster/support/program.ts';

export interface OwnClock {
  readonly count: number;
  readonly seconds: number;
}

export async function ownClock(program: Program): Promise<OwnClock> {
  const lines = (await program.metrics()).split('\n');
  const total = (suffix: string) =>
    lines
      .filter((line) => line.startsWith(`rollbridge_rollback_seconds_${suffix}{`) && line.includes('stage="accepted"'))
      .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  return { count: total('count'), seconds: total('sum') };
}

/** Milliseconds of the one rollback between two readings; null when there was not exactly one. */
export function between(before: OwnClock, after: OwnClock): number | null {
  return after.count - before.count === 1 ? (after.seconds - before.seconds) * 1_000 : null;
}
