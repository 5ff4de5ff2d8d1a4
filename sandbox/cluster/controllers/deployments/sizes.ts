/** How many pods each ReplicaSet of a Deployment shall have next (`pkg/controller/deployment/rolling.go`). Pure. */
import type { Deployment, ReplicaSet } from '../kinds.ts';
import { fenceposts } from '../shares.ts';

export interface Sets {
  readonly fresh: ReplicaSet;
  readonly old: readonly ReplicaSet[];
  /** Pods of the old sets that are still there, those on their way out included. */
  readonly oldPods: number;
}

export interface Resize {
  readonly set: ReplicaSet;
  readonly replicas: number;
}

export const sizeOf = ({ spec }: ReplicaSet) => spec.replicas ?? 1;
export const availableOf = ({ status }: ReplicaSet) => status?.availableReplicas ?? 0;
export const podsOf = ({ status }: ReplicaSet) => status?.replicas ?? 0;

export function sum(sets: readonly ReplicaSet[], count: (set: ReplicaSet) => number): number {
  return sets.reduce((total, set) => total + count(set), 0);
}

export function limitsOf({ spec }: Deployment): { surge: number; unavailable: number } {
  if (spec.strategy?.type === 'Recreate') return { surge: 0, unavailable: 0 };
  const { maxSurge = '25%', maxUnavailable = '25%' } = spec.strategy?.rollingUpdate ?? {};
  return fenceposts(maxSurge, maxUnavailable, spec.replicas ?? 1);
}

export function resizes(deployment: Deployment, sets: Sets): readonly Resize[] {
  if (deployment.spec.paused === true) return [];
  return deployment.spec.strategy?.type === 'Recreate' ? recreated(deployment, sets) : rolled(deployment, sets);
}

/** All the old pods go, and only then the new ones come. */
function recreated({ spec }: Deployment, { fresh, old, oldPods }: Sets): readonly Resize[] {
  const going = old.filter((set) => sizeOf(set) > 0).map((set) => ({ set, replicas: 0 }));
  if (going.length > 0 || oldPods > 0) return going;
  return sizeOf(fresh) === spec.replicas ? [] : [{ set: fresh, replicas: spec.replicas ?? 1 }];
}

function rolled(deployment: Deployment, { fresh, old }: Sets): readonly Resize[] {
  const replicas = deployment.spec.replicas ?? 1;
  const { surge, unavailable } = limitsOf(deployment);
  const all = [fresh, ...old];
  if (sizeOf(fresh) > replicas) return [{ set: fresh, replicas }];
  const room = replicas + surge - sum(all, sizeOf);
  const more = Math.min(room, replicas - sizeOf(fresh));
  if (more > 0) return [{ set: fresh, replicas: sizeOf(fresh) + more }];
  return shrunk(fresh, old, replicas - unavailable);
}

/** First those that are of no use, then as many as may be missed, the oldest first. */
function shrunk(fresh: ReplicaSet, old: readonly ReplicaSet[], minimum: number): readonly Resize[] {
  const active = old.filter((set) => sizeOf(set) > 0);
  const notYet = sizeOf(fresh) - availableOf(fresh);
  let spare = sum([fresh, ...active], sizeOf) - minimum - notYet;
  if (spare <= 0) return [];
  const next = new Map(active.map((set) => [set, sizeOf(set)]));
  for (const set of active) {
    const useless = Math.max(0, Math.min(spare, sizeOf(set) - availableOf(set)));
    next.set(set, sizeOf(set) - useless);
    spare -= useless;
  }
  let missable = sum([fresh, ...active], availableOf) - minimum;
  for (const set of active) {
    const size = next.get(set) ?? 0;
    const fewer = Math.max(0, Math.min(missable, size));
    next.set(set, size - fewer);
    missable -= fewer;
  }
  return active.flatMap((set) => (next.get(set) === sizeOf(set) ? [] : [{ set, replicas: next.get(set) ?? 0 }]));
}
