/** Makes ReplicaSets larger and smaller, and keeps those that were replaced for a while (`rollout/replicaset.go`). */
import type { ReplicaSet, Service } from '../controllers/kinds.ts';
import { timestamp } from '../objects.ts';
import { wantedCounts } from './counts.ts';
import { DEFAULTS, DESIRED_REPLICAS, HASH, SCALE_DOWN_DEADLINE } from './names.ts';
import { type Pass, selectedHash } from './pass.ts';
import { availableOf, deadlineOf, older, podsOf, replicasOf, revisionOf, sizeOf, templateHash } from './sets.ts';
import { abortDelay, scaleDownDelay } from './steps.ts';

/** Whether the size has changed; what the Rollout wants in all is noted on the set as well. */
export function scale(pass: Pass, set: ReplicaSet, replicas: number): boolean {
  const desired = String(replicasOf(pass.rollout));
  const was = sizeOf(set);
  const isNoted = set.metadata.annotations?.[DESIRED_REPLICAS] === desired;
  const isStale = desired === '0' && deadlineOf(set) !== '';
  if (was === replicas && isNoted && !isStale) return false;
  const forgets = replicas === 0 && !delaysAfterAbort(pass);
  const { [SCALE_DOWN_DEADLINE]: deadline, ...others } = set.metadata.annotations ?? {};
  const kept = deadline !== undefined && !forgets ? { [SCALE_DOWN_DEADLINE]: deadline } : {};
  const annotations = { ...others, ...kept, [DESIRED_REPLICAS]: desired };
  pass.replaceSet(set, { ...set, metadata: { ...set.metadata, annotations }, spec: { ...set.spec, replicas } });
  if (was === replicas) return false;
  const way = was < replicas ? 'up' : 'down';
  const { name } = set.metadata;
  const message = `Scaled ${way} ReplicaSet ${name} (revision ${revisionOf(set)}) from ${was} to ${replicas}`;
  pass.tell('ScalingReplicaSet', message);
  return true;
}

/** After an abort the new set is kept for a while before it goes. */
export function delaysAfterAbort(pass: Pass): boolean {
  const { canary } = pass.rollout.spec.strategy ?? {};
  if (!pass.pauses.isAborted || pass.stable === null) return false;
  if (canary !== undefined && canary.trafficRouting === undefined) return false;
  const { seconds, isSet } = abortDelay(pass.rollout);
  return seconds !== null && (canary?.dynamicStableScale !== true || isSet);
}

/** A set that is wanted again has no deadline any more. */
export function removeDeadlines(pass: Pass): void {
  const wanted = [delaysAfterAbort(pass) ? null : pass.fresh, pass.stable].filter((set) => set !== null);
  for (const set of new Map(wanted.map((each) => [each.metadata.name, each])).values()) {
    if (deadlineOf(set) === '') continue;
    const { [SCALE_DOWN_DEADLINE]: _, ...annotations } = set.metadata.annotations ?? {};
    pass.replaceSet(set, { ...set, metadata: { ...set.metadata, annotations } });
  }
}

function addDeadline(pass: Pass, set: ReplicaSet, seconds: number): void {
  const deadline = timestamp(pass.now + seconds * 1_000);
  const annotations = { ...set.metadata.annotations, [SCALE_DOWN_DEADLINE]: deadline };
  pass.replaceSet(set, { ...set, metadata: { ...set.metadata, annotations } });
}

/** Whether its size has changed. */
export function reconcileNewSet(pass: Pass): boolean {
  const { fresh } = pass;
  if (fresh === null) return false;
  if (!delaysAfterAbort(pass)) return scale(pass, fresh, newSize(pass, fresh));
  const { seconds } = abortDelay(pass.rollout);
  const deadline = Date.parse(deadlineOf(fresh));
  if (Number.isNaN(deadline)) {
    const isStableWhole = availableOf(pass.stable) === replicasOf(pass.rollout);
    if (isStableWhole && seconds !== null) addDeadline(pass, fresh, seconds);
    return false;
  }
  if (deadline > pass.now) {
    pass.wakeAfter(deadline - pass.now);
    return false;
  }
  return scale(pass, fresh, 0);
}

