/** When a new set becomes the stable one (`shouldFullPromote`, `promoteStable`). */
import { REVISION } from './names.ts';
import type { Pass } from './pass.ts';
import { isRollbackWithinWindow } from './scaling.ts';
import { availableOf, deadlineOf, isProgressed, replicasOf } from './sets.ts';
import { stepIndex, stepsOf } from './steps.ts';

/** Why; null while it is not to be. The order counts. */
export function promotionReason(pass: Pass): string | null {
  if (pass.stable === null) return 'Initial deploy';
  return pass.rollout.spec.strategy?.canary === undefined ? blueGreenReason(pass) : canaryReason(pass);
}

function canaryReason(pass: Pass): string | null {
  const { rollout, fresh, was } = pass;
  const replicas = replicasOf(rollout);
  if (pass.pauses.isAborted || fresh === null) return null;
  const isThere =
    availableOf(fresh) >= replicas ||
    isProgressed(rollout.spec.strategy?.canary?.replicaProgressThreshold, fresh, replicas);
  if (!isThere) return null;
  if (was.promoteFull === true) return 'Full promotion requested';
  if (isRollbackWithinWindow(pass)) return 'Rollback within window';
  const steps = stepsOf(rollout).length;
  return steps === 0 || stepIndex(rollout) === steps ? `Completed all ${steps} canary steps` : null;
}

function blueGreenReason(pass: Pass): string | null {
  const { rollout, fresh, was, next } = pass;
  const { activeSelector = '' } = next.blueGreen;
  if (activeSelector === '') return 'Initial deploy';
  if (activeSelector !== next.currentPodHash) return null;
  if (was.promoteFull === true) return 'Full promotion requested';
  if (isRollbackWithinWindow(pass)) return 'Rollback within window';
  if (pass.pauses.isAborted) return null;
  if (rollout.spec.strategy?.blueGreen?.postPromotionAnalysis !== undefined) {
    if (deadlineOf(fresh) !== '') return `Rollback to '${fresh?.metadata.name}' within scaleDownDelay`;
    if (pass.runs.post?.status?.phase !== 'Successful') return null;
  }
  return 'Completed blue-green update';
}

export function promote(pass: Pass, reason: string): void {
  const { next, rollout } = pass;
  pass.pauses.clear();
  pass.pauses.removeAbort();
  next.promoteFull = false;
  delete next.blueGreen.scaleUpPreviewCheckPoint;
  if (rollout.spec.strategy?.canary !== undefined) {
    const steps = stepsOf(rollout).length;
    if (steps > 0) next.currentStepIndex = steps;
    else delete next.currentStepIndex;
  }
  if (next.stableRS === next.currentPodHash) return;
  next.stableRS = next.currentPodHash ?? '';
  const revision = rollout.metadata.annotations?.[REVISION] ?? '0';
  pass.tell('RolloutCompleted', `Rollout completed update to revision ${revision} (${next.currentPodHash}): ${reason}`);
}
