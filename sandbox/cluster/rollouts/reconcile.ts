/**
 * What the controller does about one Rollout when it looks at it: from what there is to what is to be written. It follows
 * the code of Argo Rollouts 1.9.1 closely, its order of writes included, since people and programs watch each of them.
 */
import type { Condition } from '../controllers/kinds.ts';
import { reconcileBlueGreen, resizeBlueGreen } from './blue-green.ts';
import { reconcileCanary, resizeCanary } from './canary.ts';
import { conditionOf, isCompleted } from './conditions.ts';
import type { RolloutStatus } from './kinds.ts';
import { DESIRED_REPLICAS } from './names.ts';
import { type Outcome, Pass, PassEnded, type Scene } from './pass.ts';
import { ensureSet, syncRevision } from './revisions.ts';
import { findRuns } from './runs.ts';
import { availableOf, podsOf, replicasOf, sizeOf, sum, templateHash } from './sets.ts';
import { patchConditions, persist } from './status.ts';
import { isFullyPromoted } from './steps.ts';
import { problemOf } from './validate.ts';
import { scaleWorkloadDown, withTemplate } from './workload.ts';

/** A spec that is wrong may be right once something else is there. */
const INVALID_RETRY_MS = 20_000;
const ERROR_RETRY_MS = 1_000;

export function reconcile(scene: Scene): Outcome {
  const { rollout, problem } = withTemplate(scene.rollout, scene.find);
  const pass = new Pass(scene, rollout);
  findRuns(pass);
  try {
    const wrong = problem ?? problemOf(rollout, scene.find);
    if (wrong === null) run(pass);
    else refuse(pass, wrong);
  } catch (error) {
    if (!(error instanceof PassEnded)) throw error;
    pass.wakeAfter(ERROR_RETRY_MS);
  }
  return pass.outcome;
}

function refuse(pass: Pass, problem: string): void {
  const { rollout, was } = pass;
  pass.wakeAfter(INVALID_RETRY_MS);
  const message = `The Rollout "${rollout.metadata.name}" is invalid: ${problem}`;
  const known = conditionOf(was.conditions, 'InvalidSpec');
  const isObserved = was.observedGeneration === String(rollout.metadata.generation);
  if (known?.message === message && isObserved) return;
  const condition: Condition = { type: 'InvalidSpec', status: 'True', reason: 'InvalidSpec', message };
  patchConditions(pass, [condition]);
}

function run(pass: Pass): void {
  ensureSet(pass);
  if (isFullyPromoted(pass.rollout) && pass.pauses.isAborted) pass.pauses.removeAbort();
  const { rollout } = pass;
  if (rollout.spec.replicas === undefined) {
    pass.update(rollout, { ...rollout, spec: { ...rollout.spec, replicas: 1 } });
    return;
  }
  notePauses(pass);
  syncRevision(pass);
  if (wasScaled(pass)) {
    resizeOnly(pass);
    return;
  }
  // A set that has got its number now gives it to the Rollout.
  syncRevision(pass);
  scaleWorkloadDown(pass);
  if (rollout.spec.strategy?.blueGreen !== undefined) reconcileBlueGreen(pass);
  else reconcileCanary(pass);
}

/** So that time in a pause does not count as time without progress (`checkPausedConditions`). */
function notePauses(pass: Pass): void {
  const { was, rollout } = pass;
  const progress = conditionOf(was.conditions, 'Progressing');
  const isPaused = (was.pauseConditions ?? []).length > 0 || rollout.spec.paused === true;
  const isAborted = progress?.reason === 'RolloutAborted';
  const say = (type: string, status: Condition['status'], [reason, message]: readonly [string, string]) => ({
    type,
    status,
    reason,
    message,
  });
  const paused = ['RolloutPaused', 'Rollout is paused'] as const;
  const resumed = ['RolloutResumed', 'Rollout is resumed'] as const;
  const conditions: Condition[] = [];
  if (isPaused !== (progress?.reason === 'RolloutPaused') && !isAborted && !isCompleted(was)) {
    conditions.push(say('Progressing', 'Unknown', isPaused ? paused : resumed));
  }
  if (was.abort !== true && isAborted) {
    conditions.push(say('Progressing', 'Unknown', ['RolloutRetry', 'Retrying Rollout after abort']));
  }
  if (isPaused !== (conditionOf(was.conditions, 'Paused')?.status === 'True') && !isAborted) {
    conditions.push(say('Paused', isPaused ? 'True' : 'False', paused));
  }
  if (conditions.length > 0) patchConditions(pass, conditions);
}

/** Somebody wants more or fewer pods than the sets were sized for. */
function wasScaled({ fresh, stable, rollout }: Pass): boolean {
  const wanted = replicasOf(rollout);
  return [fresh, stable].some((set) => {
    const noted = set?.metadata.annotations?.[DESIRED_REPLICAS];
    return set !== null && sizeOf(set) > 0 && noted !== undefined && Number(noted) !== wanted;
  });
}

function resizeOnly(pass: Pass): void {
  const { rollout, sets, was } = pass;
  if (rollout.spec.strategy?.blueGreen === undefined) resizeCanary(pass);
  else resizeBlueGreen(pass);
  const { activeSelector = '' } = was.blueGreen;
  const active = sets.find((set) => activeSelector !== '' && templateHash(set) === activeSelector);
  const counted = active === undefined ? sets : [active];
  const kept: RolloutStatus = {
    ...was,
    HPAReplicas: sum(counted, podsOf),
    availableReplicas: sum(counted, availableOf),
  };
  Object.assign(pass.next, kept);
  persist(pass);
}
