/** What a Deployment says of itself (`pkg/controller/deployment/progress.go` and `sync.go`). Pure. */
import { timestamp } from '../../objects.ts';
import type { Condition, Deployment, DeploymentStatus } from '../kinds.ts';
import { availableOf, limitsOf, podsOf, type Sets, sum } from './sizes.ts';

export const PROGRESS_DEADLINE = 600;

export function statusOf(deployment: Deployment, sets: Sets, now: number): DeploymentStatus {
  const all = [sets.fresh, ...sets.old];
  const replicas = deployment.spec.replicas ?? 1;
  const available = sum(all, availableOf);
  const ready = sum(all, ({ status }) => status?.readyReplicas ?? 0);
  const counts = {
    observedGeneration: deployment.metadata.generation ?? 1,
    ...(sum(all, podsOf) > 0 && { replicas: sum(all, podsOf) }),
    ...(podsOf(sets.fresh) > 0 && { updatedReplicas: podsOf(sets.fresh) }),
    ...(ready > 0 && { readyReplicas: ready }),
    ...(available > 0 && { availableReplicas: available }),
    ...(replicas - available > 0 && { unavailableReplicas: replicas - available }),
  };
  const conditions = [availability(deployment, available, now), progress(deployment, sets, { counts, now })];
  return { ...counts, conditions: conditions.filter((each) => each !== null) };
}

/** Everything wanted is of the new template and there, and nothing else is. */
export function isComplete({ spec }: Deployment, { updatedReplicas, replicas, availableReplicas }: DeploymentStatus) {
  const wanted = spec.replicas ?? 1;
  return [updatedReplicas, replicas, availableReplicas].every((count = 0) => count === wanted);
}

function availability(deployment: Deployment, available: number, now: number): Condition {
  const enough = available >= (deployment.spec.replicas ?? 1) - limitsOf(deployment).unavailable;
  return enough
    ? condition(deployment, now, {
        type: 'Available',
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      })
    : condition(deployment, now, {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      });
}

function progress(deployment: Deployment, { fresh }: Sets, { counts, now }: { counts: DeploymentStatus; now: number }) {
  const known = deployment.status?.conditions?.find(({ type }) => type === 'Progressing');
  const name = `ReplicaSet "${fresh.metadata.name}"`;
  const say = (status: Condition['status'], reason: string, message: string) =>
    condition(deployment, now, { type: 'Progressing', status, reason, message });
  if (deployment.spec.paused === true) return say('Unknown', 'DeploymentPaused', 'Deployment is paused');
  if (isComplete(deployment, counts)) {
    return say('True', 'NewReplicaSetAvailable', `${name} has successfully progressed.`);
  }
  const progressed = hasProgressed(deployment.status ?? {}, counts);
  const last = progressed ? now : Date.parse(known?.lastUpdateTime ?? '') || now;
  const deadline = deployment.spec.progressDeadlineSeconds ?? PROGRESS_DEADLINE;
  const late = known?.reason !== 'NewReplicaSetAvailable' && now - last > deadline * 1_000;
  if (late || (known?.reason === 'ProgressDeadlineExceeded' && !progressed)) {
    return say('False', 'ProgressDeadlineExceeded', `${name} has timed out progressing.`);
  }
  const next = say('True', 'ReplicaSetUpdated', `${name} is progressing.`);
  return { ...next, lastUpdateTime: timestamp(last) };
}

function hasProgressed(was: DeploymentStatus, is: DeploymentStatus): boolean {
  const old = ({ replicas = 0, updatedReplicas = 0 }: DeploymentStatus) => replicas - updatedReplicas;
  return (
    was.observedGeneration !== is.observedGeneration ||
    (is.updatedReplicas ?? 0) > (was.updatedReplicas ?? 0) ||
    old(is) < old(was) ||
    (is.readyReplicas ?? 0) > (was.readyReplicas ?? 0) ||
    (is.availableReplicas ?? 0) > (was.availableReplicas ?? 0)
  );
}

function condition(deployment: Deployment, now: number, next: Condition): Condition {
  const known = deployment.status?.conditions?.find(({ type }) => type === next.type);
  const at = timestamp(now);
  if (known?.status === next.status && known.reason === next.reason && known.message === next.message) return known;
  const since = known?.status === next.status ? (known.lastTransitionTime ?? at) : at;
  return { ...next, lastUpdateTime: at, lastTransitionTime: since };
}
