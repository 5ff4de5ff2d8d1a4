/** The revisions of a service with their pods. Pure, over the objects of a cluster. */
import type { Pod, ReplicaSet } from '../../cluster/controllers/kinds.ts';
import { controllerOf } from '../../cluster/controllers/owners.ts';
import { BEHAVES } from '../../cluster/controllers/pods/behaviour.ts';
import { isReady } from '../../cluster/controllers/pods/readiness.ts';
import type { Rollout } from '../../cluster/rollouts/kinds.ts';
import { revisionOf, templateHash } from '../../cluster/rollouts/sets.ts';
import type { Break, PodOutlook, PodState, RevisionOutlook, Role } from './shape.ts';
import { setsOf, type WatchedService } from './watched.ts';

/** What is added to the tag of a version that breaks. */
export const BREAKS: Readonly<Record<Break, string>> = { errors: 'err30', slow: 'slow900', crash: 'crash' };

/** Newest first: those that count for something, and those that still have pods. */
export function revisionsOf(service: WatchedService): readonly RevisionOutlook[] {
  const { cluster, rollout } = service;
  const pods = cluster.store.list<Pod>('Pod', { namespace: rollout.metadata.namespace ?? 'default' });
  return setsOf(service)
    .map((set) => ({ set, own: pods.filter((pod) => controllerOf(pod)?.uid === set.metadata.uid) }))
    .map(({ set, own }) => revision(rollout, set, own))
    .filter(({ role, wanted, pods }) => role !== 'old' || wanted + pods.length > 0)
    .sort((a, b) => b.number - a.number);
}

function revision(rollout: Rollout, set: ReplicaSet, pods: readonly Pod[]): RevisionOutlook {
  const hash = templateHash(set);
  const image = set.spec.template.spec.containers[0]?.image ?? '';
  return {
    hash,
    number: revisionOf(set),
    image,
    tag: image.slice(image.lastIndexOf(':') + 1),
    role: roleOf(rollout, hash),
    wanted: set.spec.replicas ?? 1,
    pods: pods.map(podOutlook),
    breaks: breaksOf(set),
  };
}

export function roleOf({ spec, status = {} }: Rollout, hash: string): Role {
  const { blueGreen, stableRS, currentPodHash } = status;
  if (spec.strategy?.blueGreen !== undefined) {
    if (hash === blueGreen?.activeSelector) return 'active';
    return hash === blueGreen?.previewSelector || hash === currentPodHash ? 'preview' : 'old';
  }
  if (hash === stableRS) return 'stable';
  return hash === currentPodHash ? 'canary' : 'old';
}

export function breaksOf({ metadata }: Pick<ReplicaSet, 'metadata'>): readonly Break[] {
  const words = (metadata.annotations?.[BEHAVES] ?? '').split('-');
  return (Object.keys(BREAKS) as Break[]).filter((each) => words.includes(BREAKS[each]));
}

function podOutlook(pod: Pod): PodOutlook {
  const [container] = pod.status?.containerStatuses ?? [];
  const { waiting } = (container?.state ?? {}) as { waiting?: { reason?: string } };
  const reason = waiting?.reason ?? '';
  return {
    name: pod.metadata.name,
    state: stateOf(pod, reason),
    reason: reason === 'ContainerCreating' ? '' : reason,
    restarts: container?.restartCount ?? 0,
  };
}

function stateOf(pod: Pod, reason: string): PodState {
  if (pod.metadata.deletionTimestamp !== undefined) return 'going';
  if (isReady(pod)) return 'ready';
  if (/BackOff|^Err/.test(reason)) return 'crashing';
  return pod.status?.phase === 'Running' ? 'unready' : 'starting';
}
