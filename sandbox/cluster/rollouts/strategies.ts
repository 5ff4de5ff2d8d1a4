/** How a Rollout says to go on: its strategies, their steps and routes (`pkg/apis/rollouts/v1alpha1`, 1.9). */
import type { Share } from '../controllers/kinds.ts';
import type { Strings } from '../objects.ts';
import type { AnalysisArg, Retention, TemplateRef } from './analysis/kinds.ts';

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
