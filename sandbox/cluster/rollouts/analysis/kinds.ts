/** Argo's AnalysisRuns and their templates as far as the controller reads and writes them (`pkg/apis/rollouts/v1alpha1`, 1.9). */
import type { KubeObject, Strings } from '../../objects.ts';

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
