/** The AnalysisRuns of a Rollout: which there shall be, and what their results mean for it (`rollout/analysis.go`). */
import type { Strings } from '../objects.ts';
import type { AnalysisRun } from './analysis/kinds.ts';
import type { RunStatus } from './kinds.ts';
import { BLUE_GREEN_PAUSE, CANARY_PAUSE, HASH, INCONCLUSIVE_PAUSE, ROLLOUT_TYPE, STEP_INDEX } from './names.ts';
import type { CurrentRuns, Pass } from './pass.ts';
import { pauseOf } from './pauses.ts';
import { cancelRuns, createRun, forgetRuns, tellChanges } from './run-objects.ts';
import { isRollbackWithinWindow } from './scaling.ts';
import { availableOf, deadlineOf, isSaturated, sizeOf, templateHash } from './sets.ts';
import { currentStep, isFullyPromoted, stepIndex } from './steps.ts';
import type { RolloutAnalysis } from './strategies.ts';

/** Sorts the runs by what the status says they are for. */
export function findRuns(pass: Pass): void {
  const { canary, blueGreen } = pass.was;
  const named = (status: RunStatus | undefined) => pass.scene.runs.find((run) => run.metadata.name === status?.name);
  pass.runs = {
    step: named(canary.currentStepAnalysisRunStatus),
    background: named(canary.currentBackgroundAnalysisRunStatus),
    pre: named(blueGreen.prePromotionAnalysisRunStatus),
    post: named(blueGreen.postPromotionAnalysisRunStatus),
  };
  const current = Object.values(pass.runs);
  pass.otherRuns = pass.scene.runs.filter((run) => !current.includes(run));
}

export function reconcileRuns(pass: Pass): void {
  const { was } = pass;
  const isInitial = (was.stableRS ?? '') === '';
  const isSkipped = pass.pauses.isAborted || was.promoteFull === true || deadlineOf(pass.fresh) !== '' || isInitial;
  if (isSkipped || isRollbackWithinWindow(pass)) {
    noteRuns(pass, pass.runs);
    cancelRuns(pass, [...Object.values(pass.runs), ...pass.otherRuns]);
    return;
  }
  const { canary } = pass.rollout.spec.strategy ?? {};
  const runs = canary === undefined ? blueGreenRuns(pass) : { step: stepRun(pass), background: backgroundRun(pass) };
  noteRuns(pass, runs);
  const current = Object.values(runs).map((run) => run?.metadata.name);
  const others = pass.otherRuns.filter(({ metadata }) => !current.includes(metadata.name));
  cancelRuns(pass, others);
  forgetRuns(pass, others);
  tellChanges(pass, runs);
}

function noteRuns(pass: Pass, runs: CurrentRuns): void {
  pass.runs = runs;
  const { canary, blueGreen } = pass.next;
  if (runs.background) canary.currentBackgroundAnalysisRunStatus = noted(runs.background);
  if (runs.step) canary.currentStepAnalysisRunStatus = noted(runs.step);
  if (runs.pre) blueGreen.prePromotionAnalysisRunStatus = noted(runs.pre);
  if (runs.post) blueGreen.postPromotionAnalysisRunStatus = noted(runs.post);
}

function noted({ metadata, status }: AnalysisRun): RunStatus {
  const { phase = '', message } = status ?? {};
  return { name: metadata.name, status: phase, ...(message && { message }) };
}

function stepRun(pass: Pass): AnalysisRun | undefined {
  const { was, rollout } = pass;
  const run = pass.runs.step;
  if ((was.pauseConditions ?? []).length > 0 || was.abort === true) return run;
  const analysis = currentStep(rollout)?.analysis;
  const index = String(stepIndex(rollout));
  const isOfOther = analysis !== undefined && run !== undefined && run.metadata.labels?.[STEP_INDEX] !== index;
  if (analysis?.templates === undefined || analysis.templates.length === 0 || isOfOther) {
    cancelRuns(pass, [run]);
    return undefined;
  }
  if (needsNew(pass, run))
    return createRun(pass, analysis, { infix: index, labels: { ...labels(pass, 'Step'), [STEP_INDEX]: index } });
  judge(pass, run, 'Step-based analysis phase error/failed');
  return run;
}

