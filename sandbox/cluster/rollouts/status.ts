/** What a Rollout will say of itself after a pass (`rollout/sync.go`). */
import type { Condition } from '../controllers/kinds.ts';
import {
  conditionOf,
  deadlineMs,
  isCompleted,
  isHealthy,
  isProgressing,
  isTimedOut,
  withCondition,
  without,
  withProgress,
} from './conditions.ts';
import type { Rollout, RolloutStatus } from './kinds.ts';
import { REVISION, WORKLOAD_GENERATION } from './names.ts';
import type { Pass } from './pass.ts';
import { phaseOf } from './phase.ts';
import {
  availableOf,
  deadlineOf,
  isSaturated,
  podHashOf,
  podsOf,
  readyOf,
  replicasOf,
  sum,
  templateHash,
} from './sets.ts';
import { currentStep, stepsOf } from './steps.ts';

/** The fields that both strategies have. */
export function countAll(pass: Pass): void {
  const { next, was, fresh, sets } = pass;
  next.currentPodHash = fresh === null ? podHashOf(pass.rollout) : templateHash(fresh);
  next.stableRS = was.stableRS ?? '';
  next.replicas = sum(sets, podsOf);
  next.updatedReplicas = podsOf(fresh);
  next.readyReplicas = sum(sets, readyOf);
  if (was.collisionCount !== undefined) next.collisionCount = was.collisionCount;
  next.conditions = without(was.conditions, 'InvalidSpec');
  next.promoteFull = next.currentPodHash !== next.stableRS && was.promoteFull === true;
}

/** A new update begins. */
export function resetForUpdate(pass: Pass): void {
  pass.pauses.clear();
  pass.pauses.removeAbort();
  restarted(pass);
  const { next } = pass;
  next.promoteFull = false;
  next.blueGreen = {};
  next.canary = { ...(next.canary.weights && { weights: next.canary.weights }) };
  if (stepsOf(pass.rollout).length > 0) next.currentStepIndex = 0;
}

export function restarted({ next, rollout }: Pass): void {
  const { restartAt } = rollout.spec;
  if (restartAt === undefined) delete next.restartedAt;
  else next.restartedAt = restartAt;
}

export function judgeConditions(pass: Pass): void {
  const { next, now, rollout, was } = pass;
  const set = (condition: Condition) => {
    next.conditions = withCondition(next.conditions, condition, now);
  };
  const isPaused = (was.pauseConditions ?? []).length > 0 || rollout.spec.paused === true;
  const isAborted = pass.pauses.isAborted;
  const before = conditionOf(next.conditions, 'Healthy');
  if (!isPaused && isHealthy(rollout, next)) {
    set({ type: 'Healthy', status: 'True', reason: 'RolloutHealthy', message: 'Rollout is healthy' });
  } else if (conditionOf(was.conditions, 'Healthy') !== undefined) {
    set({ type: 'Healthy', status: 'False', reason: 'RolloutHealthy', message: 'Rollout is not healthy' });
  }
  if (isAborted) tellAbort(pass);
  else judgeProgress(pass, before?.status === 'True' && conditionOf(next.conditions, 'Healthy')?.status === 'False');
  set(availability(pass));
  const failure = [pass.fresh, ...pass.sets].flatMap(
    (each) => conditionOf(each?.status?.conditions, 'ReplicaFailure') ?? [],
  );
  if (failure[0] === undefined) next.conditions = without(next.conditions, 'ReplicaFailure');
  else set(failure[0]);
  judgeCompletion(pass);
}

function tellAbort(pass: Pass): void {
  const { rollout, next, now } = pass;
  const text = `Rollout aborted update to revision ${rollout.metadata.annotations?.[REVISION] ?? '0'}`;
  const message = pass.pauses.abortMessage === '' ? text : `${text}: ${pass.pauses.abortMessage}`;
  const condition = { type: 'Progressing', status: 'False' as const, reason: 'RolloutAborted', message };
  const conditions = withCondition(next.conditions, condition, now);
  if (conditions !== next.conditions) pass.tell('RolloutAborted', message, 'Warning');
  next.conditions = conditions;
}

function judgeProgress(pass: Pass, becameUnhealthy: boolean): void {
  const { rollout, next, now, fresh } = pass;
  const name = `ReplicaSet "${fresh?.metadata.name ?? ''}"`;
  if (isHealthy(rollout, next)) {
    const message = `${name} has successfully progressed.`;
    const condition = { type: 'Progressing', status: 'True' as const, reason: 'NewReplicaSetAvailable', message };
    next.conditions = withCondition(next.conditions, condition, now);
    return;
  }
  if (isProgressing(rollout, next) || becameUnhealthy) {
    const isLost = next.stableRS === next.currentPodHash && becameUnhealthy;
    const [reason, message] = isLost
      ? ['ReplicaSetNotAvailable', 'Rollout does not have minimum availability']
      : ['ReplicaSetUpdated', `${name} is progressing.`];
    next.conditions = withProgress(next.conditions, { type: 'Progressing', status: 'True', reason, message }, now);
    return;
  }
  if (isIndefinite(rollout) || pass.others.some((set) => deadlineOf(set) !== '')) return;
  if (isTimedOut(rollout, next, now)) timeOut(pass, `${name} has timed out progressing.`);
}

