/** ReplicaSets and what they count for (`utils/replicaset`). Pure. */
import type { ReplicaSet } from '../controllers/kinds.ts';
import { hashOf, isSameTemplate } from '../controllers/template-hash.ts';
import { withoutEphemeral } from './ephemeral.ts';
import type { Rollout } from './kinds.ts';
import { DESIRED_REPLICAS, HASH, REVISION, SCALE_DOWN_DEADLINE } from './names.ts';
import type { Threshold } from './strategies.ts';

type Maybe = ReplicaSet | null;

export const sizeOf = (set: Maybe) => (set === null ? 0 : (set.spec.replicas ?? 1));
export const availableOf = (set: Maybe) => set?.status?.availableReplicas ?? 0;
export const podsOf = (set: Maybe) => set?.status?.replicas ?? 0;
export const readyOf = (set: Maybe) => set?.status?.readyReplicas ?? 0;
export const templateHash = (set: Maybe) => set?.metadata.labels?.[HASH] ?? '';
export const revisionOf = ({ metadata }: Pick<ReplicaSet, 'metadata'>) => Number(metadata.annotations?.[REVISION] ?? 0);

export function sum(sets: readonly Maybe[], count: (set: Maybe) => number): number {
  return sets.reduce((total, set) => total + count(set), 0);
}

export function replicasOf({ spec }: Rollout): number {
  return spec.replicas ?? 1;
}

export function podHashOf({ spec, status }: Rollout): string {
  return hashOf([spec.template, ...(status?.collisionCount ? [status.collisionCount] : [])]);
}

/** That of the template which is wanted now. */
export function newSet(rollout: Rollout, sets: readonly ReplicaSet[]): ReplicaSet | null {
  const { template } = rollout.spec;
  if (template === undefined) return null;
  const byAge = [...sets].sort(older);
  const named = byAge.find((set) => templateHash(set) === podHashOf(rollout));
  return named ?? byAge.find((set) => isSameTemplate(withoutEphemeral(set).spec.template, template, HASH)) ?? null;
}

export function stableSet(rollout: Rollout, sets: readonly ReplicaSet[]): ReplicaSet | null {
  const { stableRS = '' } = rollout.status ?? {};
  return stableRS === '' ? null : (sets.find((set) => templateHash(set) === stableRS) ?? null);
}

export function older(a: ReplicaSet, b: ReplicaSet): number {
  const age = (a.metadata.creationTimestamp ?? '').localeCompare(b.metadata.creationTimestamp ?? '');
  return age || a.metadata.name.localeCompare(b.metadata.name);
}

export function deadlineOf(set: Maybe): string {
  return set?.metadata.annotations?.[SCALE_DOWN_DEADLINE] ?? '';
}

/** All that the Rollout wants run in it and can be used. */
export function isSaturated(rollout: Rollout, set: Maybe): boolean {
  const wanted = replicasOf(rollout);
  const desired = Number(set?.metadata.annotations?.[DESIRED_REPLICAS] ?? Number.NaN);
  return set !== null && sizeOf(set) === wanted && desired === wanted && availableOf(set) === wanted;
}

/** Enough of `desired` can be used: all, unless a threshold says less. */
export function isProgressed(threshold: Threshold | undefined, set: Maybe, desired: number): boolean {
  if (threshold === undefined || set === null || threshold.value < 0) {
    return set !== null && desired === sizeOf(set) && desired === availableOf(set);
  }
  if (threshold.type === 'Pod') return availableOf(set) >= threshold.value;
  return desired === 0 || (availableOf(set) / desired) * 100 >= threshold.value - 1e-10;
}
