/** One look at an AnalysisRun: takes what measurements are due, and says what they come to (`analysis/analysis.go`). */
import type { Happening } from '../../controllers/events.ts';
import { timestamp } from '../../objects.ts';
import { milliseconds } from '../durations.ts';
import { withArguments } from './arguments.ts';
import { badVerdict, isTerminating, isWorse, metricPhase, wantedCount } from './assess.ts';
import {
  type AnalysisPhase,
  type AnalysisRun,
  type AnalysisRunStatus,
  isCompleted,
  type Measurement,
  type Metric,
  type MetricResult,
  type RunSummary,
} from './kinds.ts';
import type { Measured } from './measure.ts';

const ERROR_RETRY_MS = 10_000;
const KEPT_MEASUREMENTS = 10;

export interface Means {
  readonly now: number;
  readonly measure: (metric: Metric) => Measured;
  readonly secret: (name: string, key: string) => string;
}

export interface Assessed {
  readonly status: AnalysisRunStatus;
  readonly events: readonly Happening[];
  /** Milliseconds until the next measurement; null when there is none. */
  readonly again: number | null;
}

export function reconcileRun(run: AnalysisRun, means: Means): Assessed {
  const was: AnalysisRunStatus = run.status ?? { phase: '' };
  try {
    const metrics = withArguments(run.spec.metrics ?? [], run.spec.args ?? [], means.secret);
    const results = measureDue(run, metrics, means);
    return assessed(run, { metrics, results, now: means.now });
  } catch (error) {
    const message = `Unable to resolve metric arguments: ${error instanceof Error ? error.message : error}`;
    const status = { ...was, phase: 'Error' as const, message };
    return { status, events: [completion('Error')], again: null };
  }
}

function measureDue(run: AnalysisRun, metrics: readonly Metric[], means: Means): readonly MetricResult[] {
  const known = run.status?.metricResults ?? [];
  const results = new Map(known.map((result) => [result.name, result]));
  for (const metric of metrics) {
    const result = results.get(metric.name);
    const due = dueTime(run, metric, { result, now: means.now });
    if (due === null || due > means.now) continue;
    const isDryRun = (run.spec.dryRun ?? []).some(({ metricName }) =>
      new RegExp(matching(metricName)).test(metric.name),
    );
    results.set(metric.name, counted(result ?? fresh(metric, isDryRun), means.measure(metric), means.now));
  }
  return [...results.values()];
}

/** A star stands for all metrics; else it is a pattern. */
function matching(name: string): string {
  return name === '*' ? '.*' : name;
}

function fresh(metric: Metric, dryRun: boolean): MetricResult {
  const query = metric.provider.prometheus?.query;
  return {
    name: metric.name,
    phase: 'Running',
    ...(dryRun && { dryRun }),
    ...(query && { metadata: { ResolvedPrometheusQuery: query } }),
  };
}

interface Moment {
  readonly result: MetricResult | undefined;
  readonly now: number;
}

/** When the next measurement is to be taken, in milliseconds since 1970; null for never. */
function dueTime(run: AnalysisRun, metric: Metric, { result, now }: Moment): number | null {
  if (isCompleted(result?.phase) || isTerminating(run)) return null;
  const last = result?.measurements?.at(-1);
  if (last === undefined) {
    if (metric.initialDelay === undefined) return now;
    const { startedAt } = run.status ?? {};
    return (startedAt === undefined ? now : Date.parse(startedAt)) + (milliseconds(metric.initialDelay) ?? 0);
  }
  const count = wantedCount(metric);
  if (count !== null && (result?.count ?? 0) >= count) return null;
  const isError = last.phase === 'Error';
  if (!isError && metric.interval === undefined) return null;
  const pause = isError ? ERROR_RETRY_MS : (milliseconds(metric.interval ?? 0) ?? 0);
  // A moment more: at the very end of an interval it is not yet over.
  return Date.parse(last.finishedAt ?? last.startedAt) + pause + 1;
}

const COUNTERS: Readonly<Record<string, keyof MetricResult>> = {
  Successful: 'successful',
  Failed: 'failed',
  Inconclusive: 'inconclusive',
  Error: 'error',
};

function counted(result: MetricResult, measured: Measured, now: number): MetricResult {
  const at = timestamp(now);
  const { phase } = measured;
  const counter = COUNTERS[phase] ?? 'error';
  const isError = phase === 'Error';
  const measurement: Measurement = { ...measured, startedAt: at, finishedAt: at };
  const { consecutiveError = 0, consecutiveSuccess = 0, ...rest } = result;
  return {
    ...rest,
    [counter]: ((result[counter] as number | undefined) ?? 0) + 1,
    ...(!isError && { count: (result.count ?? 0) + 1 }),
    ...(isError && { consecutiveError: consecutiveError + 1 }),
    ...(phase === 'Successful' && { consecutiveSuccess: consecutiveSuccess + 1 }),
    measurements: [...(result.measurements ?? []), measurement],
  };
}

interface Material {
  readonly metrics: readonly Metric[];
  readonly results: readonly MetricResult[];
  readonly now: number;
}

