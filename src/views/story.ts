/** The story of a release in the card's thread: one line for each thing that happened. */
import type { Told } from '../model/story.ts';
import { acknowledgementWords } from './acknowledgement-ask.ts';
import { alertWords } from './alerts.ts';
import { askedWords } from './asked-evidence.ts';
import { type Message, section } from './blocks.ts';
import { metricLine } from './card/metrics.ts';
import { hindranceWords } from './card/rollback.ts';
import { wentOnFrom } from './card/title.ts';
import { drillDueWords, drillReady } from './drills.ts';
import { counted, reasonsOf } from './evidence.ts';
import { change, overtaker, shortImage } from './images.ts';
import { message } from './message.ts';
import { notDeliveredWords } from './notices.ts';
import { actor, because, byAlert, channelLink } from './people.ts';
import { percent } from './share.ts';
import { stepWords } from './steps.ts';
import { code, dotted, free, plural, prose } from './text.ts';
import { duration, moment } from './time.ts';
import { verificationLine } from './verification.ts';
import { CALLED_OFF, DEBUG_OVER, OFFER, PAUSE_REASON, RELEASE_PHASE, VERB_DONE } from './words/words.ts';

export interface StoryContext {
  readonly service: string;
  readonly environment: string;
  /** Image of the release: other images are named the short way where they are of the same repository. */
  readonly image: string;
}

export function storyLine(event: Told, about: StoryContext): Message {
  const line = sentence(event, (image) => code(shortImage(image, about.image), 120), about);
  return message(line, [section('story', line)]);
}

