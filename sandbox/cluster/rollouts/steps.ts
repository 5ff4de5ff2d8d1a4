/** Where a canary stands in its steps, and what they ask for (`utils/replicaset/canary.go`). Pure. */

import type { Rollout } from './kinds.ts';
import { DEFAULTS } from './names.ts';
import type { CanaryScale, CanaryStep } from './strategies.ts';

export function stepsOf({ spec }: Rollout): readonly CanaryStep[] {
  return spec.strategy?.canary?.steps ?? [];
}

export function isRouted({ spec }: Rollout): boolean {
  return spec.strategy?.canary?.trafficRouting !== undefined;
}

export function fullWeight({ spec }: Rollout): number {
  return spec.strategy?.canary?.trafficRouting?.maxTrafficWeight ?? 100;
}

/** Null without steps; equal to their number when all are done. */
export function stepIndex(rollout: Rollout): number | null {
  return stepsOf(rollout).length === 0 ? null : (rollout.status?.currentStepIndex ?? 0);
}

export function currentStep(rollout: Rollout): CanaryStep | null {
  const index = stepIndex(rollout);
  return index === null ? null : (stepsOf(rollout)[index] ?? null);
}

/** The steps from the present one back to the first. */
function stepsSoFar(rollout: Rollout): readonly CanaryStep[] {
  return stepsOf(rollout)
    .slice(0, (stepIndex(rollout) ?? 0) + 1)
    .reverse();
}

/** Of the last step that set one; all when no step is left. */
export function setWeight(rollout: Rollout): number {
  if (rollout.status?.abort === true) return 0;
  if (currentStep(rollout) === null) return fullWeight(rollout);
  return stepsSoFar(rollout).find((step) => step.setWeight !== undefined)?.setWeight ?? 0;
}

/** Before the present step. */
export function previousWeight(rollout: Rollout): number {
  const before = stepsOf(rollout)
    .slice(0, stepIndex(rollout) ?? 0)
    .reverse();
  return before.find((step) => step.setWeight !== undefined)?.setWeight ?? 0;
}

/** The size that a step gave the canary, if that still counts. */
export function canaryScale(rollout: Rollout): CanaryScale | null {
  if (!isRouted(rollout) || currentStep(rollout) === null) return null;
  if (rollout.status?.abort === true && abortDelay(rollout).seconds !== null) return null;
  const scale = stepsSoFar(rollout).find((step) => step.setCanaryScale !== undefined)?.setCanaryScale;
  return scale === undefined || scale.matchTrafficWeight === true ? null : scale;
}

/** Seconds that the new set is kept after an abort; null when it is kept for good. */
export function abortDelay({ spec }: Rollout): { readonly seconds: number | null; readonly isSet: boolean } {
  const { canary, blueGreen } = spec.strategy ?? {};
  const given = blueGreen?.abortScaleDownDelaySeconds ?? canary?.abortScaleDownDelaySeconds;
  if (canary !== undefined && canary.trafficRouting === undefined) return { seconds: 0, isSet: false };
  if (given === undefined) return { seconds: DEFAULTS.abortScaleDownDelay, isSet: false };
  return { seconds: given === 0 ? null : given, isSet: true };
}

/** Seconds that a set which was replaced stays as it is. */
export function scaleDownDelay({ spec }: Rollout): number {
  const { canary, blueGreen } = spec.strategy ?? {};
  if (blueGreen !== undefined) return blueGreen.scaleDownDelaySeconds ?? DEFAULTS.scaleDownDelay;
  return canary?.trafficRouting === undefined ? 0 : (canary.scaleDownDelaySeconds ?? DEFAULTS.scaleDownDelay);
}

export function isFullyPromoted({ status = {} }: Rollout): boolean {
  return (status.stableRS ?? '') === (status.currentPodHash ?? '');
}

/** As Events name it. */
export function stepText(step: CanaryStep): string {
  const { setWeight, pause, setCanaryScale: scale } = step;
  if (setWeight !== undefined) return `setWeight: ${setWeight}`;
  if (pause !== undefined) return pause.duration === undefined ? 'pause' : `pause: ${pause.duration}`;
  if (step.experiment !== undefined) return 'experiment';
  if (step.analysis !== undefined) return 'analysis';
  if (scale?.weight !== undefined) return `setCanaryScale{weight: ${scale.weight}}`;
  if (scale?.matchTrafficWeight === true) return 'setCanaryScale{matchTrafficWeight: true}';
  if (scale?.replicas !== undefined) return `setCanaryScale{replicas: ${scale.replicas}}`;
  if (step.plugin !== undefined) return `plugin: ${step.plugin.name}`;
  if (step.setHeaderRoute !== undefined) return `setHeaderRoute: ${step.setHeaderRoute.name}`;
  return step.setMirrorRoute === undefined ? 'invalid' : `setMirrorRoute: ${step.setMirrorRoute.name}`;
}
