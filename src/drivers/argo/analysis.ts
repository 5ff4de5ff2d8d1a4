/** An AnalysisRun as people look at it: which metric, which values, k of n, failures against the limit. */
import type { AnalysisPhase, AnalysisState, MetricState } from '../../model/snapshot.ts';
import { type AnalysisRun, HASH_LABEL } from './objects.ts';

export interface AnalysisFacts {
  readonly owner: string | null;
  readonly hash: string;
  readonly createdAt: string;
  readonly state: AnalysisState;
}

const KINDS: Readonly<Record<string, AnalysisState['kind']>> = {
  Step: 'step',
  Background: 'background',
  PrePromotion: 'prePromotion',
  PostPromotion: 'postPromotion',
};

export function analysisFacts(run: AnalysisRun): AnalysisFacts {
  const labels = run.metadata.labels ?? {};
  return {
    owner: run.metadata.ownerReferences?.find((owner) => owner.controller)?.uid ?? null,
    hash: labels[HASH_LABEL] ?? '',
    createdAt: run.metadata.creationTimestamp ?? '',
    state: {
      name: run.metadata.name,
      kind: KINDS[labels['rollout-type'] ?? ''] ?? 'background',
      phase: phaseOf(run.status?.phase),
      message: run.status?.message || null,
      metrics: (run.spec?.metrics ?? []).map((metric) => metricState(run, metric)),
    },
  };
}

type Metric = NonNullable<NonNullable<AnalysisRun['spec']>['metrics']>[number];

function metricState(run: AnalysisRun, metric: Metric): MetricState {
  const result = run.status?.metricResults?.find((candidate) => candidate.name === metric.name);
  const limit = numberOf(metric.failureLimit) ?? 0;
  return {
    name: metric.name,
    phase: phaseOf(result?.phase),
    condition: metric.successCondition ?? (metric.failureCondition ? `not (${metric.failureCondition})` : null),
    values: (result?.measurements ?? []).slice(-5).map((measurement) => measurement.value ?? ''),
    taken: result?.count ?? 0,
    wanted: wantedCount(metric),
    failed: result?.failed ?? 0,
    failureLimit: limit < 0 ? null : limit,
    errors: result?.error ?? 0,
    dryRun: result?.dryRun ?? run.spec?.dryRun?.some((dry) => ['*', metric.name].includes(dry.metricName)) ?? false,
    message: result?.message || null,
  };
}

/** Argo's EffectiveCount: no count and no interval is one measurement; an interval alone has no end. */
function wantedCount({ count, interval }: Metric): number | null {
  if (count !== undefined) return numberOf(count);
  return interval === undefined ? 1 : null;
}

/** Counts may hold `{{args.x}}` text in a template; such a number is not known. */
function numberOf(value: number | string | undefined): number | null {
  const number = Number(value);
  return value === undefined || Number.isNaN(number) ? null : number;
}

function phaseOf(phase: string | undefined): AnalysisPhase {
  return (phase || 'Pending') as AnalysisPhase;
}