function sentence(event: Told, version: (image: string) => string, about: StoryContext): string {
  const { service, environment } = about;
  switch (event.what) {
    case 'requested':
      return `:memo: Requested by ${actor(event.by)}${because(event.reason)}`;
    case 'adopted':
      if (event.earlier)
        return `:satellite_antenna: By Rollbridge; ${wentOnFrom(event.earlier, { service, environment })}`;
      return `:satellite_antenna: Started outside Rollbridge${event.by === null ? '' : ` by ${code(event.by)}`}`;
    case 'started': {
      const where = `${free(service, 80)} in ${free(environment, 80)}`;
      return `${RELEASE_PHASE.Starting.emoji} Started: ${where}, ${change(event.from || null, event.to)}`;
    }
    case 'step':
      return `${RELEASE_PHASE.Progressing.emoji} ${stepWords(event.step, event.count)} · weight ${percent(event.weight)}`;
    case 'approvalNeeded':
      return `${RELEASE_PHASE.AwaitingApproval.emoji} Waits for ${plural(Math.max(1, event.approvals), 'approval')}`;
    case 'paused':
      return `${RELEASE_PHASE.Paused.emoji} Paused ${PAUSE_REASON[event.reason]}`;
    case 'approved':
      return `:thumbsup: ${dotted([`Approved by ${actor(event.by)}`, ofNeeded(event.given, event.needed)])}`;
    case 'rejected':
      return `:thumbsdown: Rejected by ${actor(event.by)}${because(event.reason)}`;
    case 'asked':
      return `:point_right: ${OFFER[event.verb]} asked by ${actor(event.by)}${because(event.reason)}`;
    case 'carriedOut':
      return `:heavy_check_mark: ${VERB_DONE[event.verb]}`;
    case 'notCarriedOut':
      return `:warning: ${OFFER[event.verb]} was not carried out: ${free(event.why, 300)}`;
    case 'promotedElsewhere':
      return ':heavy_check_mark: Promoted outside Rollbridge';
    case 'analysisFailed':
      return [
        `:x: Analysis ${code(event.analysis)} failed${because(event.message)}`,
        ...(event.metrics ?? []).map(metricLine),
      ].join('\n');
    case 'aborted':
      return `${RELEASE_PHASE.Aborted.emoji} Aborted${because(event.message)}`;
    case 'degraded':
      return `${RELEASE_PHASE.Degraded.emoji} Degraded${because(event.message)}`;
    case 'notReconciling':
      if (event.says !== undefined) return `:warning: The controller does not act on it: ${free(event.says, 300)}`;
      return ':warning: The controller has not picked up the change yet; is it running?';
    case 'leftAlone':
      return `:warning: Left alone: the catalog does not have this target of ${free(service, 80)} in ${free(environment, 80)} any more`;
    case 'recordReplaced':
      return `:wastebasket: The rollback goes on: its record ${code(event.release, 80)} was deleted, and this is the new one`;
    case 'rollbackAsked':
      return `${RELEASE_PHASE.RollingBack.emoji} Rollback to ${version(event.to)} ${asker(event)}`;
    case 'drillReady':
      return `:fire_extinguisher: ${drillReady(event)}`;
    case 'drillFailed':
      return `:warning: The drill is broken off: ${free(event.why, 300)}`;
    case 'drillDue':
      return drillDueWords(event, about);
    case 'alertAsks':
    case 'alertFired':
    case 'alertResolved':
      return alertWords(event);
    case 'acknowledgementWanted':
      return acknowledgementWords(event);
    case 'acknowledged':
      return `:heavy_check_mark: Acknowledged by ${actor(event.by)}${because(event.reason)}`;
    case 'trafficBack':
      return `:stopwatch: The bad version is at 0 % · ${duration(event.ms)} after the press`;
    case 'rolledBack':
      return `${RELEASE_PHASE.RolledBack.emoji} Rolled back to ${version(event.to)}${healthyAfter(event.ms)}`;
    case 'rolledBackElsewhere':
      return `${RELEASE_PHASE.RolledBack.emoji} Rolled back to ${version(event.to)} outside Rollbridge`;
    case 'verified':
      return verificationLine(event);
    case 'rollbackHindered':
      return `:no_entry: The rollback does not get on, ${actor(event.by)}: ${hindranceWords(event)}`;
    case 'rollbackGoesOn':
      return `${RELEASE_PHASE.RollingBack.emoji} The rollback goes on`;
    case 'rollbackGivenUp':
      return `:warning: The rollback ended early: ${free(event.why, 300)}`;
    case 'held':
      return `:lock: Further releases of ${free(service, 80)} are held until somebody lifts it${because(event.reason)}`;
    case 'lifted':
      return `:unlock: Hold lifted by ${actor(event.by)}${because(event.reason)}`;
    case 'evidenceSaved':
      return `:card_file_box: ${dotted([event.asked ? `Evidence ${askedWords(event.asked)}` : null, `Evidence saved: ${counted(event)}`, code(event.folder), reasonsOf(event.missing, event.gaps ?? [])])}`;
    case 'evidenceFailed':
      return `:warning: Evidence${event.asked ? `, ${askedWords(event.asked)},` : ''} could not be saved: ${free(event.why, 300)}${toDo(event.hint)}`;
    case 'evidenceNotShared':
      return `:warning: The evidence ${code(event.folder)} could not be put into this thread: ${free(event.why, 300)}${toDo(event.hint)}`;
    case 'evidenceNotStored':
      return `:warning: The evidence ${code(event.folder)} is not in the bucket: ${free(event.why, 300)}${toDo(event.hint)}`;
    case 'incidentOpened': {
      const where = event.channel === null ? '' : ` · people meet in ${channelLink(event.channel)}`;
      return `:rotating_light: Incident ${code(event.incident, 80)} opened by ${actor(event.by)}${where}`;
    }
    case 'incidentResolved':
      return `:white_check_mark: Incident ${code(event.incident, 80)} resolved by ${actor(event.by)}${because(event.cause)}`;
    case 'notDelivered':
      return notDeliveredWords(event);
    case 'superseded':
      return `${RELEASE_PHASE.Superseded.emoji} Overtaken by ${overtaker(event.by, about.image)}`;
    case 'refused':
      return `${RELEASE_PHASE.Refused.emoji} Refused: ${free(event.why, 300)}`;
    case 'calledOff':
      return `${CALLED_OFF.emoji} Called off by ${actor(event.by)} before anything was changed${because(event.reason)}`;
    case 'debugging':
      return `:microscope: Pod ${code(event.pod, 80)} with ${code(event.image, 160)} stands beside the others until ${moment(event.until) ?? 'soon'}`;
    case 'debugOver':
      return `:white_check_mark: ${DEBUG_OVER[event.why]}`;
    case 'scaled':
      return `:white_check_mark: Scaled from ${event.from} to ${plural(event.to, 'pod')} in ${duration(event.ms)}`;
    case 'completed':
      return `${RELEASE_PHASE.Completed.emoji} Completed in ${duration(event.ms)}`;
  }
}

function asker({ by, cause, reason }: Told & { readonly what: 'rollbackAsked' }): string {
  if (cause === 'drill' && by.kind === 'engine') return 'pressed by Rollbridge, as rehearsed';
  return cause === 'alert' ? byAlert(reason) : `asked by ${actor(by)}${because(reason)}`;
}

/** One approval of one needs no counting. */
function ofNeeded(given: number, needed: number): string | null {
  return needed > 1 ? `${given} of ${needed} given` : null;
}

function toDo(hint: string | undefined): string {
  return hint === undefined ? '' : ` · *What to do:* ${prose(hint, 300)}`;
}

function healthyAfter(ms: number | null): string {
  return ms === null ? '' : ` · healthy ${duration(ms)} after the press`;
}
