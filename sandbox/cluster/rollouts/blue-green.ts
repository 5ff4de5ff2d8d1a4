/** One pass over a blue-green Rollout (`rollout/bluegreen.go`). */
import type { ReplicaSet, Service } from '../controllers/kinds.ts';
import { reconcileMetadata } from './metadata.ts';
import { BLUE_GREEN_PAUSE, INCONCLUSIVE_PAUSE } from './names.ts';
import { type Pass, PassEnded, selectedHash } from './pass.ts';
import { isHalted, pauseEnd, pauseOf } from './pauses.ts';
import { promote, promotionReason } from './promotion.ts';
import { restartPods } from './restart.ts';
import { reconcileRuns } from './runs.ts';
import {
  forgetOldSets,
  isReadyForPause,
  isReferenced,
  isRollbackWithinWindow,
  keptSize,
  reconcileNewSet,
  removeDeadlines,
  scale,
} from './scaling.ts';
import { isFastTracked, isPreAnalysisOver, reconcileActiveService, reconcilePreviewService } from './services.ts';
import {
  availableOf,
  isSaturated,
  podsOf,
  readyOf,
  replicasOf,
  revisionOf,
  sizeOf,
  sum,
  templateHash,
} from './sets.ts';
import { countAll, judgeConditions, persist, resetForUpdate } from './status.ts';
import { selectorText } from './words.ts';

export function reconcileBlueGreen(pass: Pass): void {
  const name = pass.rollout.spec.strategy?.blueGreen?.activeService ?? '';
  const active = pass.service(name);
  if (active === null) throw new PassEnded(`service "${name}" not found`);
  reconcilePreviewService(pass);
  if (hasChanged(pass)) {
    syncStatus(pass);
    return;
  }
  restartPods(pass);
  resizeBlueGreen(pass);
  pauseBeforeSwitch(pass, active);
  reconcileActiveService(pass, active);
  reconcileRuns(pass);
  reconcileMetadata(pass);
  syncStatus(pass);
}

function hasChanged({ was, fresh }: Pass): boolean {
  return (was.currentPodHash ?? '') !== '' && was.currentPodHash !== templateHash(fresh);
}

export function resizeBlueGreen(pass: Pass): void {
  removeDeadlines(pass);
  if (pass.stable !== null) scale(pass, pass.stable, replicasOf(pass.rollout));
  reconcileNewSet(pass);
  resizeOthers(pass);
  forgetOldSets(pass);
}

function resizeOthers(pass: Pass): void {
  if (pauseOf(pass.rollout, INCONCLUSIVE_PAUSE) !== undefined || isAnalysing(pass)) return;
  const marked = { count: 0 };
  for (const set of [...pass.others].sort((a, b) => revisionOf(b) - revisionOf(a))) {
    if (sizeOf(set) === 0 || isReferenced(pass, set)) continue;
    const size = keptSize(pass, set, { whole: replicasOf(pass.rollout), marked });
    if (size !== sizeOf(set)) scale(pass, set, size);
  }
}

/** Without a delay of their own, the old ones wait for the analysis after the switch. */
function isAnalysing({ rollout, fresh, was, runs }: Pass): boolean {
  const { postPromotionAnalysis, scaleDownDelaySeconds } = rollout.spec.strategy?.blueGreen ?? {};
  if (postPromotionAnalysis === undefined || scaleDownDelaySeconds !== undefined) return false;
  const hash = templateHash(fresh);
  const isOver = was.stableRS === hash || was.blueGreen.activeSelector !== hash;
  const isSkipped = isOver || (runs.post === undefined && !isSaturated(rollout, fresh));
  return !isSkipped && runs.post?.status?.phase !== 'Successful';
}

function pauseBeforeSwitch(pass: Pass, active: Service): void {
  const { rollout, was, fresh } = pass;
  if (was.abort === true || fresh === null || !isReadyForPause(pass, fresh) || isHalted(rollout)) return;
  if (isFastTracked(pass, active) || was.blueGreen.scaleUpPreviewCheckPoint === true || !pausesAtAll(pass)) {
    pass.pauses.remove(BLUE_GREEN_PAUSE);
    return;
  }
  if (!isPreAnalysisOver(pass)) return;
  const pause = pauseOf(rollout, BLUE_GREEN_PAUSE);
  if (pause === undefined) {
    if (was.controllerPause !== true) pass.pauses.add(BLUE_GREEN_PAUSE);
  } else if (pass.pauses.isBlueGreenPauseOver()) {
    pass.pauses.remove(BLUE_GREEN_PAUSE);
  } else {
    const { autoPromotionSeconds = 0 } = rollout.spec.strategy?.blueGreen ?? {};
    if (autoPromotionSeconds > 0) pass.wakeAfter(pauseEnd(pause, autoPromotionSeconds * 1_000) - pass.now + 1);
  }
}

function pausesAtAll({ rollout }: Pass): boolean {
  const { autoPromotionEnabled = true, autoPromotionSeconds = 0 } = rollout.spec.strategy?.blueGreen ?? {};
  return !autoPromotionEnabled || autoPromotionSeconds > 0;
}

function syncStatus(pass: Pass): void {
  const { next, was, rollout } = pass;
  const { previewService = '', activeService = '' } = rollout.spec.strategy?.blueGreen ?? {};
  countAll(pass);
  if (hasChanged(pass)) resetForUpdate(pass);
  if (was.promoteFull === true || isRollbackWithinWindow(pass)) {
    pass.pauses.clear();
    pass.pauses.removeAbort();
  }
  next.blueGreen.previewSelector = previewService === '' ? '' : selectedHash(pass.service(previewService));
  next.blueGreen.activeSelector = selectedHash(pass.service(activeService));
  const reason = promotionReason(pass);
  if (reason !== null) promote(pass, reason);
  else next.blueGreen.scaleUpPreviewCheckPoint = isPastPreview(pass);
  countActive(pass);
  judgeConditions(pass);
  persist(pass);
}

/** What autoscalers see: only what is active. */
export function countActive({ next, sets, rollout }: Pass): void {
  const { activeSelector = '' } = next.blueGreen;
  const active: ReplicaSet | undefined = sets.find(
    (set) => activeSelector !== '' && templateHash(set) === activeSelector,
  );
  const counted = active === undefined ? sets : [active];
  next.HPAReplicas = sum(counted, podsOf);
  next.selector = selectorText(active?.spec.selector ?? rollout.spec.selector);
  next.availableReplicas = sum(counted, availableOf);
  if (active !== undefined) next.readyReplicas = readyOf(active);
}

/** Once it is, it stays so until the update is over. */
function isPastPreview(pass: Pass): boolean {
  const { rollout, was, fresh } = pass;
  const count = rollout.spec.strategy?.blueGreen?.previewReplicaCount;
  if (count === undefined) return false;
  if (was.blueGreen.scaleUpPreviewCheckPoint === true) return true;
  return isPreAnalysisOver(pass) && pass.pauses.isBlueGreenPauseOver() && availableOf(fresh) === count;
}
