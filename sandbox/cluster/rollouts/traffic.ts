/** Sends traffic by weights, where there is a router (`rollout/trafficrouting.go`). */
import type { ReplicaSet } from '../controllers/kinds.ts';
import { isEqual } from '../objects.ts';
import { canaryWeight, isAtWantedCounts } from './counts.ts';
import { pointDestinationRule, setRouteWeights } from './istio.ts';
import type { Weights } from './kinds.ts';
import { setIngressWeights } from './nginx.ts';
import type { Pass } from './pass.ts';
import { pointService, rollingBackFrom } from './services.ts';
import { availableOf, isProgressed, replicasOf, templateHash } from './sets.ts';
import { currentStep, fullWeight, isFullyPromoted, previousWeight, setWeight, stepIndex } from './steps.ts';

export function reconcileTraffic(pass: Pass): void {
  const routing = pass.rollout.spec.strategy?.canary?.trafficRouting;
  if (routing === undefined) {
    delete pass.next.canary.weights;
    return;
  }
  const back = rollingBackFrom(pass);
  const weight = wantedWeight(pass, back !== null);
  const full = fullWeight(pass.rollout);
  if (!canTake(pass, pass.stable, full - weight)) return;
  const hashes = { canary: back ?? templateHash(pass.fresh), stable: templateHash(pass.stable) };
  if (routing.istio?.destinationRule !== undefined) pointDestinationRule(pass, routing.istio.destinationRule, hashes);
  if (routing.nginx !== undefined) setIngressWeights(pass, routing.nginx, weight);
  if (routing.istio !== undefined) setRouteWeights(pass, routing.istio, weight);
  note(pass, { weight, full, ...hashes });
}

function wantedWeight(pass: Pass, isRollingBack: boolean): number {
  const { rollout, was, fresh } = pass;
  const { canary } = rollout.spec.strategy ?? {};
  if (isRollingBack) return returningWeight(pass);
  if (isFullyPromoted(rollout)) return 0;
  if (pass.pauses.isAborted) {
    const weight = returningWeight(pass);
    if (canary?.dynamicStableScale !== true || weight === 0) {
      pointService(pass, { service: canary?.canaryService, set: pass.stable, careful: false });
    }
    return weight;
  }
  if (availableOf(fresh) === 0) return 0;
  if (was.promoteFull === true) {
    if (canary?.dynamicStableScale !== true) return was.canary.weights?.canary.weight ?? 0;
    return Math.floor((fullWeight(rollout) * availableOf(fresh)) / replicasOf(rollout));
  }
  return steppedWeight(pass);
}

function steppedWeight(pass: Pass): number {
  const { rollout } = pass;
  if (stepIndex(rollout) === null) return 0;
  const sets = { fresh: pass.fresh, stable: pass.stable, others: pass.others };
  if (!isAtWantedCounts(rollout, sets, undefined)) return previousWeight(rollout);
  return currentStep(rollout) === null ? fullWeight(rollout) : setWeight(rollout);
}

/** On the way back to the stable set; where that one scales with its traffic, only as far as it can take it. */
function returningWeight(pass: Pass): number {
  const { rollout, stable, fresh, was } = pass;
  const replicas = replicasOf(rollout);
  const isDynamic = rollout.spec.strategy?.canary?.dynamicStableScale === true;
  if (!isDynamic || stable === null || fresh === null || replicas === 0) return 0;
  const full = fullWeight(rollout);
  const wanted = canaryWeight(rollout, { fresh, stable });
  const taken = Math.floor((full * availableOf(stable)) / replicas);
  const expected = Math.max(0, full - taken);
  const present = was.canary.weights?.canary.weight;
  if (present === undefined) return Math.max(expected, wanted);
  if (wanted <= 0) return Math.min(expected, present);
  return taken < full - wanted ? present : Math.min(wanted, present);
}

/** Enough of the set can be used for so much traffic. */
function canTake({ rollout }: Pass, set: ReplicaSet | null, weight: number): boolean {
  if (set === null) return false;
  const needed = Math.floor((weight * replicasOf(rollout)) / fullWeight(rollout));
  return (
    availableOf(set) >= needed || isProgressed(rollout.spec.strategy?.canary?.replicaProgressThreshold, set, needed)
  );
}

interface Noted {
  readonly weight: number;
  readonly full: number;
  readonly canary: string;
  readonly stable: string;
}

function note(pass: Pass, { weight, full, canary, stable }: Noted): void {
  const { canaryService, stableService } = pass.rollout.spec.strategy?.canary ?? {};
  const destination = (share: number, hash: string, serviceName: string | undefined) => ({
    weight: share,
    ...(serviceName && { serviceName }),
    ...(hash && { podTemplateHash: hash }),
  });
  const next: Weights = {
    canary: destination(weight, canary, canaryService),
    stable: destination(full - weight, stable, stableService),
  };
  const was = pass.was.canary.weights;
  if (isEqual(was, next)) return;
  const from = was?.canary.weight;
  const change = was === undefined ? `to ${weight}` : from === weight ? '' : `from ${from} to ${weight}`;
  pass.tell('TrafficWeightUpdated', `Traffic weight updated ${change}`);
  pass.next.canary.weights = next;
}
