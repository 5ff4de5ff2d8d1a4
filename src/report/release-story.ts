/** The story of a release as a timeline, in the words of its thread. */
import type { Release } from '../model/release.ts';
import type { StoryEvent, Told } from '../model/story.ts';
import { plain } from '../views/plain.ts';
import { storyLine } from '../views/story.ts';
import type { Moment, Tone } from './moments.ts';

export interface Telling {
  /** Everything unless given. */
  readonly isWanted?: (event: StoryEvent) => boolean;
  /** What others are named against; the release's own unless given. */
  readonly image?: string;
  /** Of people, by Slack member id; ids where there is none. */
  readonly names?: ReadonlyMap<string, string>;
}

export function releaseMoments(
  { spec, status }: Release,
  { isWanted = () => true, image = imageOf(status), names }: Telling = {},
): readonly Moment[] {
  const about = { service: spec.service, environment: spec.environment, image };
  const words = (event: Told) => plain(storyLine(event, about).text, names);
  return (status?.story ?? [])
    .filter(isWanted)
    .map((event) => ({ at: event.at, words: words(event), tone: toneOf(event) }));
}

function imageOf(status: Release['status']): string {
  return status?.rollback?.from.image ?? status?.targets[0]?.image ?? '';
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
  drillFailed: 'bad',
  evidenceFailed: 'bad',
};

const VERIFIED_TONE = { verified: 'good', partly: 'plain', wrong: 'bad' } as const;

function toneOf(event: StoryEvent): Tone {
  return event.what === 'verified' ? VERIFIED_TONE[event.state] : (TONES[event.what] ?? 'plain');
}
