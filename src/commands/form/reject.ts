/** The form behind *Reject with a reason…*. */

import type { Basis } from '../../model/decision.ts';
import { UserProblem } from '../../model/problem.ts';
import { pressAccepted } from '../../views/answers.ts';
import { sayInstead } from '../../views/form/answers.ts';
import { rejectForm } from '../../views/form/reject.ts';
import { homeOf } from '../home.ts';
import { viewNamed } from '../release-view.ts';
import type { Deps, Opening, Request } from '../types.ts';
import { reasonOf } from '../words.ts';
import { carriedBy, entered } from './carried.ts';
import type { FormKind } from './types.ts';

/** Throws UserProblem when there is nothing to reject any more. */
export function openReject(
  press: { readonly release: string; readonly basis: Basis },
  { by, channel = null }: Request,
  deps: Deps,
): Opening {
  const view = viewNamed(press.release, deps);
  if (!view.offers.includes('reject')) {
    throw new UserProblem('not-offered', {
      happened: 'There is nothing to reject now.',
      why: 'The release waits for no decision any more, or another one was faster.',
      hint: 'The card shows what is possible now.',
    });
  }
  const { service, environment } = view.release.spec;
  return {
    form: rejectForm({ by: by.id, channel, press, view, reason: null }),
    otherwise: sayInstead(`/deploy reject ${service} --env ${environment} --reason "…"`),
  };
}

export const rejectKind: FormKind = {
  urgent: true,
  submit: async (filled, { intents, overview }) => {
    const { channel, press } = carriedBy('reject', filled);
    const pressed = await intents.press({
      by: filled.by,
      offer: 'reject',
      ...press,
      reason: reasonOf(entered(filled, 'reason') ?? undefined),
      pressedAt: filled.receivedAt,
    });
    const home = homeOf(press.release, { overview });
    return {
      came: 'done',
      answer: pressAccepted('reject', pressed.release, pressed),
      channels: [channel, home].filter((each) => each !== null),
    };
  },
  redraw: (filled, deps, problem) => {
    const carried = carriedBy('reject', filled);
    const view = viewNamed(carried.press.release, deps);
    return Promise.resolve(rejectForm({ ...carried, view, reason: entered(filled, 'reason'), problem }));
  },
  chosen: (_control, filled, deps) => rejectKind.redraw(filled, deps, null),
  choices: () => Promise.resolve([]),
  fieldOf: () => 'reason',
  channelOf: (filled) => carriedBy('reject', filled).channel,
};
