/** What happened, from the release, its rollback and the analyses of a bundle. */
import type { CaptureOccasion } from '../../model/capture.ts';
import type { RollbackClock } from '../../model/rollback.ts';
import { shortImage } from '../../views/images.ts';
import { actor, because } from '../../views/people.ts';
import { plain } from '../../views/plain.ts';
import type { Moment } from '../moments.ts';
import { releaseMoments } from '../release-story.ts';
import { type Contents, type Run, releaseIn, rollbackIn, runsIn, targetIn } from './contents.ts';

const ZERO: Readonly<Record<CaptureOccasion, string>> = { rollback: 'press', failure: 'failure', asked: 'capture' };

/** The one moment that everything is told around. */
export function zeroOf({ about }: Contents): { readonly at: string; readonly words: string } {
  return { at: about.asOf, words: ZERO[about.occasion] };
}

export function momentsOf(contents: Contents): readonly Moment[] {
  const release = releaseIn(contents);
  return [
    ...(release === null ? [] : releaseMoments(release, { image: targetIn(contents)?.image ?? '' })),
    ...rollbackMoments(contents),
    ...runsIn(contents).flatMap(runMoments),
    { at: contents.about.began, words: 'This capture began', tone: 'plain' as const },
  ];
}

/** The clock of a rollback, of which the story tells only some. */
function rollbackMoments(contents: Contents): readonly Moment[] {
  const rollback = rollbackIn(contents);
  if (rollback === null) return [];
  const { clock, by, reason, to } = rollback;
  const isTold = releaseIn(contents)?.status?.story.some(({ what }) => what === 'rollbackAsked') ?? false;
  const pressed = plain(`Rollback to ${shortImage(to.image, to.image)} pressed by ${actor(by)}${because(reason)}`);
  return [
    { at: clock.pressedAt, words: isTold ? 'The press arrived' : pressed, tone: 'asked' },
    ...(clock.acceptedAt === undefined
      ? []
      : [{ at: clock.acceptedAt, words: 'The API server took the write that moves traffic', tone: 'plain' as const }]),
  ];
}

export interface ClockRow {
  readonly words: string;
  /** RFC 3339; null when it had not come when this was captured. */
  readonly at: string | null;
}

export function clockRows(clock: RollbackClock): readonly ClockRow[] {
  return [
    { words: 'pressed', at: clock.pressedAt },
    { words: 'accepted by the API server', at: clock.acceptedAt ?? null },
    { words: 'bad version without traffic', at: clock.zeroAt ?? null },
    { words: 'healthy', at: clock.healthyAt ?? null },
  ];
}

/** When it began, and when its first measurement failed. */
function runMoments({ metadata, status }: Run): readonly Moment[] {
  const name = metadata?.name ?? '';
  const began = metadata?.creationTimestamp;
  const failed = (status?.metricResults ?? []).flatMap(({ name: metric, measurements = [] }) => {
    const first = measurements.find(({ phase }) => phase === 'Failed' || phase === 'Error');
    const at = first?.finishedAt ?? first?.startedAt;
    if (first === undefined || at === undefined) return [];
    const value = first.value ?? first.message ?? '';
    return [
      {
        at,
        words: `Metric ${metric}: first measurement that failed${value === '' ? '' : `: ${value}`}`,
        tone: 'bad' as const,
      },
    ];
  });
  return [
    ...(began === undefined ? [] : [{ at: began, words: `Analysis ${name} began`, tone: 'plain' as const }]),
    ...failed,
  ];
}
