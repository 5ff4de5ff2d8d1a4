/** How many canary and stable pods there shall be (`utils/replicaset/canary.go`). Pure. */
import type { ReplicaSet } from '../controllers/kinds.ts';
import { fenceposts, resolved } from '../controllers/shares.ts';
import type { Rollout, Weights } from './kinds.ts';
import { availableOf, isProgressed, podsOf, replicasOf, sizeOf, sum } from './sets.ts';
import { canaryScale, fullWeight, isRouted, setWeight, stepsOf } from './steps.ts';

export interface Trio {
  readonly fresh: ReplicaSet | null;
  readonly stable: ReplicaSet | null;
  /** Neither of both. */
  readonly others: readonly ReplicaSet[];
}

export interface Counts {
  readonly canary: number;
  readonly stable: number;
}

/** There is a stable set beside the new one. */
export function hasStable({ fresh, stable }: Pick<Trio, 'fresh' | 'stable'>): boolean {
  return stable !== null && fresh?.metadata.name !== stable.metadata.name;
}

export function wantedCounts(rollout: Rollout, sets: Trio, weights: Weights | undefined): Counts {
  return isRouted(rollout) ? routedCounts(rollout, sets, weights) : basicCounts(rollout, sets);
}

/** Everybody has the size that the step asks for. Where pods serve by being there, older ones are gone, too. */
export function isAtWantedCounts(rollout: Rollout, sets: Trio, weights: Weights | undefined): boolean {
  const wanted = wantedCounts(rollout, sets, weights);
  const { replicaProgressThreshold, dynamicStableScale } = rollout.spec.strategy?.canary ?? {};
  if (!isProgressed(replicaProgressThreshold, sets.fresh, wanted.canary)) return false;
  const { stable } = sets;
  if (!isRouted(rollout) || dynamicStableScale !== true) {
    if (stable === null || sizeOf(stable) !== wanted.stable || podsOf(stable) !== wanted.stable) return false;
  }
  return isRouted(rollout) || sum(sets.others, availableOf) === 0;
}

export function maxUnavailable(rollout: Rollout): number {
  const { canary, blueGreen } = rollout.spec.strategy ?? {};
  const replicas = replicasOf(rollout);
  if (blueGreen !== undefined) return Math.min(replicas, resolved(blueGreen.maxUnavailable ?? '25%', replicas, 'down'));
  return Math.min(
    replicas,
    fenceposts(canary?.maxSurge ?? '25%', canary?.maxUnavailable ?? '25%', replicas).unavailable,
  );
}

function maxSurge(rollout: Rollout): number {
  const { maxSurge: surge = '25%', maxUnavailable: unavailable = '25%' } = rollout.spec.strategy?.canary ?? {};
  return fenceposts(surge, unavailable, replicasOf(rollout)).surge;
}

export function replicasFor(replicas: number, weight: number, full: number): number {
  return Math.ceil((weight * replicas) / full);
}

interface Wanted {
  readonly replicas: number | null;
  readonly weight: number;
}

function wantedCanary(rollout: Rollout, sets: Pick<Trio, 'fresh' | 'stable'>): Wanted {
  const { promoteFull, stableRS = '', currentPodHash = '' } = rollout.status ?? {};
  if (promoteFull === true || stableRS === '' || currentPodHash === stableRS) {
    return { replicas: null, weight: fullWeight(rollout) };
  }
  const scale = canaryScale(rollout);
  if (scale?.replicas !== undefined) return { replicas: scale.replicas, weight: 0 };
  return { replicas: null, weight: scale?.weight ?? canaryWeight(rollout, sets) };
}

/** Where the stable set scales with its traffic, an abort goes back down the weights of the steps. */
export function canaryWeight(rollout: Rollout, { fresh, stable }: Pick<Trio, 'fresh' | 'stable'>): number {
  const isReversed = rollout.status?.abort === true && rollout.spec.strategy?.canary?.dynamicStableScale === true;
  if (!isReversed || fresh === null || stable === null) return setWeight(rollout);
  const replicas = replicasOf(rollout);
  const canary = Math.max(replicas - availableOf(stable), availableOf(fresh));
  const weights = [...stepsOf(rollout)].reverse().flatMap((step) => step.setWeight ?? []);
  return weights.find((weight) => replicasFor(replicas, weight, fullWeight(rollout)) < canary) ?? 0;
}

function routedCounts(rollout: Rollout, sets: Trio, weights: Weights | undefined): Counts {
  const { replicas: given, weight } = wantedCanary(rollout, sets);
  const replicas = replicasOf(rollout);
  const full = fullWeight(rollout);
  const { dynamicStableScale, minPodsPerReplicaSet = 0 } = rollout.spec.strategy?.canary ?? {};
  const atLeast = (count: number) => (count === 0 ? 0 : Math.max(count, minPodsPerReplicaSet));
  const canary = given ?? atLeast(replicasFor(replicas, weight, full));
  if (dynamicStableScale !== true) return { canary, stable: replicas };
  const stable = replicasFor(replicas, full - weight, full);
  if (weights === undefined) return { canary: atLeast(canary), stable: atLeast(stable) };
  // Nobody shrinks before the traffic has left.
  const served = (each: number) => replicasFor(replicas, each, full);
  const kept = rollout.status?.abort === true ? Math.max(canary, served(weights.canary.weight)) : canary;
  return { canary: atLeast(kept), stable: atLeast(Math.max(stable, served(weights.stable.weight))) };
}

