/** Argo's Rollouts as far as their controller reads and writes them (`pkg/apis/rollouts/v1alpha1`, 1.9). */
import type { Condition, LabelSelector, PodTemplate } from '../controllers/kinds.ts';
import type { KubeObject } from '../objects.ts';
import type { AnalysisPhase } from './analysis/kinds.ts';
import type { BlueGreen, Canary } from './strategies.ts';

export interface WorkloadRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly scaleDown?: 'never' | 'onsuccess' | 'progressively';
}

export interface RolloutSpec {
  readonly replicas?: number;
  readonly selector?: LabelSelector;
  readonly template?: PodTemplate;
  readonly workloadRef?: WorkloadRef;
  readonly minReadySeconds?: number;
  readonly revisionHistoryLimit?: number;
  readonly paused?: boolean;
  readonly progressDeadlineSeconds?: number;
  readonly progressDeadlineAbort?: boolean;
  readonly restartAt?: string;
  readonly rollbackWindow?: { readonly revisions?: number };
  readonly analysis?: {
    readonly successfulRunHistoryLimit?: number;
    readonly unsuccessfulRunHistoryLimit?: number;
  };
  readonly strategy?: { readonly canary?: Canary; readonly blueGreen?: BlueGreen };
}

export interface WeightDestination {
  readonly weight: number;
  readonly serviceName?: string;
  readonly podTemplateHash?: string;
}

export interface Weights {
  readonly canary: WeightDestination;
  readonly stable: WeightDestination;
}

export interface RunStatus {
  readonly name: string;
  readonly status: AnalysisPhase;
  readonly message?: string;
}

export interface PauseCondition {
  readonly reason: string;
  readonly startTime: string;
}

/** Not read-only: a pass over a Rollout fills it in bit by bit. */
export interface RolloutStatus {
  phase?: string;
  message?: string;
  observedGeneration?: string;
  workloadObservedGeneration?: string;
  currentPodHash?: string;
  currentStepHash?: string;
  currentStepIndex?: number;
  stableRS?: string;
  selector?: string;
  replicas?: number;
  updatedReplicas?: number;
  readyReplicas?: number;
  availableReplicas?: number;
  HPAReplicas?: number;
  collisionCount?: number;
  abort?: boolean;
  abortedAt?: string;
  promoteFull?: boolean;
  controllerPause?: boolean;
  restartedAt?: string;
  pauseConditions?: readonly PauseCondition[];
  conditions?: readonly Condition[];
  canary: {
    weights?: Weights;
    currentStepAnalysisRunStatus?: RunStatus;
    currentBackgroundAnalysisRunStatus?: RunStatus;
  };
  blueGreen: {
    activeSelector?: string;
    previewSelector?: string;
    scaleUpPreviewCheckPoint?: boolean;
    prePromotionAnalysisRunStatus?: RunStatus;
    postPromotionAnalysisRunStatus?: RunStatus;
  };
}

export interface Rollout extends KubeObject {
  readonly spec: RolloutSpec;
  readonly status?: Partial<RolloutStatus>;
}
