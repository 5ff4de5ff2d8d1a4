/** Conditions of a Rollout, and what they are judged by (`utils/conditions`). Pure. */
import type { Condition } from '../controllers/kinds.ts';
import { timestamp } from '../objects.ts';
import type { Rollout, RolloutStatus } from './kinds.ts';
import { DEFAULTS } from './names.ts';
import { replicasOf } from './sets.ts';
import { stepsOf } from './steps.ts';

type Conditions = readonly Condition[];

export function conditionOf(conditions: Conditions | undefined, type: string): Condition | undefined {
  return conditions?.find((each) => each.type === type);
}

export function without(conditions: Conditions | undefined, type: string): Conditions {
  return (conditions ?? []).filter((each) => each.type !== type);
}

/** Puts it last when its status or reason is new; else all stays as it was, the message included. */
export function withCondition(conditions: Conditions | undefined, next: Condition, now: number): Conditions {
  const known = conditionOf(conditions, next.type);
  if (known?.status === next.status && known.reason === next.reason) return conditions ?? [];
  const at = timestamp(now);
  const since = known?.status === next.status ? (known.lastTransitionTime ?? at) : at;
  return [...without(conditions, next.type), { ...next, lastUpdateTime: at, lastTransitionTime: since }];
}

/** The same, but told anew also for the same reason: it is the sign of life that a deadline is counted from. */
export function withProgress(conditions: Conditions | undefined, next: Condition, now: number): Conditions {
  const known = conditionOf(conditions, next.type);
  const at = timestamp(now);
  const since = known?.status === 'True' ? (known.lastTransitionTime ?? at) : at;
  return [...without(conditions, next.type), { ...next, lastUpdateTime: at, lastTransitionTime: since }];
}

/** The last promoted set is the one that is wanted. */
export function isCompleted({ stableRS = '', currentPodHash = '' }: RolloutStatus): boolean {
  return stableRS !== '' && stableRS === currentPodHash;
}

export function isHealthy(rollout: Rollout, next: RolloutStatus): boolean {
  const { blueGreen, canary } = rollout.spec.strategy ?? {};
  const replicas = replicasOf(rollout);
  const served = blueGreen === undefined || isServed(next, blueGreen.previewService);
  const walked = canary === undefined || isWalked(rollout, next);
  return (
    (next.updatedReplicas ?? 0) === replicas &&
    (next.availableReplicas ?? 0) === replicas &&
    rollout.status?.observedGeneration === String(rollout.metadata.generation) &&
    served &&
    walked
  );
}

function isServed({ blueGreen, currentPodHash }: RolloutStatus, previewService = ''): boolean {
  const isPreviewed = previewService === '' || blueGreen.previewSelector === currentPodHash;
  return blueGreen.activeSelector === currentPodHash && isPreviewed;
}

function isWalked(rollout: Rollout, next: RolloutStatus): boolean {
  const steps = stepsOf(rollout).length;
  const isAtEnd = steps === 0 || next.currentStepIndex === undefined || next.currentStepIndex === steps;
  return isAtEnd && isCompleted(next) && (next.replicas ?? 0) === replicasOf(rollout);
}

/** Something has moved since the last status. */
export function isProgressing({ spec, status }: Rollout, next: RolloutStatus): boolean {
  const was: Partial<RolloutStatus> = status ?? {};
  const { canary, blueGreen } = spec.strategy ?? {};
  const count = (each: Partial<RolloutStatus>, field: 'replicas' | 'updatedReplicas') => each[field] ?? 0;
  const old = (each: Partial<RolloutStatus>) => count(each, 'replicas') - count(each, 'updatedReplicas');
  const services =
    blueGreen !== undefined &&
    (was.blueGreen?.activeSelector !== next.blueGreen.activeSelector ||
      was.blueGreen?.previewSelector !== next.blueGreen.previewSelector);
  return (
    count(next, 'updatedReplicas') !== count(was, 'updatedReplicas') ||
    old(next) < old(was) ||
    (next.readyReplicas ?? 0) > (was.readyReplicas ?? 0) ||
    (next.availableReplicas ?? 0) > (was.availableReplicas ?? 0) ||
    services ||
    (canary !== undefined && hasStepped(was, next))
  );
}

function hasStepped(was: Partial<RolloutStatus>, next: RolloutStatus): boolean {
  const [from, to] = [was.currentStepIndex, next.currentStepIndex];
  return (
    (was.stableRS ?? '') !== (next.stableRS ?? '') ||
    (from !== undefined && to !== undefined && from !== to) ||
    (was.currentStepHash ?? '') !== (next.currentStepHash ?? '')
  );
}

/** Nothing has moved for too long, or that was found before. */
export function isTimedOut({ spec }: Rollout, next: RolloutStatus, now: number): boolean {
  const known = conditionOf(next.conditions, 'Progressing');
  if (known === undefined || known.reason === 'RolloutAborted' || known.reason === 'RolloutPaused') return false;
  if (known.reason === 'ProgressDeadlineExceeded') return true;
  return Date.parse(known.lastUpdateTime ?? '') + deadlineMs(spec) < now;
}

export function deadlineMs({ progressDeadlineSeconds }: Rollout['spec']): number {
  return (progressDeadlineSeconds ?? DEFAULTS.progressDeadline) * 1_000;
}
