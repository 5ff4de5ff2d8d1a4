/** One word per idea. Every closed union of the model has its words here; the compiler misses none. */

import type { Verb } from '../../model/decision.ts';
import type { ReleasePhase } from '../../model/release.ts';
import type { Offer } from '../../model/release-view.ts';
import type { AnalysisPhase, AnalysisState, PauseReason, TargetPhase, VersionState } from '../../model/snapshot.ts';

/** An emoji always stands with its word: it is no more than a colour. */
export interface Sign {
  readonly emoji: string;
  readonly word: string;
}

export const RELEASE_PHASE: Readonly<Record<ReleasePhase, Sign>> = {
  Pending: { emoji: ':hourglass:', word: 'Pending' },
  Starting: { emoji: ':arrow_forward:', word: 'Starting' },
  Progressing: { emoji: ':large_blue_circle:', word: 'Rolling out' },
  Paused: { emoji: ':double_vertical_bar:', word: 'Paused' },
  AwaitingApproval: { emoji: ':raised_hand:', word: 'Awaiting approval' },
  Degraded: { emoji: ':warning:', word: 'Degraded' },
  RollingBack: { emoji: ':rewind:', word: 'Rolling back' },
  Completed: { emoji: ':white_check_mark:', word: 'Completed' },
  Aborted: { emoji: ':octagonal_sign:', word: 'Aborted' },
  RolledBack: { emoji: ':leftwards_arrow_with_hook:', word: 'Rolled back' },
  Superseded: { emoji: ':fast_forward:', word: 'Superseded' },
  Refused: { emoji: ':no_entry:', word: 'Refused' },
};

/** It was ended by somebody before anything of it was in the cluster. */
export const CALLED_OFF: Sign = { emoji: ':no_entry:', word: 'Called off' };

/** A restart begins and ends in words of its own. */
export const RESTART_PHASE: Readonly<Partial<Record<ReleasePhase, Sign>>> = {
  Starting: { emoji: ':arrows_counterclockwise:', word: 'Restarting' },
  Completed: { emoji: ':white_check_mark:', word: 'Restarted' },
  Superseded: { emoji: ':fast_forward:', word: 'Restart overtaken' },
  Refused: { emoji: ':no_entry:', word: 'Restart refused' },
};

/** Likewise another number of pods. */
export const SCALE_PHASE: Readonly<Partial<Record<ReleasePhase, Sign>>> = {
  Starting: { emoji: ':arrow_double_up:', word: 'Scaling up' },
  Completed: { emoji: ':white_check_mark:', word: 'Scaled up' },
  Superseded: { emoji: ':leftwards_arrow_with_hook:', word: 'Scaling over' },
  Refused: { emoji: ':no_entry:', word: 'Scaling refused' },
};

/** Why a pod for debugging is gone. */
export const DEBUG_OVER = {
  taken: 'Its pod was taken away',
  time: 'Its time was over: the pod is taken away',
  gone: 'Its pod is gone: somebody has deleted it',
} as const;

/** A pod for debugging. */
export const DEBUG_PHASE: Readonly<Partial<Record<ReleasePhase, Sign>>> = {
  Starting: { emoji: ':microscope:', word: 'Debugging: starting' },
  Progressing: { emoji: ':microscope:', word: 'Debugging' },
  Completed: { emoji: ':white_check_mark:', word: 'Debugging over' },
  Refused: { emoji: ':no_entry:', word: 'Debugging refused' },
};

/** A drill is told from the real thing at the first glance, in every phase. */
export const DRILL_PHASE: Readonly<Partial<Record<ReleasePhase, Sign>>> = {
  Pending: { emoji: ':fire_extinguisher:', word: 'Drill: pending' },
  Starting: { emoji: ':fire_extinguisher:', word: 'Drill: starting' },
  Progressing: { emoji: ':fire_extinguisher:', word: 'Drill: coming up' },
  Paused: { emoji: ':fire_extinguisher:', word: 'Drill: coming up' },
  Degraded: { emoji: ':warning:', word: 'Drill: degraded' },
  RollingBack: { emoji: ':rewind:', word: 'Drill: rolling back' },
  Completed: { emoji: ':fire_extinguisher:', word: 'Drill: up' },
  Aborted: { emoji: ':octagonal_sign:', word: 'Drill: aborted' },
  RolledBack: { emoji: ':fire_extinguisher:', word: 'Drill: over' },
  Superseded: { emoji: ':fast_forward:', word: 'Drill: overtaken' },
  Refused: { emoji: ':no_entry:', word: 'Drill: refused' },
};

export const TARGET_PHASE: Readonly<Record<TargetPhase, string>> = {
  Unobserved: 'not picked up by the controller yet',
  Progressing: 'progressing',
  Paused: 'paused',
  Aborted: 'aborted',
  Degraded: 'degraded',
  Healthy: 'healthy',
};

/** Ends the sentence “It is paused …”. */
export const PAUSE_REASON: Readonly<Record<PauseReason, string>> = {
  step: 'at a pause step',
  switch: 'before the traffic is switched',
  inconclusive: 'because an analysis could not tell good from bad',
  user: 'because somebody halted it',
};

export const OFFER: Readonly<Record<Offer, string>> = {
  approve: 'Approve and promote',
  reject: 'Reject',
  promote: 'Promote',
  promoteFull: 'Promote fully',
  pause: 'Pause',
  resume: 'Resume',
  abort: 'Abort',
  rollback: 'Roll back',
  retry: 'Retry',
  restart: 'Restart',
  further: 'Roll back further',
  undo: 'Undo',
  lift: 'Lift hold',
  acknowledge: 'Acknowledge',
};

/** What it is when a verb has come true. */
export const VERB_DONE: Readonly<Record<Verb, string>> = {
  promote: 'Promoted',
  promoteFull: 'Promoted fully',
  pause: 'Paused',
  resume: 'Resumed',
  abort: 'Aborted',
  undo: 'Undone',
};

export const ANALYSIS_PHASE: Readonly<Record<AnalysisPhase, Sign>> = {
  Pending: { emoji: ':white_circle:', word: 'pending' },
  Running: { emoji: ':large_blue_circle:', word: 'measuring' },
  Successful: { emoji: ':white_check_mark:', word: 'passed' },
  Failed: { emoji: ':x:', word: 'failed' },
  Error: { emoji: ':warning:', word: 'error' },
  Inconclusive: { emoji: ':grey_question:', word: 'inconclusive' },
};

export const ANALYSIS_KIND: Readonly<Record<AnalysisState['kind'], string>> = {
  step: 'Analysis of this step',
  background: 'Background analysis',
  prePromotion: 'Analysis before the switch',
  postPromotion: 'Analysis after the switch',
};

export const ROLE: Readonly<Record<VersionState['roles'][number], string>> = {
  stable: 'stable',
  canary: 'canary',
  active: 'active',
  preview: 'preview',
};

/** https://argo-rollouts.readthedocs.io/en/stable/FAQ/#does-the-rollout-object-follow-the-provided-strategy-when-it-is-first-created */
export const FIRST_VERSION =
  'No version has been healthy here yet: Argo Rollouts brings this one live as its pods become ready, without steps and without an approval';
