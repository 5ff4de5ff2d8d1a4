/** Another number of pods: what stands in its way, and when it may be undone. */
import { UserProblem } from '../../model/problem.ts';
import type { Release, ReleaseStatus, Scaling } from '../../model/release.ts';
import type { TargetSnapshot } from '../../model/snapshot.ts';
import type { Place } from '../lookup.ts';
import type { TargetScale } from '../ports.ts';

/** So many times as many at once: more is a slip of the finger. */
const MOST_TIMES = 5;

/** Throws UserProblem for what is not more, or far too much more. An undo is not asked. */
export function refuseFewer({ from, to }: Scaling, { service, environment }: Place): void {
  const most = Math.max(1, from) * MOST_TIMES;
  if (Number.isInteger(to) && to > from && to <= most) return;
  throw new UserProblem('usage', {
    happened: `${service.name} in ${environment.name} is not scaled to ${to}.`,
    why: `${from} pods are wanted now; here it is scaled up, to ${MOST_TIMES} times as many at once at most.`,
    hint: `Say a whole number from ${from + 1} to ${most}. Fewer pods than now are wanted with Undo on the card, or in the Rollout.`,
  });
}

/** Throws UserProblem where an autoscaler has the say: it would set the number back at its next look. */
export async function refuseAutoscaled(driver: TargetScale, { service, environment, target }: Place): Promise<void> {
  const autoscaler = await driver.autoscaler(target);
  if (autoscaler === null) return;
  const { kind, name, min, max } = autoscaler;
  const field = kind === 'ScaledObject' ? 'minReplicaCount' : 'minReplicas';
  throw new UserProblem('not-offered', {
    happened: `${service.name} in ${environment.name} is not scaled: ${kind} ${name} sets the number of its pods.`,
    why: `It keeps them between ${min} and ${max}, and would undo another number at its next look.`,
    hint: `For more pods raise ${field} of it: kubectl -n ${target.namespace} edit ${kind.toLowerCase()} ${name}.`,
  });
}

/** Somebody has changed the number since it was asked for. Pure. */
export function podsHaveChanged(pods: Scaling, { replicas }: TargetSnapshot, { service }: Place): UserProblem | null {
  if (replicas.desired === pods.from) return null;
  return new UserProblem('stale', {
    happened: `${service.name} was not scaled: ${replicas.desired} pods are wanted by now, not ${pods.from}.`,
    why: 'Somebody has changed the number in between.',
    hint: `Ask again if it is still needed: /deploy scale ${service.name} ${pods.to}.`,
  });
}

/** True while what a scaling has set is what is wanted. Pure. */
export function canBeUndone({ spec }: Release, status: ReleaseStatus, { replicas }: TargetSnapshot): boolean {
  if (spec.pods === undefined || spec.pods.from === 0 || status.wish !== null) return false;
  return (status.phase === 'Starting' || status.phase === 'Completed') && replicas.desired === spec.pods.to;
}
