/** What the measurements of an AnalysisRun come to (`analysis/analysis.go`). Pure. */
import { type AnalysisPhase, type AnalysisRun, isCompleted, type Metric, type MetricResult } from './kinds.ts';

const ERROR_LIMIT = 4;

export function numberOf(value: number | string | undefined, otherwise = 0): number {
  return value === undefined ? otherwise : Number(value);
}

/** How many measurements there shall be; null for no end. */
export function wantedCount({ count, interval }: Metric): number | null {
  const given = numberOf(count);
  if (given > 0) return given;
  return interval === undefined ? 1 : null;
}

/** Somebody has asked for the end, or one metric that counts has ended badly. */
export function isTerminating({ spec, status }: Pick<AnalysisRun, 'spec' | 'status'>): boolean {
  if (spec.terminate === true) return true;
  return (status?.metricResults ?? []).some(
    ({ dryRun, phase }) => dryRun !== true && (phase === 'Failed' || phase === 'Error' || phase === 'Inconclusive'),
  );
}

export interface Verdict {
  readonly phase: AnalysisPhase;
  readonly reason: string;
}

/** By the limits of the metric; null as long as none is passed. The last one that is counts. */
export function badVerdict(metric: Metric, result: MetricResult): Verdict | null {
  const { failed = 0, inconclusive = 0, consecutiveError = 0 } = result;
  const failureLimit = numberOf(metric.failureLimit);
  const inconclusiveLimit = numberOf(metric.inconclusiveLimit);
  const errorLimit = numberOf(metric.consecutiveErrorLimit, ERROR_LIMIT);
  if (consecutiveError > errorLimit) {
    const reason = `consecutiveErrors (${consecutiveError}) > consecutiveErrorLimit (${errorLimit})`;
    return { phase: 'Error', reason };
  }
  if (inconclusive > inconclusiveLimit) {
    const reason = `inconclusive (${inconclusive}) > inconclusiveLimit (${inconclusiveLimit})`;
    return { phase: 'Inconclusive', reason };
  }
  if (failureLimit < 0 || failed <= failureLimit) return null;
  return { phase: 'Failed', reason: `failed (${failed}) > failureLimit (${failureLimit})` };
}

export function metricPhase(metric: Metric, result: MetricResult, terminating: boolean): AnalysisPhase {
  if (isCompleted(result.phase)) return result.phase;
  const last = result.measurements?.at(-1);
  if (last === undefined) return terminating ? 'Successful' : 'Pending';
  if (!isCompleted(last.phase)) return 'Running';
  const bad = badVerdict(metric, result);
  if (bad !== null) return bad.phase;
  const successes = numberOf(metric.consecutiveSuccessLimit);
  if (successes > 0 && (result.consecutiveSuccess ?? 0) >= successes) return 'Successful';
  const count = wantedCount(metric);
  if (count !== null && (result.count ?? 0) >= count) return atCount(metric, successes > 0);
  return terminating ? 'Successful' : 'Running';
}

/** All is measured: with a number of successes in a row to be reached, that was not enough. */
function atCount({ failureLimit }: Metric, needsSuccesses: boolean): AnalysisPhase {
  if (!needsSuccesses) return 'Successful';
  return numberOf(failureLimit) >= 0 ? 'Inconclusive' : 'Failed';
}

const ORDER: readonly AnalysisPhase[] = ['Successful', 'Running', 'Pending', 'Inconclusive', 'Error', 'Failed'];

export function isWorse(than: AnalysisPhase, phase: AnalysisPhase): boolean {
  return ORDER.indexOf(phase) > ORDER.indexOf(than);
}
