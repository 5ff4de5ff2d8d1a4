/** The card of a release in the environment's channel: everything about it while it runs, its outcome afterwards. */
import { hasEnded } from '../../model/release.ts';
import type { ReleaseView } from '../../model/release-view.ts';
import { context, type Message } from '../blocks.ts';
import { evidenceLine } from '../evidence.ts';
import { message } from '../message.ts';
import { code, dotted } from '../text.ts';
import { between, duration, moment } from '../time.ts';
import { TARGET_PHASE } from '../words/words.ts';
import { buttons } from './buttons.ts';
import { endedCard } from './ended.ts';
import { holdByAnother, ownHold } from './hold.ts';
import { analyses } from './metrics.ts';
import { hindrance, rollbackUnderWay } from './rollback.ts';
import { summary, title } from './title.ts';
import { progress, versions } from './traffic.ts';
import { controllerMessage, notice, troubles } from './troubles.ts';
import { waiting } from './waits.ts';

/** Pure: the same view at the same time draws the same card. */
export function releaseCard(view: ReleaseView, now: Date): Message {
  const { release, snapshot } = view;
  if (release.status !== null && hasEnded(release.status.phase)) return endedCard(view);
  const rollback = release.status?.rollback ?? null;
  return message(summary(view), [
    title(view),
    notice(view),
    rollback && rollbackUnderWay(rollback),
    hindrance(view),
    ownHold(view),
    holdByAnother(view),
    waiting(view),
    ...(snapshot === null
      ? []
      : [
          controllerMessage(view, snapshot),
          troubles(snapshot),
          progress(view, snapshot),
          versions(view, snapshot),
          ...analyses(snapshot),
        ]),
    context('facts', facts(view, now)),
    buttons(view),
  ]);
}

function facts(view: ReleaseView, now: Date): string {
  const { release, snapshot } = view;
  const startedAt = release.status?.startedAt ?? null;
  const age = between(startedAt, now);
  return dotted([
    age === null ? 'Not started yet' : `Running for ${duration(age)}`,
    age === null ? null : `since ${moment(startedAt)}`,
    snapshot === null ? null : `target ${TARGET_PHASE[snapshot.phase]}`,
    code(release.name, 80),
    evidenceLine(view),
  ]);
}
