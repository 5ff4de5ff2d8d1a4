/** The bounds that the AnalysisTemplates of a service set to figures that are drawn. Pure, over the objects of a cluster. */
import { withArguments } from '../../cluster/rollouts/analysis/arguments.ts';
import type { AnalysisTemplate, Metric, TemplateRef } from '../../cluster/rollouts/analysis/kinds.ts';
import { parse, type Tree } from '../../cluster/rollouts/analysis/parser.ts';
import type { Rollout } from '../../cluster/rollouts/kinds.ts';
import { resolve } from '../../cluster/rollouts/templates.ts';
import type { Figure, Threshold } from './shape.ts';
import type { WatchedService } from './watched.ts';

const MILLISECONDS = 1_000;

export function thresholdsOf({ cluster: { store }, rollout }: WatchedService): readonly Threshold[] {
  const { namespace = 'default' } = rollout.metadata;
  try {
    const templates = resolve(referencesOf(rollout), (kind, name) => {
      return store.get(kind, kind.startsWith('Cluster') ? null : namespace, name);
    });
    return templates.flatMap(ofTemplate);
  } catch {
    // Argo says itself what is wrong with them.
    return [];
  }
}

function referencesOf({ spec: { strategy = {} } }: Rollout): readonly TemplateRef[] {
  const { canary, blueGreen } = strategy;
  const analyses = [
    canary?.analysis,
    ...(canary?.steps ?? []).map(({ analysis }) => analysis),
    blueGreen?.prePromotionAnalysis,
    blueGreen?.postPromotionAnalysis,
  ];
  return analyses.flatMap((analysis) => analysis?.templates ?? []);
}

function ofTemplate({ metadata, spec }: AnalysisTemplate): readonly Threshold[] {
  return (spec.metrics ?? []).flatMap((metric) => {
    const bound = boundOf(metric, spec.args ?? []);
    const query = metric.provider.prometheus?.query ?? '';
    const drawn = bound && inFigure(query, bound);
    return drawn ? [{ ...drawn, template: metadata.name }] : [];
  });
}

type Bound = Pick<Threshold, 'bound' | 'value'>;

/** A share of successes is drawn as one of errors; null for what is not drawn. */
function inFigure(query: string, { bound, value }: Bound): (Bound & { figure: Figure }) | null {
  if (/app_memory_utilisation/.test(query)) return { figure: 'memory', bound, value };
  if (/duration_seconds/.test(query)) return { figure: 'latency', bound, value: value * MILLISECONDS };
  if (!/http_requests_total/.test(query)) return null;
  if (!query.includes('/')) return { figure: 'requests', bound, value };
  if (bound === 'most') return { figure: 'errors', bound, value };
  return { figure: 'errors', bound: 'most', value: 1 - value };
}

function boundOf(metric: Metric, args: NonNullable<AnalysisTemplate['spec']['args']>): Bound | null {
  const { successCondition = '', failureCondition = '' } = metric;
  const text = successCondition || failureCondition;
  if (text === '') return null;
  const bound = comparison(parse(filledIn(text, metric, args)));
  if (bound === null || successCondition !== '') return bound;
  return { ...bound, bound: bound.bound === 'most' ? 'least' : 'most' };
}

function filledIn(text: string, metric: Metric, args: Parameters<typeof withArguments>[1]): string {
  const [filled] = withArguments(
    [{ ...metric, provider: {}, successCondition: text, failureCondition: '' }],
    args,
    () => '',
  );
  return filled?.successCondition ?? text;
}

/** The first one between what was measured and a number, wherever it stands. */
function comparison(tree: Tree): Bound | null {
  if (tree.kind !== 'binary') return null;
  const { operator, left, right } = tree;
  if (!/^[<>]=?$/.test(operator)) return comparison(left) ?? comparison(right);
  const isMost = operator.startsWith('<');
  if (isMeasured(left) && right.kind === 'value' && typeof right.value === 'number') {
    return { bound: isMost ? 'most' : 'least', value: right.value };
  }
  if (!isMeasured(right) || left.kind !== 'value' || typeof left.value !== 'number') return null;
  return { bound: isMost ? 'least' : 'most', value: left.value };
}

/** `result` or an element of it; its length is something else. */
function isMeasured(tree: Tree): boolean {
  return tree.kind === 'member' ? isMeasured(tree.of) : tree.kind === 'name' && tree.name === 'result';
}
