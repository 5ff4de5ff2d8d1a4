/** Presses on cards and plans. What a button carries is parsed strictly; everything it names is read afresh. */
import type { PressIntent } from '../engine/intents.ts';
import { UserProblem } from '../model/problem.ts';
import { pressAccepted, rollbackStarted } from '../views/answers.ts';
import { isRollbackPress, parsePressValue } from '../views/press.ts';
import { OFFER } from '../views/words/words.ts';
import { openIncidentForm } from './form/incident.ts';
import { openMore } from './form/more.ts';
import { openReject } from './form/reject.ts';
import { OLDER, older } from './history.ts';
import { isIncidentPress, pressIncident } from './incident-press.ts';
import type { Deps, Press, Reply } from './types.ts';
import { pressSendAgain, SEND_AGAIN } from './undelivered.ts';

const ROLLBACKS: ReadonlySet<string> = new Set(['rollback.now', 'release.rollback', 'release.further']);

/** Presses that move traffic: they are answered sooner. */
export function isUrgentPress(actionId: string): boolean {
  return ROLLBACKS.has(actionId) || actionId === 'release.reject';
}

export async function press(request: Press, deps: Deps): Promise<Reply> {
  const { by, actionId, value, receivedAt } = request;
  const { intents } = deps;
  if (actionId === OLDER) return older(value, deps);
  if (isIncidentPress(actionId)) return await pressIncident(request, deps);
  if (actionId === SEND_AGAIN) return await pressSendAgain(request, deps);
  const carried = parsePressValue(value);
  if (carried !== null && isRollbackPress(carried) && ROLLBACKS.has(actionId)) {
    const { release, service, environment, from, to = null, reason = null } = carried;
    const { plan } = await intents.rollback({
      by,
      service,
      environment,
      to,
      from,
      release,
      reason,
      pressedAt: receivedAt,
    });
    return rollbackStarted(plan);
  }
  if (carried !== null && !isRollbackPress(carried) && actionId === 'form.reject') {
    return openReject(carried, request, deps);
  }
  if (carried !== null && !isRollbackPress(carried) && actionId === 'form.incident') {
    return openIncidentForm(carried.release, request, deps);
  }
  if (carried !== null && !isRollbackPress(carried) && actionId === 'form.more') {
    return openMore(carried, request, deps);
  }
  const offer = /^release\.(\w+)$/.exec(actionId)?.[1] ?? '';
  if (carried === null || isRollbackPress(carried) || !isPressable(offer)) throw unknownPress(actionId);
  const pressed = await intents.press({ by, offer, ...carried, reason: null, pressedAt: receivedAt });
  return pressAccepted(offer, pressed.release, pressed);
}

/** Rollbacks have presses of their own. */
function isPressable(offer: string): offer is PressIntent['offer'] {
  return Object.hasOwn(OFFER, offer) && offer !== 'rollback' && offer !== 'further';
}

function unknownPress(actionId: string): UserProblem {
  return new UserProblem('not-offered', {
    happened: 'This button is not known.',
    why: `Nothing answers to "${actionId.slice(0, 80)}"; it may come from another version of Rollbridge.`,
    hint: 'Use the newest card, or a command: /deploy help.',
  });
}