function backgroundRun(pass: Pass): AnalysisRun | undefined {
  const { was, rollout } = pass;
  const run = pass.runs.background;
  const analysis = rollout.spec.strategy?.canary?.analysis;
  if (analysis?.templates === undefined || analysis.templates.length === 0) {
    cancelRuns(pass, [run]);
    return undefined;
  }
  const index = stepIndex(rollout);
  const isEarly = analysis.startingStep !== undefined && index !== null && index < analysis.startingStep;
  if (isFullyPromoted(rollout) || !was.stableRS || !was.currentPodHash || isEarly) return undefined;
  if (pauseOf(rollout, INCONCLUSIVE_PAUSE) !== undefined) return run;
  if (needsNew(pass, run)) return createRun(pass, analysis, { infix: '', labels: labels(pass, 'Background') });
  judge(pass, run, 'Background analysis phase error/failed');
  return run;
}

function blueGreenRuns(pass: Pass): CurrentRuns {
  const pre = preRun(pass);
  judge(pass, pre, 'Blue/green pre-promotion analysis phase error/failed');
  const post = postRun(pass);
  judge(pass, post, 'Blue/green post-promotion analysis phase error/failed');
  return { pre, post };
}

function preRun(pass: Pass): AnalysisRun | undefined {
  const { blueGreen } = pass.rollout.spec.strategy ?? {};
  const { activeSelector = '' } = pass.was.blueGreen;
  const hash = templateHash(pass.fresh);
  const isOver = activeSelector === '' || activeSelector === hash;
  const wanted = {
    analysis: blueGreen?.prePromotionAnalysis,
    run: pass.runs.pre,
    isOver,
    isReady: isPreviewReady(pass),
  };
  return promotionRun(pass, wanted, { infix: 'pre', type: 'PrePromotion' });
}

function postRun(pass: Pass): AnalysisRun | undefined {
  const { blueGreen } = pass.rollout.spec.strategy ?? {};
  const isOver = pass.was.blueGreen.activeSelector !== templateHash(pass.fresh);
  const isReady = isSaturated(pass.rollout, pass.fresh);
  const wanted = { analysis: blueGreen?.postPromotionAnalysis, run: pass.runs.post, isOver, isReady };
  return promotionRun(pass, wanted, { infix: 'post', type: 'PostPromotion' });
}

interface Promotion {
  readonly analysis: RolloutAnalysis | undefined;
  readonly run: AnalysisRun | undefined;
  /** It is too early or too late for it. */
  readonly isOver: boolean;
  /** The new set can be judged. A run that has begun goes on whether it is or not. */
  readonly isReady: boolean;
}

function promotionRun(pass: Pass, wanted: Promotion, { infix, type }: { infix: string; type: string }) {
  const { analysis, run, isOver, isReady } = wanted;
  if (analysis?.templates === undefined || analysis.templates.length === 0) {
    cancelRuns(pass, [run]);
    return undefined;
  }
  const isStable = pass.was.stableRS === templateHash(pass.fresh);
  if (isStable || isOver || (run === undefined && !isReady)) {
    cancelRuns(pass, [run]);
    return run;
  }
  if (pauseOf(pass.rollout, INCONCLUSIVE_PAUSE) !== undefined) return run;
  return needsNew(pass, run) ? createRun(pass, analysis, { infix, labels: labels(pass, type) }) : run;
}

function isPreviewReady({ rollout, fresh }: Pass): boolean {
  const preview = rollout.spec.strategy?.blueGreen?.previewReplicaCount;
  if (preview === undefined) return isSaturated(rollout, fresh);
  return sizeOf(fresh) === preview && availableOf(fresh) === preview;
}

/** None yet; or one without a result that somebody has gone on from; or one of before an abort. */
function needsNew(pass: Pass, run: AnalysisRun | undefined): run is undefined {
  if (run === undefined) return true;
  const { was, rollout } = pass;
  const isOtherwisePaused = [CANARY_PAUSE, BLUE_GREEN_PAUSE].some((reason) => pauseOf(rollout, reason) !== undefined);
  if (was.controllerPause === true && !isOtherwisePaused) return run.status?.phase === 'Inconclusive';
  return was.abortedAt !== undefined;
}

function judge(pass: Pass, run: AnalysisRun | undefined, text: string): void {
  const { phase, message } = run?.status ?? {};
  if (phase === 'Inconclusive') pass.pauses.add(INCONCLUSIVE_PAUSE);
  if (phase === 'Error' || phase === 'Failed') pass.pauses.abort(message ? `${text}: ${message}` : text);
}

function labels(pass: Pass, type: string): Strings {
  return { [HASH]: templateHash(pass.fresh), [ROLLOUT_TYPE]: type };
}