interface Bounds {
  readonly most: number;
  readonly least: number;
}

function basicCounts(rollout: Rollout, sets: Trio): Counts {
  const replicas = replicasOf(rollout);
  const bounds = { most: replicas + maxSurge(rollout), least: replicas - maxUnavailable(rollout) };
  const { weight } = wantedCanary(rollout, sets);
  const wanted = hasStable(sets)
    ? nearestCounts(rollout, weight)
    : // Without another stable set there is nothing to share with.
      { canary: replicas, stable: 0 };
  const grown = grow(sets, wanted, bounds);
  return sum(sets.others, sizeOf) > 0 ? grown : shrink(sets, { wanted, grown }, bounds);
}

/** As far as there is room, the stable set first. */
function grow(sets: Trio, wanted: Counts, { most }: Bounds): Counts {
  const { fresh, others } = sets;
  const stable = hasStable(sets) ? sets.stable : null;
  let room = most - sum([...others, fresh, stable], sizeOf);
  const raise = (set: ReplicaSet | null, count: number) => {
    const more = set === null ? 0 : Math.max(0, Math.min(room, count - sizeOf(set)));
    room -= more;
    return sizeOf(set) + more;
  };
  const next = raise(stable, wanted.stable);
  return { stable: next, canary: raise(fresh, wanted.canary) };
}

function shrink(sets: Trio, { wanted, grown }: { wanted: Counts; grown: Counts }, bounds: Bounds): Counts {
  const { fresh, stable } = sets;
  const rising = fresh === null || wanted.canary >= sizeOf(fresh);
  const spare = countable(fresh, !rising) + countable(stable, rising) - bounds.least;
  if (spare <= 0) return grown;
  if (!rising) {
    const canary = fewer(fresh, { wanted: wanted.canary, spare, count: grown.canary });
    const [drained, kept] = withinLimits({ set: fresh, count: canary }, { set: stable, count: grown.stable }, bounds);
    return { canary: drained, stable: kept };
  }
  if (!hasStable(sets)) return grown;
  const count = fewer(stable, { wanted: wanted.stable, spare, count: grown.stable });
  const [drained, kept] = withinLimits({ set: stable, count }, { set: fresh, count: grown.canary }, bounds);
  return { stable: drained, canary: kept };
}

/** What of a set counts as being there when others are to go; of the one that goes, also what cannot be used. */
function countable(set: ReplicaSet | null, ignoreAvailability: boolean): number {
  if (sizeOf(set) < availableOf(set) || ignoreAvailability) return sizeOf(set);
  return availableOf(set);
}

function fewer(set: ReplicaSet | null, { wanted, spare, count }: { wanted: number; spare: number; count: number }) {
  return sizeOf(set) > wanted ? Math.max(wanted, sizeOf(set) - spare) : count;
}

interface Sized {
  readonly set: ReplicaSet | null;
  readonly count: number;
}

/** Neither too many in all nor too few that can be used; the first is being drained. */
function withinLimits(drained: Sized, kept: Sized, { most, least }: Bounds): readonly [number, number] {
  if (kept.set === null) return [drained.count, kept.count];
  const over = Math.max(0, kept.count + drained.count - most);
  const lowered = kept.count - over;
  const usable = Math.min(availableOf(drained.set), drained.count) + Math.min(availableOf(kept.set), lowered);
  const lost = Math.max(0, availableOf(kept.set) - lowered);
  const count = lowered + Math.min(lost, Math.max(0, least - usable));
  return [drained.count - Math.max(0, count + drained.count - most), count];
}

/** Whole pods that come nearest to a weight; with a surge also of one pod more. */
function nearestCounts(rollout: Rollout, weight: number): Counts {
  const replicas = replicasOf(rollout);
  if (replicas === 0) return { canary: 0, stable: 0 };
  const full = fullWeight(rollout);
  const surge = maxSurge(rollout);
  const [ceiling, floor] = [Math.ceil((replicas * weight) / full), Math.floor((replicas * weight) / full)];
  const zeroAllowed = weight === full || weight === 0 || (replicas === 1 && surge === 0);
  const floorAllowed = floor !== 0 || zeroAllowed;
  const isTied = (total: number) => (total * (weight / full)) % 1 === 0.5;
  const options = [
    ...(ceiling < replicas || zeroAllowed ? [{ canary: ceiling, total: replicas }] : []),
    ...(!isTied(replicas) && floorAllowed ? [{ canary: floor, total: replicas }] : []),
    ...(surge > 0 ? [{ canary: ceiling, total: replicas + 1 }] : []),
    ...(surge > 0 && !isTied(replicas + 1) && floorAllowed ? [{ canary: floor, total: replicas + 1 }] : []),
  ];
  const off = ({ canary, total }: { canary: number; total: number }) => Math.abs((canary * full) / total - weight);
  const [first, ...rest] = options;
  if (first === undefined) return { canary: 0, stable: replicas };
  const best = rest.reduce((least, each) => (off(each) < off(least) ? each : least), first);
  return { canary: best.canary, stable: best.total - best.canary };
}
