/** The story of a release in plain words. What Slack shows of it is in `views/story.ts`. */
import type { Actor } from '../model/decision.ts';
import type { StoryEvent } from '../model/story.ts';
import { plainChange, shortImage } from '../views/images.ts';
import { duration } from '../views/time.ts';
import { OFFER, PAUSE_REASON, VERB_DONE } from '../views/words.ts';
import type { Tone } from './moments.ts';

const ASKED: ReadonlySet<StoryEvent['what']> = new Set([
  'requested',
  'approved',
  'rejected',
  'asked',
  'rollbackAsked',
  'lifted',
]);
const GOOD: ReadonlySet<StoryEvent['what']> = new Set(['trafficBack', 'rolledBack', 'completed']);
const BAD: ReadonlySet<StoryEvent['what']> = new Set([
  'analysisFailed',
  'alertAsks',
  'alertFired',
  'aborted',
  'degraded',
  'notCarriedOut',
  'notReconciling',
  'rollbackHindered',
  'rollbackGivenUp',
  'refused',
  'evidenceFailed',
]);

const VERIFIED = { verified: 'Verified', partly: 'Not all of it is known', wrong: 'Something is still wrong' } as const;

const VERIFIED_TONE = { verified: 'good', partly: 'plain', wrong: 'bad' } as const;

export function toneOf(event: StoryEvent): Tone {
  const { what } = event;
  if (what === 'verified') return VERIFIED_TONE[event.state];
  if (ASKED.has(what)) return 'asked';
  if (GOOD.has(what)) return 'good';
  return BAD.has(what) ? 'bad' : 'plain';
}

/** Text, not yet escaped. */
export function storyWords(event: StoryEvent): string {
  switch (event.what) {
    case 'requested':
      return `Requested by ${actorWords(event.by)}${because(event.reason)}`;
    case 'adopted':
      return event.earlier === undefined
        ? `Started outside Rollbridge${event.by === null ? '' : ` by ${event.by}`}`
        : `Goes on with the release ${event.earlier.release}`;
    case 'recordReplaced':
      return `The rollback goes on: its record ${event.release} was deleted, and this is the new one`;
    case 'started':
      return `Started: ${plainChange(event.from || null, event.to)}`;
    case 'step':
      return `Step ${event.step} of ${event.count}, weight ${event.weight} %`;
    case 'approvalNeeded':
      return `Waits for approval (${Math.max(1, event.approvals)} needed)`;
    case 'paused':
      return `Paused ${PAUSE_REASON[event.reason]}`;
    case 'approved':
      return `Approved by ${actorWords(event.by)} (${event.given} of ${event.needed})`;
    case 'rejected':
      return `Rejected by ${actorWords(event.by)}${because(event.reason)}`;
    case 'asked':
      return `${OFFER[event.verb]} asked by ${actorWords(event.by)}${because(event.reason)}`;
    case 'carriedOut':
      return VERB_DONE[event.verb];
    case 'notCarriedOut':
      return `${OFFER[event.verb]} was not carried out: ${event.why}`;
    case 'lifted':
      return `Hold lifted by ${actorWords(event.by)}${because(event.reason)}`;
    default:
      return outcomeWords(event);
  }
}

type Outcome = Exclude<
  StoryEvent,
  {
    readonly what:
      | 'requested'
      | 'adopted'
      | 'recordReplaced'
      | 'started'
      | 'step'
      | 'approvalNeeded'
      | 'paused'
      | 'approved'
      | 'rejected'
      | 'asked'
      | 'carriedOut'
      | 'notCarriedOut'
      | 'lifted';
  }
>;

function outcomeWords(event: Outcome): string {
  switch (event.what) {
    case 'promotedElsewhere':
      return 'Promoted outside Rollbridge';
    case 'analysisFailed':
      return `Analysis ${event.analysis} failed${because(event.message)}`;
    case 'aborted':
      return `Aborted${because(event.message)}`;
    case 'degraded':
      return `Degraded${because(event.message)}`;
    case 'notReconciling':
      return `The controller does not act on it${because(event.says)}`;
    case 'leftAlone':
      return 'Left alone: the catalog does not have this target any more';
    case 'rollbackAsked':
      return `Rollback to ${own(event.to)} ${event.cause === 'alert' ? `by alert ${event.reason ?? ''}` : `asked by ${actorWords(event.by)}${because(event.reason)}`}`;
    case 'alertAsks':
      return `Alert ${event.names.join(', ')} fires: it was asked whether to roll back`;
    case 'alertFired':
      return `Alert ${event.names.join(', ')} fires${because(event.says)}`;
    case 'alertResolved':
      return `Alert ${event.names.join(', ')} is resolved`;
    case 'trafficBack':
      return `The bad version is at 0 %, ${duration(event.ms)} after the press`;
    case 'rolledBack':
      return `Rolled back to ${own(event.to)}${event.ms === null ? '' : `, healthy ${duration(event.ms)} after the press`}`;
    case 'rolledBackElsewhere':
      return `Rolled back to ${own(event.to)} outside Rollbridge`;
    case 'rollbackHindered':
      return `The rollback does not get on: ${event.why}`;
    case 'rollbackGoesOn':
      return 'The rollback goes on';
    case 'rollbackGivenUp':
      return `The rollback ended early: ${event.why}`;
    case 'verified':
      return `${VERIFIED[event.state]}: ${event.findings.map(({ says }) => says).join('; ')}`;
    case 'acknowledgementWanted':
      return event.isReminder
        ? 'Nobody has acknowledged the rollback yet'
        : 'A second person is asked to acknowledge it';
    case 'acknowledged':
      return `Acknowledged by ${actorWords(event.by)}${because(event.reason)}`;
    case 'held':
      return `Further releases are held${because(event.reason)}`;
    case 'evidenceSaved':
      return `Evidence saved: ${event.folder}`;
    case 'evidenceFailed':
      return `Evidence could not be saved: ${event.why}`;
    case 'evidenceNotShared':
      return `The evidence could not be put into the thread: ${event.why}`;
    case 'incidentOpened':
      return `Incident ${event.incident} opened by ${actorWords(event.by)}`;
    case 'incidentResolved':
      return `Incident ${event.incident} resolved by ${actorWords(event.by)}: ${event.cause}`;
    case 'superseded':
      return `Overtaken by ${own(event.by)}`;
    case 'refused':
      return `Refused: ${event.why}`;
    case 'completed':
      return `Completed in ${duration(event.ms)}`;
  }
}

/** Without its repository, which is that of the service. */
export function own(image: string): string {
  return shortImage(image, image);
}

export function actorWords(by: Actor): string {
  if (by.kind === 'user') return by.id;
  if (by.kind === 'engine') return 'Rollbridge';
  return by.claimed === null ? 'somebody unknown' : `somebody unknown (says “${by.claimed}”)`;
}

export function because(reason: string | undefined): string {
  return reason === undefined || reason === '' ? '' : `: ${reason}`;
}
