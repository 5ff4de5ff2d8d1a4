/** Points Services at ReplicaSets (`rollout/service.go`). */
import type { ReplicaSet, Service } from '../controllers/kinds.ts';
import { HASH, MANAGED_BY } from './names.ts';
import { type Pass, selectedHash } from './pass.ts';
import { isHalted } from './pauses.ts';
import { isReadyForPause } from './scaling.ts';
import { availableOf, deadlineOf, isSaturated, replicasOf, sizeOf, templateHash } from './sets.ts';
import { isRouted } from './steps.ts';

export function switchService(pass: Pass, service: Service, hash: string): void {
  const was = selectedHash(service);
  const { annotations = {}, name } = service.metadata;
  const isManaged = annotations[MANAGED_BY] !== undefined;
  if (was === hash && isManaged) return;
  const managed = isManaged ? annotations : { ...annotations, [MANAGED_BY]: pass.rollout.metadata.name };
  const selector = { ...service.spec.selector, [HASH]: hash };
  pass.replaceService(service, {
    ...service,
    metadata: { ...service.metadata, annotations: managed },
    spec: { ...service.spec, selector },
  });
  pass.tell('SwitchService', `Switched selector for service '${name}' from '${was}' to '${hash}'`);
}

export interface Target {
  readonly service: string | undefined;
  readonly set: ReplicaSet | null;
  /** Not to a set without any pod that can be used; the first time, not to one that is not whole. */
  readonly careful: boolean;
}

export function pointService(pass: Pass, { service: name = '', set, careful }: Target): void {
  const service = name === '' ? null : pass.service(name);
  if (set === null || service === null || selectedHash(service) === templateHash(set)) return;
  const isKnown = service.metadata.annotations?.[MANAGED_BY] !== undefined;
  const isWhole = sizeOf(set) !== 0 && availableOf(set) !== 0 && sizeOf(set) <= availableOf(set);
  if (careful && ((!isKnown && !isWhole) || availableOf(set) === 0)) return;
  switchService(pass, service, templateHash(set));
}

export function reconcileCanaryServices(pass: Pass): void {
  const { canary } = pass.rollout.spec.strategy ?? {};
  pointService(pass, { service: canary?.stableService, set: pass.stable, careful: true });
  const isAborted = pass.pauses.isAborted;
  if (isAborted && !isRouted(pass.rollout)) {
    pointService(pass, { service: canary?.canaryService, set: pass.stable, careful: true });
    return;
  }
  if (rollingBackFrom(pass) !== null) return;
  // 1.9 points it at the new set here and back at the stable one a moment later, as long as the abort lasts.
  if (isAborted && canary?.dynamicStableScale !== true && !pass.scene.flapping) return;
  pointService(pass, { service: canary?.canaryService, set: pass.fresh, careful: true });
}

/**
 * Of the set that is being left for the stable one, where that one scales with its traffic and is still too small;
 * null for any other case (`IsDynamicallyRollingBackToStable`).
 */
export function rollingBackFrom({ rollout, was, fresh }: Pass): string | null {
  const isPromoted = (was.stableRS ?? '') === (was.currentPodHash ?? '');
  if (!isPromoted || !isRouted(rollout) || rollout.spec.strategy?.canary?.dynamicStableScale !== true) return null;
  const { weights } = was.canary;
  if (weights === undefined || weights.canary.podTemplateHash === templateHash(fresh)) return null;
  return availableOf(fresh) >= replicasOf(rollout) ? null : (weights.canary.podTemplateHash ?? '');
}

export function reconcilePreviewService(pass: Pass): void {
  const { previewService = '' } = pass.rollout.spec.strategy?.blueGreen ?? {};
  const service = previewService === '' ? null : pass.service(previewService);
  if (service === null || isHalted(pass.rollout)) return;
  switchService(pass, service, templateHash(pass.fresh));
}

export function reconcileActiveService(pass: Pass, service: Service): void {
  const { fresh, rollout, was } = pass;
  if (fresh === null || isHalted(rollout)) return;
  if (!isReadyForPause(pass, fresh) || !isSaturated(rollout, fresh)) return;
  const isFree = isFastTracked(pass, service) || (pass.pauses.isBlueGreenPauseOver() && isPreAnalysisOver(pass));
  const hash = isFree ? templateHash(fresh) : selectedHash(service);
  switchService(pass, service, was.abort === true ? (was.stableRS ?? '') : hash);
}

/** No pause: it was replaced only a while ago, is wanted at once, is the first, or is active already. */
export function isFastTracked({ fresh, was }: Pass, service: Service): boolean {
  const selected = selectedHash(service);
  return deadlineOf(fresh) !== '' || was.promoteFull === true || selected === '' || selected === templateHash(fresh);
}

export function isPreAnalysisOver({ rollout, runs }: Pass): boolean {
  const isWanted = rollout.spec.strategy?.blueGreen?.prePromotionAnalysis !== undefined;
  return !isWanted || runs.pre?.status?.phase === 'Successful';
}