function timeOut(pass: Pass, message: string): void {
  const { next, now } = pass;
  const condition = { type: 'Progressing', status: 'False' as const, reason: 'ProgressDeadlineExceeded', message };
  next.conditions = withCondition(next.conditions, condition, now);
  if (pass.rollout.spec.progressDeadlineAbort !== true) return;
  pass.pauses.abort(message);
  pass.tell('RolloutAborted', message, 'Warning');
}

/** Nobody can say how long it takes. */
function isIndefinite(rollout: Rollout): boolean {
  const step = currentStep(rollout);
  if (step?.experiment !== undefined || step?.analysis !== undefined || step?.pause !== undefined) return true;
  return conditionOf(rollout.status?.conditions, 'Paused')?.status === 'True';
}

function availability({ rollout, next, sets }: Pass): Condition {
  const { activeSelector = '' } = next.blueGreen;
  const active = sets.find((set) => activeSelector !== '' && templateHash(set) === activeSelector) ?? null;
  const isThere =
    rollout.spec.strategy?.blueGreen === undefined
      ? sum(sets, availableOf) >= replicasOf(rollout)
      : isSaturated(rollout, active);
  return isThere
    ? { type: 'Available', status: 'True', reason: 'AvailableReason', message: 'Rollout has minimum availability' }
    : {
        type: 'Available',
        status: 'False',
        reason: 'AvailableReason',
        message: 'Rollout does not have minimum availability',
      };
}

function judgeCompletion(pass: Pass): void {
  const { next, now, rollout } = pass;
  const status = isCompleted(next) ? 'True' : 'False';
  const condition = { type: 'Completed', status, reason: 'RolloutCompleted', message: 'RolloutCompleted' } as const;
  const conditions = withCondition(next.conditions, condition, now);
  if (status === 'False' && conditions !== next.conditions) {
    const revision = rollout.metadata.annotations?.[REVISION] ?? '0';
    const message = `Rollout not completed, started update to revision ${revision} (${next.currentPodHash})`;
    pass.tell('RolloutNotCompleted', message);
  }
  next.conditions = conditions;
}

/** Writes the status, and looks again when a deadline is over. */
export function persist(pass: Pass): void {
  const { rollout, next, was } = pass;
  pass.pauses.writeTo(next);
  const workload = rollout.metadata.annotations?.[WORKLOAD_GENERATION];
  if (rollout.spec.workloadRef !== undefined && workload !== undefined) next.workloadObservedGeneration = workload;
  next.observedGeneration = String(rollout.metadata.generation ?? 0);
  Object.assign(next, phaseOf(rollout, next));
  pass.updateStatus(compact(next));
  tellPauses(pass);
  const progress = conditionOf(was.conditions, 'Progressing');
  const isWaiting = (was.pauseConditions ?? []).length > 0 || rollout.spec.paused === true || was.abort === true;
  if (progress === undefined || isWaiting || isHealthy(rollout, next) || isIndefinite(rollout)) return;
  const end = Date.parse(progress.lastUpdateTime ?? '') + deadlineMs(rollout.spec);
  if (progress.reason !== 'ProgressDeadlineExceeded') pass.wakeAfter(Math.max(1_000, end - pass.now) + 1_000);
}

/** Patches conditions alone; what follows in this pass does not know of it, as in the real controller. */
export function patchConditions(pass: Pass, conditions: readonly Condition[]): void {
  const next: RolloutStatus = { ...pass.was };
  for (const condition of conditions) next.conditions = withCondition(next.conditions, condition, pass.now);
  next.observedGeneration = String(pass.rollout.metadata.generation ?? 0);
  Object.assign(next, phaseOf(pass.rollout, next));
  pass.updateStatus(compact(next));
}

function tellPauses(pass: Pass): void {
  const before = (pass.was.pauseConditions ?? []).length > 0;
  const [pause] = pass.next.pauseConditions ?? [];
  if (before === (pause !== undefined)) return;
  if (pause !== undefined) pass.tell('RolloutPaused', `Rollout is paused (${pause.reason})`);
  else if (pass.next.abortedAt === undefined) pass.tell('RolloutResumed', 'Rollout is resumed');
}

/** Without what Go leaves out because it is nothing. */
export function compact(status: RolloutStatus): RolloutStatus {
  const kept = Object.entries(status).filter(([key, value]) => {
    if (value === undefined || value === '' || value === false) return false;
    if (Array.isArray(value)) return value.length > 0;
    return value !== 0 || key === 'currentStepIndex';
  });
  const { scaleUpPreviewCheckPoint, activeSelector, previewSelector, ...runs } = status.blueGreen;
  return {
    ...(Object.fromEntries(kept) as unknown as RolloutStatus),
    blueGreen: {
      ...runs,
      ...(activeSelector && { activeSelector }),
      ...(previewSelector && { previewSelector }),
      ...(scaleUpPreviewCheckPoint === true && { scaleUpPreviewCheckPoint }),
    },
  };
}
