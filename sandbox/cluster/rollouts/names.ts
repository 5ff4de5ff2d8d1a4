/** Keys and words that the controller writes into objects, as they stand in Argo's own code. */

export const HASH = 'rollouts-pod-template-hash';
export const REVISION = 'rollout.argoproj.io/revision';
export const REVISION_HISTORY = 'rollout.argoproj.io/revision-history';
export const DESIRED_REPLICAS = 'rollout.argoproj.io/desired-replicas';
export const WORKLOAD_GENERATION = 'rollout.argoproj.io/workload-generation';
export const EPHEMERAL_METADATA = 'rollout.argoproj.io/ephemeral-metadata';
/** Without a prefix, whatever the documentation says. */
export const SCALE_DOWN_DEADLINE = 'scale-down-deadline';
export const MANAGED_BY = 'argo-rollouts.argoproj.io/managed-by-rollouts';
/** A Rollout that has it belongs to a controller with that name; ours has none. */
export const INSTANCE = 'argo-rollouts.argoproj.io/controller-instance-id';
export const ROLLOUT_TYPE = 'rollout-type';
export const STEP_INDEX = 'step-index';

export const CANARY_PAUSE = 'CanaryPauseStep';
export const BLUE_GREEN_PAUSE = 'BlueGreenPause';
export const INCONCLUSIVE_PAUSE = 'InconclusiveAnalysisRun';

/** Seconds, where a Rollout says nothing. */
export const DEFAULTS = {
  scaleDownDelay: 30,
  abortScaleDownDelay: 30,
  progressDeadline: 600,
  revisionHistoryLimit: 10,
  runHistoryLimit: 5,
} as const;
