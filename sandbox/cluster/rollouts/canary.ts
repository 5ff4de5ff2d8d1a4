/** One pass over a canary (`rollout/canary.go`). */
import { hashOf } from '../controllers/template-hash.ts';
import { hasStable, isAtWantedCounts, maxUnavailable, wantedCounts } from './counts.ts';
import { milliseconds } from './durations.ts';
import type { Rollout } from './kinds.ts';
import { reconcileMetadata } from './metadata.ts';
import { CANARY_PAUSE } from './names.ts';
import type { Pass } from './pass.ts';
import { isHalted, pauseEnd, pauseOf } from './pauses.ts';
import { promote, promotionReason } from './promotion.ts';
import { restartPods } from './restart.ts';
import { reconcileRuns } from './runs.ts';
import {
  forgetOldSets,
  isReferenced,
  isRollbackWithinWindow,
  keptSize,
  reconcileNewSet,
  removeDeadlines,
  scale,
} from './scaling.ts';
import { reconcileCanaryServices } from './services.ts';
import { availableOf, deadlineOf, podsOf, replicasOf, revisionOf, sizeOf, sum, templateHash } from './sets.ts';
import { countAll, judgeConditions, persist, resetForUpdate } from './status.ts';
import { currentStep, isFullyPromoted, isRouted, stepIndex, stepsOf, stepText } from './steps.ts';
import type { CanaryStep } from './strategies.ts';
import { reconcileTraffic } from './traffic.ts';
import { selectorText } from './words.ts';

export function reconcileCanary(pass: Pass): void {
  if (hasChanged(pass)) {
    syncStatus(pass);
    return;
  }
  // Counts of what can be used are no longer true then: the next pass knows better.
  if (restartPods(pass) > 0) return;
  reconcileMetadata(pass);
  forgetOldSets(pass);
  reconcileCanaryServices(pass);
  reconcileTraffic(pass);
  reconcileRuns(pass);
  if (!pass.pauses.hasAdded && !resizeCanary(pass)) pauseAtStep(pass);
  syncStatus(pass);
}

/** Another template or other steps than the status knows. */
function hasChanged({ rollout, was, fresh }: Pass): boolean {
  if ((was.currentStepHash ?? '') !== stepHash(rollout)) return true;
  return (was.currentPodHash ?? '') !== '' && was.currentPodHash !== templateHash(fresh);
}

function stepHash(rollout: Rollout): string {
  return hashOf(stepsOf(rollout));
}

/** Whether anything has changed its size. */
export function resizeCanary(pass: Pass): boolean {
  if (isHalted(pass.rollout)) return false;
  removeDeadlines(pass);
  return resizeStable(pass) || reconcileNewSet(pass) || resizeOthers(pass);
}

/** By the weights of the status as it was: the stable set follows the traffic one pass later. */
function resizeStable(pass: Pass): boolean {
  const { fresh, stable, others, rollout, was } = pass;
  if (stable === null || !hasStable({ fresh, stable })) return false;
  return scale(pass, stable, wantedCounts(rollout, { fresh, stable, others }, was.canary.weights).stable);
}

function resizeOthers(pass: Pass): boolean {
  const others = pass.others.filter((set) => sizeOf(set) > 0);
  if (others.length === 0) return false;
  const useless = others.filter((set) => sizeOf(set) !== availableOf(set));
  for (const set of useless) scale(pass, set, availableOf(set));
  let spare = sum(pass.sets, availableOf) - (replicasOf(pass.rollout) - maxUnavailable(pass.rollout));
  if (spare <= 0) return false;
  const marked = { count: 0 };
  let gone = useless.length;
  for (const set of [...others].sort((a, b) => revisionOf(b) - revisionOf(a))) {
    if (isRouted(pass.rollout) && isReferenced(pass, set)) continue;
    if (spare <= 0) break;
    const size = otherSize(pass, set, { spare, marked });
    if (size === sizeOf(set)) continue;
    scale(pass, set, size);
    spare -= sizeOf(set) - size;
    gone += 1;
  }
  return gone > 0;
}

