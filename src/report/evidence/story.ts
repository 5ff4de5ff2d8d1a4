/** What happened, from the release, its rollback and the analyses of a bundle. */
import type { CaptureOccasion } from '../../model/capture.ts';
import type { Release } from '../../model/release.ts';
import type { RollbackClock } from '../../model/rollback.ts';
import type { StoryEvent, Told } from '../../model/story.ts';
import { shortImage } from '../../views/images.ts';
import { actor, because } from '../../views/people.ts';
import { plain } from '../../views/plain.ts';
import { storyLine } from '../../views/story.ts';
import type { Moment, Tone } from '../moments.ts';
import { type Contents, type Run, releaseIn, rollbackIn, runsIn, targetIn } from './contents.ts';

const ZERO: Readonly<Record<CaptureOccasion, string>> = { rollback: 'press', failure: 'failure', asked: 'capture' };

/** The one moment that everything is told around. */
export function zeroOf({ about }: Contents): { readonly at: string; readonly words: string } {
  return { at: about.asOf, words: ZERO[about.occasion] };
}

export function momentsOf(contents: Contents): readonly Moment[] {
  const release = releaseIn(contents);
  return [
    ...(release === null ? [] : storyMoments(release, contents)),
    ...rollbackMoments(contents),
    ...runsIn(contents).flatMap(runMoments),
    { at: contents.about.began, words: 'This capture began', tone: 'plain' as const },
  ];
}

function storyMoments({ status }: Release, contents: Contents): readonly Moment[] {
  const { service, environment } = contents.about;
  const about = { service, environment, image: targetIn(contents)?.image ?? '' };
  const words = (event: Told) => plain(storyLine(event, about).text);
  return (status?.story ?? []).map((event) => ({ at: event.at, words: words(event), tone: toneOf(event) }));
}

const TONES: Readonly<Partial<Record<StoryEvent['what'], Tone>>> = {
  requested: 'asked',
  approved: 'asked',
  rejected: 'asked',
  asked: 'asked',
  rollbackAsked: 'asked',
  lifted: 'asked',
  trafficBack: 'good',
  rolledBack: 'good',
  completed: 'good',
  analysisFailed: 'bad',
  alertAsks: 'bad',
  alertFired: 'bad',
  aborted: 'bad',
  degraded: 'bad',
  notCarriedOut: 'bad',
  notReconciling: 'bad',
  rollbackHindered: 'bad',
  rollbackGivenUp: 'bad',
  refused: 'bad',
  evidenceFailed: 'bad',
};

const VERIFIED_TONE = { verified: 'good', partly: 'plain', wrong: 'bad' } as const;

function toneOf(event: StoryEvent): Tone {
  return event.what === 'verified' ? VERIFIED_TONE[event.state] : (TONES[event.what] ?? 'plain');
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