function assessed(run: AnalysisRun, { metrics, results, now }: Material): Assessed {
  const was: AnalysisRunStatus = run.status ?? { phase: '' };
  const events: Happening[] = [];
  const startedAt = was.startedAt ?? timestamp(now);
  const terminating = isTerminating({ ...run, status: { ...was, metricResults: results } });
  const judged = results.map((result) => {
    const metric = metrics.find(({ name }) => name === result.name);
    return metric === undefined ? result : withPhase(result, { metric, terminating, events });
  });
  const { phase, message } = overall(run, { metrics, results: judged, terminating });
  const isNew = phase !== was.phase;
  if (isNew && isCompleted(phase)) events.push(completion(phase));
  const status: AnalysisRunStatus = {
    phase,
    ...((isNew ? message : was.message) && { message: isNew ? message : (was.message ?? '') }),
    startedAt,
    ...(isCompleted(phase) && { completedAt: was.completedAt ?? timestamp(now) }),
    metricResults: judged.map((result) => trimmed(run, result)),
    runSummary: summary(metrics, judged, false),
    dryRunSummary: summary(metrics, judged, true),
  };
  const next = { ...run, status };
  const dues = metrics.map((metric) => {
    return dueTime(next, metric, { result: judged.find(({ name }) => name === metric.name), now });
  });
  const left = dues.filter((due) => due !== null).map((due) => Math.max(1, due - now));
  return { status, events, again: left.length > 0 && !isCompleted(phase) ? Math.min(...left) : null };
}

interface Judging {
  readonly metric: Metric;
  readonly terminating: boolean;
  readonly events: Happening[];
}

function withPhase(result: MetricResult, { metric, terminating, events }: Judging): MetricResult {
  const phase = metricPhase(metric, result, terminating);
  const bad = badVerdict(metric, result);
  const dryMessage =
    result.dryRun === true && bad !== null ? `Metric assessed ${phase} due to ${bad.reason}` : undefined;
  if (phase === result.phase) return result;
  if (isCompleted(phase)) {
    const type = phase === 'Error' || phase === 'Failed' ? 'Warning' : 'Normal';
    events.push({ type, reason: `Metric${phase}`, message: `Metric '${metric.name}' Completed. Result: ${phase}` });
  }
  const message = dryMessage ?? result.measurements?.at(-1)?.message;
  return { ...result, phase, ...(message && { message }) };
}

function overall(
  run: AnalysisRun,
  { metrics, results, terminating }: Omit<Material, 'now'> & { terminating: boolean },
) {
  let worst: AnalysisPhase = '';
  let message = run.spec.terminate === true ? 'Run Terminated' : '';
  let isAllDone = true;
  for (const metric of metrics) {
    const result = results.find(({ name }) => name === metric.name);
    if (result === undefined || !isCompleted(result.phase)) {
      isAllDone = false;
      continue;
    }
    if (result.dryRun === true) {
      if (worst === '') worst = 'Successful';
    } else if (worst === '' || isWorse(worst, result.phase)) {
      worst = result.phase;
      message = reasonOf(metric, result) ?? message;
    }
  }
  if (terminating) return { phase: worst === '' ? ('Successful' as const) : worst, message };
  return isAllDone && worst !== '' ? { phase: worst, message } : { phase: 'Running' as const, message: '' };
}

function reasonOf(metric: Metric, result: MetricResult): string | null {
  const bad = badVerdict(metric, result);
  if (bad === null) return null;
  const error = result.message ? `: "Error Message: ${result.message}"` : '';
  return `Metric "${metric.name}" assessed ${result.phase} due to ${bad.reason}${error}`;
}

function summary(metrics: readonly Metric[], results: readonly MetricResult[], dryRun: boolean): RunSummary {
  const isDry = (name: string) => results.find((each) => each.name === name)?.dryRun === true;
  const chosen = metrics.filter(({ name }) => isDry(name) === dryRun);
  const ended = results.filter(({ name, phase }) => isDry(name) === dryRun && isCompleted(phase) && name !== '');
  const count = (wanted: AnalysisPhase) => ended.filter(({ phase }) => phase === wanted).length;
  const counts = {
    count: chosen.length,
    successful: count('Successful'),
    failed: count('Failed'),
    inconclusive: count('Inconclusive'),
    error: count('Error'),
  };
  return Object.fromEntries(Object.entries(counts).filter(([, number]) => number > 0));
}

function trimmed(run: AnalysisRun, result: MetricResult): MetricResult {
  const rule = (run.spec.measurementRetention ?? []).find(({ metricName }) =>
    new RegExp(matching(metricName)).test(result.name),
  );
  const { measurements = [], ...rest } = result;
  return measurements.length === 0
    ? rest
    : { ...rest, measurements: measurements.slice(-(rule?.limit || KEPT_MEASUREMENTS)) };
}

function completion(phase: AnalysisPhase): Happening {
  const type = phase === 'Error' || phase === 'Failed' ? 'Warning' : 'Normal';
  return { type, reason: `AnalysisRun${phase}`, message: `Analysis Completed. Result: ${phase}` };
}
