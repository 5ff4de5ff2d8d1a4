/** AnalysisTemplates put together, as an AnalysisRun holds them (`utils/analysis`). Pure. */

import type { ReplicaSet } from '../controllers/kinds.ts';
import type { KubeObject } from '../objects.ts';
import type { AnalysisArg, AnalysisSpec, AnalysisTemplate, TemplateRef } from './analysis/kinds.ts';
import type { Rollout } from './kinds.ts';
import { templateHash } from './sets.ts';
import type { RolloutAnalysis } from './strategies.ts';

export type Find = <T extends KubeObject>(kind: string, name: string) => T | null;

/** What is wrong with a reference or its arguments, in Argo's words. */
export class TemplateProblem extends Error {}

/** All that are named, and what these name in turn, each once. Throws TemplateProblem. */
export function resolve(refs: readonly TemplateRef[], find: Find): readonly AnalysisTemplate[] {
  const found = new Map<string, AnalysisTemplate>();
  const visit = ({ templateName, clusterScope }: TemplateRef) => {
    const kind = clusterScope === true ? 'ClusterAnalysisTemplate' : 'AnalysisTemplate';
    const key = `${kind} ${templateName}`;
    if (found.has(key)) return;
    const template = find<AnalysisTemplate>(kind, templateName);
    if (template === null) throw new TemplateProblem(`${kind} '${templateName}' not found`);
    found.set(key, template);
    for (const inner of template.spec.templates ?? []) visit(inner);
  };
  for (const ref of refs) visit(ref);
  return [...found.values()];
}

export interface Given {
  readonly analysis: RolloutAnalysis;
  readonly args: readonly AnalysisArg[];
}

/** Throws TemplateProblem for a metric that is there twice, and for an argument without a value. */
export function specOf(templates: readonly AnalysisTemplate[], { analysis, args }: Given): AnalysisSpec {
  const metrics = templates.flatMap(({ spec }) => spec.metrics ?? []);
  const twice = metrics.find(({ name }, index) => metrics.findIndex((each) => each.name === name) !== index);
  if (twice !== undefined) throw new TemplateProblem(`two metrics have the same name '${twice.name}'`);
  const dryRun = [...templates.flatMap(({ spec }) => spec.dryRun ?? []), ...(analysis.dryRun ?? [])];
  const retention = [
    ...templates.flatMap(({ spec }) => spec.measurementRetention ?? []),
    ...(analysis.measurementRetention ?? []),
  ];
  const merged = mergedArgs(
    templates.flatMap(({ spec }) => spec.args ?? []),
    args,
  );
  return {
    metrics,
    ...(merged.length > 0 && { args: merged }),
    ...(dryRun.length > 0 && { dryRun }),
    ...(retention.length > 0 && { measurementRetention: retention }),
  };
}

/** What is handed in counts more than what a template says; what no template knows is dropped. */
function mergedArgs(known: readonly AnalysisArg[], given: readonly AnalysisArg[]): readonly AnalysisArg[] {
  const byName = new Map<string, AnalysisArg>();
  for (const arg of known) if (byName.get(arg.name)?.value === undefined) byName.set(arg.name, arg);
  return [...byName.values()].map((arg) => {
    const more = given.find(({ name }) => name === arg.name);
    const merged = { ...arg, ...more };
    if (merged.value === undefined && merged.valueFrom === undefined) {
      throw new TemplateProblem(`args.${arg.name} was not resolved`);
    }
    return merged;
  });
}

interface Sets {
  readonly fresh: ReplicaSet | null;
  readonly stable: ReplicaSet | null;
}

/** The arguments of a Rollout with their values. */
export function valuesOf(
  args: readonly AnalysisArg[],
  rollout: Rollout,
  { fresh, stable }: Sets,
): readonly AnalysisArg[] {
  return args.map(({ name, value = '', valueFrom }) => {
    const { podTemplateHashValue: hash, fieldRef } = valueFrom ?? {};
    if (hash === 'Latest') return { name, value: templateHash(fresh) };
    if (hash === 'Stable') return { name, value: templateHash(stable) };
    return { name, value: fieldRef === undefined ? value : fieldOf(rollout, fieldRef.fieldPath) };
  });
}

/** `metadata.labels['app']`, `spec.template.spec.containers[0].image`, or any other field; '' when it is not there. */
export function fieldOf(object: object, path: string): string {
  const quoted = /^(.*)\['(.+)'\]$/.exec(path);
  const keys = quoted === null ? path.split(/[.[\]]+/) : [...(quoted[1] ?? '').split('.'), quoted[2] ?? ''];
  let value: unknown = object;
  for (const key of keys.filter(Boolean)) {
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  }
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value);
}
