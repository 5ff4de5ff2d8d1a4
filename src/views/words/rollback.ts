/** Words for how a rollback is done and what it cannot do. */
import type { Caveat, Mechanism } from '../../model/release-view.ts';

/** Ends the sentence “How: …”. */
export const MECHANISM: Readonly<Record<Mechanism, string>> = {
  'abort-canary': 'abort; the stable version takes all traffic at once',
  'abort-canary-waits-for-stable':
    'abort; the stable version takes all traffic when all its pods are available, which they are not now',
  'abort-canary-as-pods-start': 'abort; traffic goes back to the stable version as its pods start again',
  'restore-before-start': 'put the earlier version back before the new one starts',
  'restore-with-window':
    'put the earlier version back; its pods still run, so steps are skipped and traffic moves at once',
  'restore-and-promote': 'put the earlier version back and promote it fully; traffic moves when its pods are available',
  'restore-before-switch': 'put the earlier version back; the traffic was not switched yet',
  'abort-after-switch': 'abort; the traffic is switched back at once',
  'restore-after-switch':
    'put the earlier version back and promote it fully; an abort would leave the traffic on pods that do not serve',
  'restore-warm': 'put the earlier version back; its pods still run, so the traffic is switched at once',
  'finish-restore': 'the earlier version is already being put back; this sees it through',
  nothing: 'nothing to do; the version to leave is not the wanted one any more',
};

/** A stored rollback keeps the name of its mechanism as text; null when no version of this program knows it. */
export function mechanismWords(name: string): string | null {
  return Object.hasOwn(MECHANISM, name) ? MECHANISM[name as Mechanism] : null;
}

export const CAVEAT: Readonly<Record<Caveat, string>> = {
  'waits-for-pod-start': 'No pods of the earlier version run any more: it takes as long as they need to start.',
  'stable-not-fully-available':
    'Not all pods of the stable version are available: the traffic moves only when they are.',
  'old-version-unready': 'Pods of the earlier version are not ready at the moment.',
  'git-will-reapply':
    'The target is owned through Git, which will bring the bad version back unless it is reverted there.',
  'paused-by-user': 'Somebody halted the target; the rollback resumes it.',
  'not-live': 'The watch on the cluster is down: this plan is made from the last known state.',
};
