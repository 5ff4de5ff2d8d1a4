/**
 * How many pods a disruption budget needs and has (`pkg/controller/disruption`). Nobody counts in between: it is worked out
 * when somebody asks. Pure, over what a store holds.
 */
import type { KubeObject } from '../objects.ts';
import { selectorOf } from './labels.ts';

export interface Budget extends KubeObject {
  readonly spec: {
    readonly selector?: object;
    readonly minAvailable?: number | string;
    readonly maxUnavailable?: number | string;
    readonly unhealthyPodEvictionPolicy?: 'IfHealthyBudget' | 'AlwaysAllow';
  };
}

export interface BudgetedPod extends KubeObject {
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

interface Scaled extends KubeObject {
  readonly spec: { readonly replicas?: number };
}

export interface Objects {
  get<T extends KubeObject>(kind: string, namespace: string | null, name: string): T | null;
  list<T extends KubeObject>(kind: string, where?: { readonly namespace?: string }): readonly T[];
}

export interface Count {
  readonly needed: number;
  readonly healthy: number;
}

/** Those that select this pod. */
export function budgetsOf({ metadata }: BudgetedPod, objects: Objects): readonly Budget[] {
  const { namespace = '', labels = {} } = metadata;
  return objects
    .list<Budget>('PodDisruptionBudget', { namespace })
    .filter(({ spec }) => spec.selector !== undefined && selectorOf(spec.selector)(labels));
}

/** It does not run, or not any more: it can be of no use to a budget. */
export function countsForNone({ metadata, status }: BudgetedPod): boolean {
  return metadata.deletionTimestamp !== undefined || status?.phase !== 'Running';
}

export function countOf({ metadata, spec }: Budget, objects: Objects): Count {
  const { namespace = '' } = metadata;
  const selects = selectorOf(spec.selector);
  const pods = objects.list<BudgetedPod>('Pod', { namespace }).filter((pod) => selects(pod.metadata.labels ?? {}));
  const healthy = pods.filter((pod) => isHealthy(pod) && pod.metadata.deletionTimestamp === undefined).length;
  if (spec.maxUnavailable !== undefined) {
    const wanted = wantedOf(pods, objects);
    return { needed: Math.max(0, wanted - resolved(spec.maxUnavailable, wanted)), healthy };
  }
  const { minAvailable = 1 } = spec;
  const whole = typeof minAvailable === 'number' ? pods.length : wantedOf(pods, objects);
  return { needed: resolved(minAvailable, whole), healthy };
}

/** Whether this pod may go: a healthy one while more than are needed stay, another one while enough are healthy without it. */
export function allows({ spec }: Budget, pod: BudgetedPod, { needed, healthy }: Count): boolean {
  if (isHealthy(pod)) return healthy > needed;
  return spec.unhealthyPodEvictionPolicy === 'AlwaysAllow' || (healthy >= needed && needed > 0) || healthy > needed;
}

function isHealthy({ status }: BudgetedPod): boolean {
  return status?.conditions?.some(({ type, status: truth }) => type === 'Ready' && truth === 'True') ?? false;
}

/** As many as those who made the pods want to have: Deployments, and ReplicaSets that belong to none. */
function wantedOf(pods: readonly BudgetedPod[], objects: Objects): number {
  const makers = new Map<string, number>();
  for (const pod of pods) {
    const set = ownerOf(pod, objects);
    const maker = set?.kind === 'ReplicaSet' && controllerKind(set) === 'Deployment' ? ownerOf(set, objects) : set;
    if (maker !== null) makers.set(maker.metadata.uid ?? '', maker.spec.replicas ?? 1);
  }
  return [...makers.values()].reduce((sum, replicas) => sum + replicas, 0);
}

function controllerKind({ metadata }: KubeObject): string | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true)?.kind;
}

function ownerOf({ metadata }: KubeObject, objects: Objects): Scaled | null {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  const isScaled = owner?.kind === 'ReplicaSet' || owner?.kind === 'Deployment';
  return isScaled ? objects.get<Scaled>(owner.kind, metadata.namespace ?? '', owner.name) : null;
}

/** Shares are rounded up, whichever of the two they are of. */
function resolved(share: number | string, whole: number): number {
  return typeof share === 'number' ? share : Math.ceil((Number.parseFloat(share) * whole) / 100);
}
