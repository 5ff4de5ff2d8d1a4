/** The card of an ended release: the outcome in two lines, and the way back while there is one. */
import type { KnownBlock } from '@slack/types';
import { isDebugging, isDrill, isScaling } from '../../model/release.ts';
import type { ReleaseView } from '../../model/release-view.ts';
import { context, type Message, section } from '../blocks.ts';
import { drillWords } from '../drills.ts';
import { evidenceLine } from '../evidence.ts';
import { change, overtaker } from '../images.ts';
import { message } from '../message.ts';
import { actor, because } from '../people.ts';
import { directionOf, imagesOf, lastAsked, lastTold } from '../reading.ts';
import { dotted, free, list } from '../text.ts';
import { between, duration, moment } from '../time.ts';
import { verificationLines } from '../verification.ts';
import { DEBUG_OVER } from '../words/words.ts';
import { buttons } from './buttons.ts';
import { ownHold } from './hold.ts';
import { metricLine } from './metrics.ts';
import { acknowledgedBy, acknowledgementWanted, clock, rollbackBy } from './rollback.ts';
import { podsOr, requestLine, summary, titleLine } from './title.ts';

export function endedCard(view: ReleaseView): Message {
  return message(summary(view), [
    section('title', outcome(view)),
    verification(view),
    acknowledgementWanted(view),
    ownHold(view),
    context('facts', facts(view)),
    buttons(view),
  ]);
}

function verification({ release }: ReleaseView): KnownBlock | null {
  const verified = release.status?.rollback?.verification;
  return verified === undefined ? null : section('verification', verificationLines(verified));
}

function outcome(view: ReleaseView): string {
  const why = whyEnded(view);
  const { from, to } = directionOf(view);
  return `${titleLine(view)} · ${podsOr(view, change(from, to))}${why === null ? '' : `\n${why}`}`;
}

/** Why it ended as it did, and who saw to it; null where the phase says all. */
export function whyEnded(view: ReleaseView): string | null {
  if (isDrill(view.release)) return drillWords(view);
  if (isScaling(view.release)) return scalingWords(view);
  if (isDebugging(view.release)) return debugWords(view);
  switch (view.release.status?.phase) {
    case 'Aborted':
      return (
        abortedBy(view) ?? failedMetrics(view) ?? sentence('The controller says: ', lastTold(view, 'aborted')?.message)
      );
    case 'Refused':
      return calledOffBy(view) ?? sentence('', lastTold(view, 'refused')?.why);
    case 'Superseded':
      return sentence('The rollback ended early: ', lastTold(view, 'rollbackGivenUp')?.why) ?? overtakenBy(view);
    case 'RolledBack': {
      const rollback = view.release.status.rollback;
      return rollback === null ? 'Rolled back outside Rollbridge' : `Rolled back ${rollbackBy(rollback)}`;
    }
    default:
      return null;
  }
}

function scalingWords({ release: { status } }: ReleaseView): string | null {
  if (status?.phase === 'Completed') return null;
  const asked = status?.story.findLast((event) => event.what === 'asked');
  const who = asked?.what === 'asked' ? ` · by ${actor(asked.by)}${because(asked.reason)}` : '';
  return `${free(status?.message ?? '', 500)}${who}`;
}

function debugWords(view: ReleaseView): string | null {
  const over = lastTold(view, 'debugOver');
  return over === null ? sentence('', lastTold(view, 'refused')?.why) : DEBUG_OVER[over.why];
}

function overtakenBy(view: ReleaseView): string | null {
  const by = lastTold(view, 'superseded')?.by;
  return by === undefined || by === '' ? null : `Overtaken by: ${overtaker(by, imagesOf(view).to)}`;
}

function calledOffBy(view: ReleaseView): string | null {
  const off = lastTold(view, 'calledOff');
  return off === null ? null : `Called off by ${actor(off.by)} before anything was changed${because(off.reason)}`;
}

function abortedBy(view: ReleaseView): string | null {
  const asked = lastAsked(view);
  return asked?.verb === 'abort' ? `Aborted by ${actor(asked.by)}${because(asked.reason)}` : null;
}

/** Of the analyses that this abort came from: what was measured says more than the controller's words about it. */
function failedMetrics(view: ReleaseView): string | null {
  const story = view.release.status?.story ?? [];
  const before = story.slice(
    0,
    story.findLastIndex(({ what }) => what === 'aborted'),
  );
  const failures = before.slice(before.findLastIndex(({ what }) => what !== 'analysisFailed') + 1);
  const metrics = failures.flatMap((event) => (event.what === 'analysisFailed' ? (event.metrics ?? []) : []));
  return metrics.length === 0 ? null : `Its analysis failed:\n${metrics.map(metricLine).join('\n')}`;
}

/** Everybody who approved at any gate. */
export function approvedBy({ release }: ReleaseView): string | null {
  const all = release.status?.story.flatMap((event) => (event.what === 'approved' ? [actor(event.by)] : [])) ?? [];
  return all.length === 0 ? null : `approved by ${list([...new Set(all)], 6)}`;
}

function sentence(lead: string, words: string | undefined): string | null {
  const said = words === undefined ? '' : free(words, 500);
  return said === '' ? null : `${lead}${said}`;
}

function facts(view: ReleaseView): string {
  const { startedAt = null, endedAt = null, rollback = null } = view.release.status ?? {};
  const took = between(startedAt, endedAt);
  return dotted([
    requestLine(view),
    approvedBy(view),
    took === null ? null : `took ${duration(took)}`,
    moment(endedAt),
    rollback === null ? null : clock(rollback.clock),
    acknowledgedBy(rollback),
    evidenceLine(view),
  ]);
}