interface Spare {
  readonly spare: number;
  readonly marked: { count: number };
}

function otherSize(pass: Pass, set: Parameters<typeof sizeOf>[0] & object, { spare, marked }: Spare): number {
  if (!isRouted(pass.rollout)) return Math.max(0, sizeOf(set) - spare);
  // One in the middle, which another update has overtaken, serves nobody.
  if (!isFullyPromoted(pass.rollout) && deadlineOf(set) === '') return 0;
  if (pass.rollout.spec.strategy?.canary?.dynamicStableScale === true) return 0;
  return keptSize(pass, set, { whole: sizeOf(set), marked });
}

function pauseAtStep(pass: Pass): void {
  const { rollout, was } = pass;
  const pause = currentStep(rollout)?.pause;
  if (rollout.spec.paused === true || was.promoteFull === true || pause === undefined) return;
  const present = pauseOf(rollout, CANARY_PAUSE);
  if (present === undefined) {
    if (was.controllerPause !== true) pass.pauses.add(CANARY_PAUSE);
    return;
  }
  if (pause.duration === undefined) return;
  const left = pauseEnd(present, milliseconds(pause.duration) ?? 0) - pass.now;
  // A moment more: at the very end it is not yet over.
  pass.wakeAfter(left + 1);
}

function syncStatus(pass: Pass): void {
  const { next, rollout, was, sets } = pass;
  countAll(pass);
  next.availableReplicas = sum(sets, availableOf);
  next.HPAReplicas = sum(sets, podsOf);
  next.selector = selectorText(rollout.spec.selector);
  next.currentStepHash = stepHash(rollout);
  if (hasChanged(pass)) {
    resetForUpdate(pass);
    skipSteps(pass);
  } else {
    walk(pass, was.promoteFull === true || isRollbackWithinWindow(pass));
  }
  judgeConditions(pass);
  persist(pass);
}

function skipSteps(pass: Pass): void {
  const { fresh, was, next } = pass;
  const steps = stepsOf(pass.rollout).length;
  if (fresh === null || steps === 0) return;
  if (was.stableRS === templateHash(fresh)) {
    pass.tell('SkipSteps', 'Rollback to stable ReplicaSets');
    next.currentStepIndex = steps;
  } else if (isRollbackWithinWindow(pass) && sizeOf(fresh) > 0) {
    pass.tell('SkipSteps', 'Rollback to active ReplicaSets within RollbackWindow');
    next.currentStepIndex = steps;
  }
}

function walk(pass: Pass, isFull: boolean): void {
  const { next, rollout } = pass;
  const steps = stepsOf(rollout).length;
  if (isFull) {
    pass.pauses.clear();
    pass.pauses.removeAbort();
  }
  const reason = promotionReason(pass);
  if (reason !== null) {
    promote(pass, reason);
    return;
  }
  if (steps === 0) return;
  if (pass.pauses.isAborted) {
    next.currentStepIndex = next.stableRS === next.currentPodHash ? steps : 0;
    return;
  }
  const index = isFull ? steps : (stepIndex(rollout) ?? 0);
  const step = currentStep(rollout);
  next.currentStepIndex = index;
  if (step === null || !isDone(pass, step)) return;
  next.currentStepIndex = index + 1;
  delete next.canary.currentStepAnalysisRunStatus;
  pass.tell('RolloutStepCompleted', `Rollout step ${index + 1}/${steps} completed (${stepText(step)})`);
  pass.pauses.remove(CANARY_PAUSE);
}

function isDone(pass: Pass, step: CanaryStep): boolean {
  const { rollout, fresh, stable, others, next, runs } = pass;
  if (rollout.spec.paused === true) return false;
  if (step.pause !== undefined) return pass.pauses.isCanaryPauseOver(step.pause.duration);
  if (step.setCanaryScale !== undefined || step.setWeight !== undefined) {
    return isAtWantedCounts(rollout, { fresh, stable, others }, next.canary.weights);
  }
  if (step.analysis !== undefined) return runs.step?.status?.phase === 'Successful';
  return step.setHeaderRoute !== undefined || step.setMirrorRoute !== undefined;
}
