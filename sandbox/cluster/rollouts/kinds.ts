/** Argo's kinds as far as their controller reads and writes them (`pkg/apis/rollouts/v1alpha1`, 1.9). */
import type { Condition, LabelSelector, PodTemplate, Share } from '../controllers/kinds.ts';
import type { KubeObject, Strings } from '../objects.ts';

export interface TemplateRef {
  readonly templateName: string;
  readonly clusterScope?: boolean;
}

export interface AnalysisArg {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly podTemplateHashValue?: 'Stable' | 'Latest';
    readonly fieldRef?: { readonly fieldPath: string };
    readonly secretKeyRef?: { readonly name: string; readonly key: string };
  };
}

export interface Retention {
  readonly metricName: string;
  readonly limit: number;
}

export interface RolloutAnalysis {
  readonly templates?: readonly TemplateRef[];
  readonly args?: readonly AnalysisArg[];
  readonly dryRun?: readonly { readonly metricName: string }[];
  readonly measurementRetention?: readonly Retention[];
  readonly analysisRunMetadata?: { readonly labels?: Strings; readonly annotations?: Strings };
  readonly startingStep?: number;
}

export interface CanaryScale {
  readonly replicas?: number;
  readonly weight?: number;
  readonly matchTrafficWeight?: boolean;
}

export interface CanaryStep {
  readonly setWeight?: number;
  readonly pause?: { readonly duration?: number | string };
  readonly setCanaryScale?: CanaryScale;
  readonly analysis?: RolloutAnalysis;
  readonly experiment?: object;
  readonly setHeaderRoute?: { readonly name: string };
  readonly setMirrorRoute?: { readonly name: string };
  readonly plugin?: { readonly name: string };
}

export interface Nginx {
  readonly stableIngress?: string;
  readonly stableIngresses?: readonly string[];
  readonly annotationPrefix?: string;
  readonly additionalIngressAnnotations?: Strings;
  readonly canaryIngressAnnotations?: Strings;
}

export interface VirtualServiceRef {
  readonly name: string;
  readonly routes?: readonly string[];
}

export interface Istio {
  readonly virtualService?: VirtualServiceRef;
  readonly virtualServices?: readonly VirtualServiceRef[];
  readonly destinationRule?: {
    readonly name: string;
    readonly canarySubsetName: string;
    readonly stableSubsetName: string;
  };
}

export interface TrafficRouting {
  readonly nginx?: Nginx;
  readonly istio?: Istio;
  readonly maxTrafficWeight?: number;
}

export interface PodMetadata {
  readonly labels?: Strings;
  readonly annotations?: Strings;
}

export interface Threshold {
  readonly type: 'Percentage' | 'Pod';
  readonly value: number;
}

export interface Canary {
  readonly stableService?: string;
  readonly canaryService?: string;
  readonly steps?: readonly CanaryStep[];
  readonly trafficRouting?: TrafficRouting;
  readonly maxSurge?: Share;
  readonly maxUnavailable?: Share;
  readonly dynamicStableScale?: boolean;
  readonly scaleDownDelaySeconds?: number;
  readonly scaleDownDelayRevisionLimit?: number;
  readonly abortScaleDownDelaySeconds?: number;
  readonly minPodsPerReplicaSet?: number;
  readonly replicaProgressThreshold?: Threshold;
  readonly analysis?: RolloutAnalysis;
  readonly canaryMetadata?: PodMetadata;
  readonly stableMetadata?: PodMetadata;
}

export interface BlueGreen {
  readonly activeService: string;
  readonly previewService?: string;
  readonly autoPromotionEnabled?: boolean;
  readonly autoPromotionSeconds?: number;
  readonly previewReplicaCount?: number;
  readonly maxUnavailable?: Share;
  readonly scaleDownDelaySeconds?: number;
  readonly scaleDownDelayRevisionLimit?: number;
  readonly abortScaleDownDelaySeconds?: number;
  readonly prePromotionAnalysis?: RolloutAnalysis;
  readonly postPromotionAnalysis?: RolloutAnalysis;
  readonly previewMetadata?: PodMetadata;
  readonly activeMetadata?: PodMetadata;
}

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

export type AnalysisPhase = '' | 'Pending' | 'Running' | 'Successful' | 'Failed' | 'Error' | 'Inconclusive';

export interface Metric {
  readonly name: string;
  readonly interval?: string;
  readonly initialDelay?: string;
  readonly count?: number | string;
  readonly successCondition?: string;
  readonly failureCondition?: string;
  readonly failureLimit?: number | string;
  readonly inconclusiveLimit?: number | string;
  readonly consecutiveErrorLimit?: number | string;
  readonly consecutiveSuccessLimit?: number | string;
  readonly provider: {
    readonly prometheus?: { readonly address?: string; readonly query: string };
    readonly web?: WebMetric;
    readonly [other: string]: unknown;
  };
}

export interface WebMetric {
  readonly url: string;
  readonly method?: string;
  readonly headers?: readonly { readonly key: string; readonly value: string }[];
  readonly jsonPath?: string;
  readonly body?: string;
  readonly jsonBody?: unknown;
}

export interface AnalysisSpec {
  readonly metrics?: readonly Metric[];
  readonly args?: readonly AnalysisArg[];
  readonly dryRun?: readonly { readonly metricName: string }[];
  readonly measurementRetention?: readonly Retention[];
  readonly templates?: readonly TemplateRef[];
}

export interface AnalysisTemplate extends KubeObject {
  readonly spec: AnalysisSpec;
}

export interface Measurement {
  readonly phase: AnalysisPhase;
  readonly value?: string;
  readonly message?: string;
  readonly startedAt: string;
  readonly finishedAt?: string;
}

export interface MetricResult {
  readonly name: string;
  readonly phase: AnalysisPhase;
  readonly message?: string;
  readonly count?: number;
  readonly successful?: number;
  readonly failed?: number;
  readonly inconclusive?: number;
  readonly error?: number;
  readonly consecutiveError?: number;
  readonly consecutiveSuccess?: number;
  readonly dryRun?: boolean;
  readonly metadata?: Strings;
  readonly measurements?: readonly Measurement[];
}

export interface RunSummary {
  readonly count?: number;
  readonly successful?: number;
  readonly failed?: number;
  readonly inconclusive?: number;
  readonly error?: number;
}

export interface AnalysisRunStatus {
  readonly phase: AnalysisPhase;
  readonly message?: string;
  readonly startedAt?: string;
  readonly completedAt?: string;
  readonly metricResults?: readonly MetricResult[];
  readonly runSummary?: RunSummary;
  readonly dryRunSummary?: RunSummary;
}

export interface AnalysisRun extends KubeObject {
  readonly spec: AnalysisSpec & { readonly terminate?: boolean };
  readonly status?: AnalysisRunStatus;
}

const COMPLETED: ReadonlySet<AnalysisPhase> = new Set(['Successful', 'Failed', 'Error', 'Inconclusive']);

export function isCompleted(phase: AnalysisPhase | undefined): boolean {
  return COMPLETED.has(phase ?? '');
}