/** How large the new set shall be (`NewRSNewReplicas`). */
export function newSize(pass: Pass, fresh: ReplicaSet): number {
  const { blueGreen } = pass.rollout.spec.strategy ?? {};
  if (blueGreen === undefined) {
    const sets = { fresh, stable: pass.stable, others: pass.others };
    return wantedCounts(pass.rollout, sets, pass.next.canary.weights).canary;
  }
  const replicas = replicasOf(pass.rollout);
  const { previewReplicaCount } = blueGreen;
  if (previewReplicaCount === undefined) return replicas;
  const { was, rollout } = pass;
  const { activeSelector = '' } = was.blueGreen;
  const active = pass.sets.find((set) => activeSelector !== '' && templateHash(set) === activeSelector);
  if (active === undefined || active.metadata.name === fresh.metadata.name || was.promoteFull === true) return replicas;
  if (templateHash(fresh) !== was.currentPodHash) return previewReplicaCount;
  const goesOn = rollout.spec.paused !== true && (was.pauseConditions ?? []).length === 0;
  return goesOn && was.blueGreen.scaleUpPreviewCheckPoint === true ? replicas : previewReplicaCount;
}

/** The new set has the size of this stage, and all of it can be used. */
export function isReadyForPause(pass: Pass, fresh: ReplicaSet): boolean {
  const size = newSize(pass, fresh);
  return sizeOf(fresh) === size && availableOf(fresh) === size;
}

/** How large a set that was replaced may still be; `marked` counts those that are kept. */
export function keptSize(pass: Pass, set: ReplicaSet, { whole, marked }: { whole: number; marked: { count: number } }) {
  const { canary, blueGreen } = pass.rollout.spec.strategy ?? {};
  const limit = (blueGreen ?? canary)?.scaleDownDelayRevisionLimit ?? Number.POSITIVE_INFINITY;
  const deadline = deadlineOf(set);
  if (deadline === '') {
    if (sizeOf(set) === 0 || marked.count >= limit) return 0;
    marked.count += 1;
    const delay = scaleDownDelay(pass.rollout);
    // With no delay at all the real one never makes it smaller, and looks at it again at once, for good.
    if (delay > 0) addDeadline(pass, set, delay);
    pass.wakeAfter(delay * 1_000);
    return sizeOf(set);
  }
  marked.count += 1;
  const left = Date.parse(deadline) - pass.now;
  if (marked.count > limit || !(left > 0)) return 0;
  pass.wakeAfter(left);
  return whole;
}

/** Something still points to it. */
export function isReferenced(pass: Pass, set: ReplicaSet): boolean {
  const hash = templateHash(set);
  const { was } = pass;
  const { canary, blueGreen } = pass.rollout.spec.strategy ?? {};
  const weights = was.canary.weights;
  const noted = [
    was.stableRS,
    was.currentPodHash,
    was.blueGreen.activeSelector,
    was.blueGreen.previewSelector,
    weights?.canary.podTemplateHash,
    weights?.stable.podTemplateHash,
  ];
  const names = [canary?.canaryService, canary?.stableService, blueGreen?.activeService, blueGreen?.previewService];
  const services = names.map((name) => (name ? pass.scene.find<Service>('Service', name) : null));
  return hash !== '' && (noted.includes(hash) || services.some((service) => selectedHash(service) === hash));
}

/** Sets that were replaced go, when there are more than are to be kept and nothing runs in them. */
export function forgetOldSets(pass: Pass): void {
  const limit = pass.rollout.spec.revisionHistoryLimit ?? DEFAULTS.revisionHistoryLimit;
  const old = pass.others.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const excess = [...old].sort(older).slice(0, Math.max(0, old.length - limit));
  for (const set of excess) {
    const isSeen = (set.metadata.generation ?? 0) <= (set.status?.observedGeneration ?? 0);
    if (podsOf(set) > 0 || sizeOf(set) > 0 || !isSeen) continue;
    pass.delete(set);
    for (const run of pass.otherRuns) {
      if (run.metadata.labels?.[HASH] === templateHash(set)) pass.delete(run);
    }
  }
}

/** Going back to an earlier template within so many revisions is fast: no step, no pause, no analysis. */
export function isRollbackWithinWindow(pass: Pass): boolean {
  const { fresh, stable } = pass;
  const window = pass.rollout.spec.rollbackWindow?.revisions ?? 0;
  if (fresh === null || stable === null || window <= 0) return false;
  const age = ({ metadata }: ReplicaSet) => metadata.creationTimestamp ?? '';
  if (!(age(fresh) < age(stable))) return false;
  return pass.sets.filter((set) => age(set) < age(stable) && age(fresh) < age(set)).length < window;
}
