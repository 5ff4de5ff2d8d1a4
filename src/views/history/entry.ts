/** One release as it is remembered: when, who, why, from which version to which, what became of it, and its clock. */
import type { PastRelease } from '../../model/history.ts';
import { isFromElsewhere } from '../../model/release.ts';
import type { Rollback } from '../../model/rollback.ts';
import { approvedBy, whyEnded } from '../card/ended.ts';
import { acknowledgedBy, clock, rollbackBy } from '../card/rollback.ts';
import { requestLine, signOf, titleLine } from '../card/title.ts';
import { change, shortImage } from '../images.ts';
import { type LinkTo, link } from '../link.ts';
import { actor } from '../people.ts';
import { imagesOf } from '../reading.ts';
import { code, dotted } from '../text.ts';
import { between, duration, moment } from '../time.ts';
import { verificationWord } from '../verification.ts';

export function entry(past: PastRelease, linkTo: LinkTo): string {
  const { view } = past;
  const { status } = view.release;
  const rollback = status?.rollback ?? null;
  const isBack = rollback !== null && status?.phase === 'RolledBack';
  return [
    head(past, linkTo),
    dotted([requestLine(view), approvedBy(view)]),
    rollback === null ? null : back(rollback, isBack),
    isBack ? null : whyEnded(view),
    rollback?.acknowledgement?.given === null ? ':eyes: Nobody has acknowledged it yet' : acknowledgedBy(rollback),
    rollback === null
      ? null
      : dotted([clock(rollback.clock), rollback.verification ? verificationWord(rollback.verification) : null]),
    status?.hold && status.hold.lifted === null ? ':lock: Holds new releases until somebody lifts it' : null,
  ]
    .filter((line) => line !== null && line !== '')
    .join('\n');
}

/** For a list over all services: one line. */
export function row({ view }: PastRelease, linkTo: LinkTo): string {
  const { status } = view.release;
  const { from, to } = imagesOf(view);
  return dotted([
    titleLine(view),
    change(from, to),
    status?.requester.kind === 'user' ? `by ${actor(status.requester)}` : null,
    isFromElsewhere(view.release) ? 'started outside Rollbridge' : null,
    moment(beganAt(view)),
    cardLink(view, linkTo),
  ]);
}

function head({ view, revision }: PastRelease, linkTo: LinkTo): string {
  const { emoji, word } = signOf(view);
  const { from, to } = imagesOf(view);
  const took = between(view.release.status?.startedAt, view.release.status?.endedAt);
  return dotted([
    `${emoji} *${word}*`,
    change(from, to),
    revision === null ? null : `revision ${revision}`,
    moment(beganAt(view)),
    took === null ? null : `took ${duration(took)}`,
    cardLink(view, linkTo),
  ]);
}

function back(rollback: Rollback, isDone: boolean): string {
  return `:rewind: ${isDone ? 'Back' : 'Rollback'} to ${code(shortImage(rollback.to.image, rollback.from.image))} ${rollbackBy(rollback)}`;
}

function beganAt({ release }: PastRelease['view']): string {
  return release.status?.startedAt ?? release.createdAt;
}

function cardLink({ release }: PastRelease['view'], linkTo: LinkTo): string | null {
  const card = release.status?.card ?? null;
  return card === null || card.ts === null ? null : link(linkTo(card.channel, card.ts), 'card');
}
