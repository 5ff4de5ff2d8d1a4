/** What a press means where it is made, which right it needs, and how it is refused: pure. */
import type { Environment } from '../../model/catalog.ts';
import { type Actor, type Basis, sameBasis } from '../../model/decision.ts';
import { UserProblem } from '../../model/problem.ts';
import type { Release, ReleaseStatus } from '../../model/release.ts';
import type { Offer, ReleaseView } from '../../model/release-view.ts';
import type { Right } from '../access.ts';
import type { PressIntent } from '../intents.ts';
import { whatChanged } from './staleness.ts';

/** `promote` by command means "approve" where approvals are wanted, so that approvers hear what is in their way. */
export function effectiveOffer(offer: PressIntent['offer'], { environment }: ReleaseView): PressIntent['offer'] {
  return offer === 'promote' && environment.access.approvals > 0 ? 'approve' : offer;
}

export function rightFor(offer: PressIntent['offer'], { access }: Environment): Right {
  switch (offer) {
    case 'approve':
    case 'reject':
      return 'approve';
    case 'promoteFull':
      return access.approvals > 0 ? 'approve' : 'deploy';
    case 'promote':
    case 'retry':
      return 'deploy';
    case 'pause':
    case 'resume':
    case 'abort':
    case 'lift':
    case 'undo':
    case 'restart':
      return 'operate';
    case 'acknowledge':
      return 'acknowledge';
  }
}

export function refuseStale(seen: Basis, current: Basis, status: ReleaseStatus): void {
  if (sameBasis(seen, current)) return;
  throw new UserProblem('stale', {
    happened: 'Nothing was changed: what you pressed on is not how things are now.',
    why: whatChanged(seen, current, status),
    hint: 'Look at the card again and decide anew.',
  });
}

export function alreadyDecided(by: Actor, verb: string): UserProblem {
  const who = by.kind === 'user' ? `<@${by.id}>` : 'somebody';
  return new UserProblem('already-decided', {
    happened: `${who} was faster: "${verb}" is being carried out.`,
    why: 'One decision is carried out at a time.',
    hint: 'Watch the card; what can be done next shows there.',
  });
}

export function notOffered(offer: Offer, { status }: Release): UserProblem {
  return new UserProblem('not-offered', {
    happened: `"${offer}" is not possible now.`,
    why: status === null ? 'The release was not taken up yet.' : `The release is ${status.phase}: ${status.message}.`,
    hint: 'The card shows what is possible now.',
  });
}
