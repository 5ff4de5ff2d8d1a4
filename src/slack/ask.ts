/** What became of a question to the approvers: pure. */
import { type Basis, sameBasis } from '../model/decision.ts';
import { hasEnded, type ReleaseStatus } from '../model/release.ts';
import type { ApprovalOutcome } from '../views/approval-ask.ts';

/** Null while the question is open. */
export function outcomeOf({ story, phase }: ReleaseStatus, basis: Basis): ApprovalOutcome | null {
  const asked = story.findLastIndex((event) => event.what === 'approvalNeeded' && sameBasis(event.basis, basis));
  const rest = story.slice(asked + 1);
  const next = rest.findIndex((event) => event.what === 'approvalNeeded');
  const since = next === -1 ? rest : rest.slice(0, next);
  for (const event of since) {
    if (event.what === 'approved' && event.given >= event.needed) return { how: 'approved', by: event.by };
    if (event.what === 'rejected') return { how: 'rejected', by: event.by };
  }
  const wentOn = next !== -1 || phase === 'Progressing' || phase === 'RollingBack' || hasEnded(phase);
  if (!wentOn) return null;
  const promoted = since.findLast((event) => event.what === 'asked' && event.verb.startsWith('promote'));
  return promoted?.what === 'asked' ? { how: 'approved', by: promoted.by } : { how: 'notNeeded' };
}
