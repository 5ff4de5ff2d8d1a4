/** Analyses and their metrics: newest values, condition, k of n, failures against their limit. */
import type { KnownBlock } from '@slack/types';
import type { AnalysisPhase, AnalysisState, MetricState, TargetSnapshot } from '../../model/snapshot.ts';
import { context, section } from '../blocks.ts';
import { code, dotted, free, lines, plural } from '../text.ts';
import { ANALYSIS_KIND, ANALYSIS_PHASE } from '../words/words.ts';

const ANALYSES_SHOWN = 4;
const METRICS_SHOWN = 8;
const VALUES_SHOWN = 3;

/** What needs a look first stands first. */
const URGENCY: Readonly<Record<AnalysisPhase, number>> = {
  Failed: 0,
  Error: 1,
  Inconclusive: 2,
  Running: 3,
  Pending: 4,
  Successful: 5,
};

export function analyses({ analyses: all }: TargetSnapshot): (KnownBlock | null)[] {
  const sorted = all.toSorted((a, b) => URGENCY[a.phase] - URGENCY[b.phase]);
  const rest = sorted.length - ANALYSES_SHOWN;
  return [
    ...sorted.slice(0, ANALYSES_SHOWN).map((analysis, i) => section(`analysis-${i}`, analysisText(analysis))),
    rest > 0 ? context('analysis-more', `and ${plural(rest, 'more analysis', 'more analyses')}`) : null,
  ];
}

function analysisText({ kind, phase, message, metrics }: AnalysisState): string {
  const { emoji, word } = ANALYSIS_PHASE[phase];
  const said = message === null ? null : free(message, 200);
  const title = dotted([`${emoji} *${ANALYSIS_KIND[kind]}*`, word, said]);
  const sorted = metrics.toSorted((a, b) => urgency(a) - urgency(b));
  return metrics.length === 0 ? title : `${title}\n${lines(sorted.map(metricLine), METRICS_SHOWN, 'metrics')}`;
}

/** A dry run decides nothing, so it is never urgent. */
function urgency({ phase, dryRun }: MetricState): number {
  return dryRun ? URGENCY.Successful + 1 : URGENCY[phase];
}

/** One line: where it stands, its newest values, its limit, and how often it failed. */
export function metricLine(metric: MetricState): string {
  const { emoji, word } = ANALYSIS_PHASE[metric.phase];
  return dotted([
    `${emoji} *${free(metric.name, 60) || '–'}* ${word}${metric.dryRun ? ' (dry run)' : ''}`,
    metric.values.slice(-VALUES_SHOWN).map(value).join(', ') || 'no value yet',
    metric.condition === null ? null : code(metric.condition, 100),
    kOfN(metric),
    failures(metric),
    metric.errors > 0 ? plural(metric.errors, 'error') : null,
    metric.message === null ? null : free(metric.message, 120),
  ]);
}

/** Measurements that count, of those that are wanted; without an end there is no n. */
function kOfN({ taken, wanted }: MetricState): string {
  return wanted === null ? `${taken} measured` : `${taken} of ${wanted}`;
}

function failures({ failed, failureLimit }: MetricState): string | null {
  if (failureLimit !== null) return `${failed} failed of ${failureLimit} allowed`;
  return failed > 0 ? `${failed} failed, no limit` : null;
}

/** A single number loses its brackets and digits that nobody reads; anything else stays as it was measured. */
function value(measured: string): string {
  const single = measured.replace(/^\[([^[\],]*)\]$/, '$1').trim();
  const number = Number(single);
  if (single === '' || !Number.isFinite(number)) return free(measured, 24) || '–';
  return String(Number(number.toPrecision(4)));
}
