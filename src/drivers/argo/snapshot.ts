/** Facts of an Argo Rollout, as the one summary that the rest of the program sees. */
import parseDuration from 'parse-duration';
import type { Pause, TargetPhase, TargetSnapshot, VersionState } from '../../model/snapshot.ts';
import {
  gitOf,
  imageOf,
  isPickedUp,
  pauseReason,
  type ReplicaSetFacts,
  specImage,
  type TargetFacts,
  unheededOf,
} from './facts.ts';
import type { CanaryStep } from './objects.ts';
import { isSettled, trafficShares, trafficTo } from './traffic.ts';

export function snapshotOf(facts: TargetFacts): TargetSnapshot {
  const { rollout, target } = facts;
  return {
    target,
    live: facts.live,
    strategy: rollout.blueGreen === null ? 'canary' : 'blueGreen',
    phase: phaseOf(facts),
    message: rollout.invalidSpec ?? rollout.message,
    desiredHash: isPickedUp(facts) ? rollout.current : null,
    stableHash: rollout.stable,
    image: specImage(facts)?.image ?? imageOf(facts, rollout.current) ?? '',
    unheeded: unheededOf(facts),
    settled: isSettled(facts),
    steps: rollout.canary?.steps.length ? { index: rollout.stepIndex ?? 0, count: rollout.canary.steps.length } : null,
    weight: weightOf(facts),
    pause: pauseOf(facts),
    replicas: rollout.replicas,
    versions: facts.replicaSets
      .filter((set) => set.current > 0 || set.hash === rollout.current || set.hash === rollout.stable)
      .map((set) => versionState(facts, set)),
    traffic: trafficShares(facts),
    analyses: facts.analyses,
    troubles: facts.troubles,
    waitsForPeople: waitsForPeople(facts),
    waitsUnserved: waitsUnserved(facts),
    ownPods: facts.workload?.replicas ?? 0,
    manager: rollout.workloadRef === null ? rollout.manager : (facts.workload?.manager ?? null),
    restart: { ...rollout.restart, renewed: facts.renewed },
    git: gitOf(facts),
  };
}

/**
 * The phase a client may believe: Argo's own one only when the controller has seen the spec and no user
 * action is waiting to be processed (Argo's `GetRolloutPhase`).
 */
function phaseOf(facts: TargetFacts): TargetPhase {
  const { rollout } = facts;
  if (rollout.invalidSpec !== null) return 'Degraded';
  if (!isPickedUp(facts)) return 'Unobserved';
  if (rollout.abortSeen || rollout.message.startsWith('RolloutAborted')) return 'Aborted';
  if (rollout.paused) return 'Paused';
  if (rollout.controllerPause && rollout.pause === null) return 'Progressing';
  switch (rollout.phase) {
    case 'Healthy':
      return 'Healthy';
    case 'Paused':
      return 'Paused';
    case 'Degraded':
      return 'Degraded';
    default:
      return 'Progressing';
  }
}

function weightOf(facts: TargetFacts): TargetSnapshot['weight'] {
  const { canary, current, stable, stepIndex, abort } = facts.rollout;
  if (canary === null || canary.steps.length === 0) return null;
  const updating = current !== stable;
  const set = !updating ? 100 : abort ? 0 : setWeight(canary.steps, stepIndex ?? 0);
  return { set, actual: trafficTo(facts, (hash) => hash === current) };
}

/** The weight that the steps up to and including `index` ask for; all steps done is 100. */
function setWeight(steps: readonly CanaryStep[], index: number): number {
  if (index >= steps.length) return 100;
  for (let i = index; i >= 0; i--) {
    const weight = steps[i]?.setWeight;
    if (weight !== undefined) return weight;
  }
  return 0;
}

function pauseOf({ rollout }: TargetFacts): Pause | null {
  if (rollout.paused) return { reason: 'user', since: null, until: null };
  if (rollout.pause === null) return null;
  const { reason, startTime } = rollout.pause;
  return { reason: pauseReason(reason), since: startTime, until: pauseEnd(rollout, startTime) };
}

function pauseEnd({ canary, blueGreen, stepIndex, pause }: TargetFacts['rollout'], startTime: string): string | null {
  if (pause?.reason === 'CanaryPauseStep') {
    const duration = canary?.steps[stepIndex ?? 0]?.pause?.duration;
    return duration === undefined ? null : after(startTime, durationMs(duration));
  }
  if (pause?.reason === 'BlueGreenPause' && blueGreen?.autoPromotion && blueGreen.autoPromotionSeconds > 0) {
    return after(startTime, blueGreen.autoPromotionSeconds * 1_000);
  }
  return null;
}

/** Argo's `duration`: seconds as a number (also in a string), or Go's text form such as `10m` or `1h30m`. */
function durationMs(duration: number | string): number {
  const seconds = Number(duration);
  return Number.isNaN(seconds) ? (parseDuration(String(duration)) ?? 0) : seconds * 1_000;
}

function after(startTime: string, ms: number): string {
  return new Date(Date.parse(startTime) + ms).toISOString();
}

function versionState(facts: TargetFacts, set: ReplicaSetFacts): VersionState {
  const { rollout } = facts;
  const roles: VersionState['roles'][number][] = [];
  if (set.hash === rollout.stable) roles.push('stable');
  if (rollout.blueGreen !== null) {
    if (facts.selectors[rollout.blueGreen.activeService] === set.hash) roles.push('active');
    if (rollout.blueGreen.previewSelector === set.hash) roles.push('preview');
  } else if (set.hash === rollout.current && set.hash !== rollout.stable) roles.push('canary');
  return {
    hash: set.hash,
    revision: set.revision,
    image: set.images[facts.target.container] ?? '',
    template: set.template,
    roles,
    desired: set.desired,
    current: set.current,
    ready: set.ready,
    available: set.available,
    scaleDownAt: set.scaleDownAt,
  };
}

/** False when an update runs to its end without a pause that only a person ends. */
function waitsForPeople({ rollout }: TargetFacts): boolean {
  if (rollout.blueGreen !== null) return !rollout.blueGreen.autoPromotion;
  return rollout.canary?.steps.some((step) => step.pause !== undefined && step.pause.duration === undefined) ?? false;
}

/** Steps of a canary that bring nobody to the new version. Whatever else there is, or will be, is taken to do so. */
const UNSERVED: ReadonlySet<string> = new Set(['pause', 'analysis', 'setCanaryScale']);

/** True when an update waits for a person with pods that nobody was brought to. */
function waitsUnserved({ rollout }: TargetFacts): boolean {
  if (rollout.blueGreen !== null) return !rollout.blueGreen.autoPromotion;
  const steps = rollout.canary?.steps ?? [];
  const gate = steps.findIndex((step) => step.pause !== undefined && step.pause.duration === undefined);
  const before = steps.slice(0, Math.max(0, gate));
  const hasPods = before.some((step) => Object.hasOwn(step, 'setCanaryScale'));
  return hasPods && before.every((step) => step.setWeight === 0 || Object.keys(step).every((key) => UNSERVED.has(key)));
}
