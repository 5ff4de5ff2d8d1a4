/** AnalysisRuns as objects: how they are made, ended, taken away, and told of (`rollout/analysis.go`). */
import { controllerOf, ownedBy } from '../controllers/owners.ts';
import { isEqual, type Strings } from '../objects.ts';
import { type AnalysisPhase, type AnalysisRun, isCompleted } from './analysis/kinds.ts';
import type { RolloutStatus, RunStatus } from './kinds.ts';
import { DEFAULTS, HASH, REVISION } from './names.ts';
import { type CurrentRuns, type Pass, PassEnded } from './pass.ts';
import { templateHash } from './sets.ts';
import type { RolloutAnalysis } from './strategies.ts';
import { resolve, specOf, TemplateProblem, valuesOf } from './templates.ts';

/** Throws PassEnded when templates are missing or say nothing that could be run. */
export function createRun(
  pass: Pass,
  analysis: RolloutAnalysis,
  { infix, labels }: { infix: string; labels: Strings },
) {
  const { rollout, scene } = pass;
  const revision = rollout.metadata.annotations?.[REVISION] ?? '';
  const { labels: more, annotations } = analysis.analysisRunMetadata ?? {};
  const name = [rollout.metadata.name, templateHash(pass.fresh), revision, infix].filter(Boolean).join('-');
  const run: AnalysisRun = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AnalysisRun',
    metadata: {
      name,
      namespace: rollout.metadata.namespace ?? 'default',
      labels: { ...labels, ...more, ...rollout.spec.selector?.matchLabels },
      annotations: { [REVISION]: revision, ...annotations },
      ownerReferences: ownedBy(rollout),
    },
    spec: specFor(pass, analysis),
    status: { phase: '', runSummary: {} },
  };
  for (let count = 1, next = run; ; count++) {
    const known = scene.find<AnalysisRun>('AnalysisRun', next.metadata.name);
    if (known === null) {
      pass.create(next);
      return next;
    }
    if (isSameRun(known, next)) return known;
    next = { ...run, metadata: { ...run.metadata, name: `${name}.${count}` } };
  }
}

/** The controller has made it before and has not heard of it yet. */
function isSameRun(known: AnalysisRun, next: AnalysisRun): boolean {
  const { terminate: _, ...spec } = known.spec;
  const isOurs = controllerOf(known)?.uid === controllerOf(next)?.uid;
  return isOurs && !isCompleted(known.status?.phase) && isEqual(spec, next.spec);
}

function specFor(pass: Pass, analysis: RolloutAnalysis) {
  const { rollout, fresh, stable, scene } = pass;
  try {
    const args = valuesOf(analysis.args ?? [], rollout, { fresh, stable });
    return specOf(resolve(analysis.templates ?? [], scene.find), { analysis, args });
  } catch (error) {
    if (error instanceof TemplateProblem) throw new PassEnded(error.message);
    throw error;
  }
}

export function cancelRuns(pass: Pass, runs: readonly (AnalysisRun | undefined)[]): void {
  for (const run of runs) {
    if (run === undefined || run.spec.terminate === true || isCompleted(run.status?.phase)) continue;
    pass.update(run, { ...run, spec: { ...run.spec, terminate: true } });
  }
}

/** Runs of sets that are gone go, and the oldest of those that have ended. */
export function forgetRuns(pass: Pass, runs: readonly AnalysisRun[]): void {
  const {
    successfulRunHistoryLimit = DEFAULTS.runHistoryLimit,
    unsuccessfulRunHistoryLimit = DEFAULTS.runHistoryLimit,
  } = pass.rollout.spec.analysis ?? {};
  const left = { good: successfulRunHistoryLimit, bad: unsuccessfulRunHistoryLimit };
  const age = ({ metadata }: AnalysisRun) => metadata.creationTimestamp ?? '';
  for (const run of [...runs].sort((a, b) => age(b).localeCompare(age(a)))) {
    const hash = run.metadata.labels?.[HASH];
    const set = pass.sets.find((each) => hash !== undefined && templateHash(each) === hash);
    const isOrphan = set === undefined || set.metadata.deletionTimestamp !== undefined;
    if (!isOrphan && !isCompleted(run.status?.phase)) continue;
    const kind = run.status?.phase === 'Successful' ? 'good' : 'bad';
    if (!isOrphan) left[kind] -= 1;
    if (isOrphan || left[kind] < 0) pass.delete(run);
  }
}

export function tellChanges(pass: Pass, runs: CurrentRuns): void {
  const { canary, blueGreen }: RolloutStatus = pass.was;
  tellChange(pass, runs.post, { was: blueGreen.postPromotionAnalysisRunStatus, type: 'PostPromotion' });
  tellChange(pass, runs.pre, { was: blueGreen.prePromotionAnalysisRunStatus, type: 'PrePromotion' });
  tellChange(pass, runs.step, { was: canary.currentStepAnalysisRunStatus, type: 'Step' });
  tellChange(pass, runs.background, { was: canary.currentBackgroundAnalysisRunStatus, type: 'Background' });
}

interface Before {
  readonly was: RunStatus | undefined;
  readonly type: string;
}

function tellChange(pass: Pass, run: AnalysisRun | undefined, { was, type }: Before): void {
  const phase: AnalysisPhase = run?.status?.phase ?? '';
  if (run === undefined || phase === '') return;
  if (was !== undefined && (was.name !== run.metadata.name || was.status === phase)) return;
  const before = was === undefined ? 'NoPreviousStatus' : was.status;
  const message = `${type} Analysis Run '${run.metadata.name}' Status New: '${phase}' Previous: '${before}'`;
  pass.tell(`AnalysisRun${phase}`, message, phase === 'Failed' || phase === 'Error' ? 'Warning' : 'Normal');
}
