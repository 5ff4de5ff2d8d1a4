/** The message in the thread that asks for approval, and what becomes of it. */
import type { Actor } from '../model/decision.ts';
import type { ReleaseView } from '../model/release-view.ts';
import { context, type Message, section } from './blocks.ts';
import { place } from './card/title.ts';
import { change } from './images.ts';
import { message } from './message.ts';
import { actor, called } from './people.ts';
import { approvers, imagesOf, newVersionTraffic } from './reading.ts';
import { percent } from './share.ts';
import { dotted } from './text.ts';
import { RELEASE_PHASE } from './words/words.ts';

/** `mentions` as for `called`. */
export function approvalAsk(view: ReleaseView, mentions: readonly string[]): Message {
  const { approvals } = view.environment.access;
  const asked = `${RELEASE_PHASE.AwaitingApproval.emoji} ${[...called(mentions), subject(view)].join(' ')} waits for approval`;
  const traffic = newVersionTraffic(view);
  const small = dotted([
    approvals > 1 ? `${approvers(view).length} of ${approvals} approvals given` : null,
    traffic && `the new version has ${percent(traffic.actual)} of the traffic`,
    'decide on the card above',
  ]);
  return message(asked, [section('ask', asked), context('facts', small)]);
}

export type ApprovalOutcome =
  | { readonly how: 'approved' | 'rejected'; readonly by: Actor }
  | { readonly how: 'notNeeded' };

/** The same message once it is decided; it mentions nobody any more but who decided. */
export function approvalAskDecided(view: ReleaseView, outcome: ApprovalOutcome): Message {
  const line = `${decision(outcome)} · ${subject(view)}`;
  return message(line, [section('ask', line)]);
}

function decision(outcome: ApprovalOutcome): string {
  switch (outcome.how) {
    case 'approved':
      return `:thumbsup: Approved by ${actor(outcome.by)}`;
    case 'rejected':
      return `:thumbsdown: Rejected by ${actor(outcome.by)}`;
    case 'notNeeded':
      return ':heavy_minus_sign: Approval no longer needed';
  }
}

function subject(view: ReleaseView): string {
  const { from, to } = imagesOf(view);
  return `${place(view)} ${change(from, to)}`;
}
