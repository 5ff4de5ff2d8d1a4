/** Keeps as many pods of a ReplicaSet as it asks for (`pkg/controller/replicaset`). */
import { isEqual, keyOf } from '../objects.ts';
import { selectorOf } from '../store/labels.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { Recorder } from './events.ts';
import type { Pod, ReplicaSet, ReplicaSetStatus } from './kinds.ts';
import { controllerOf, isControlledBy, ownedBy } from './owners.ts';
import { BEHAVES } from './pods/behaviour.ts';
import { availableFrom, isActive, isAvailable, isReady } from './pods/readiness.ts';
import { WorkQueue } from './work-queue.ts';

const BY = { manager: 'kube-controller-manager' };
const DELAY = 8;

export class ReplicaSets {
  readonly queue: WorkQueue;
  readonly #store: ObjectStore;
  readonly #events: Recorder;

  constructor(store: ObjectStore, failed: (error: unknown) => void) {
    this.#store = store;
    this.#events = new Recorder(store, 'replicaset-controller');
    this.queue = new WorkQueue({ time: store.time, delay: DELAY, work: (key) => this.#sync(key), failed });
  }

  start(): () => void {
    const stops = [
      this.#store.watch<ReplicaSet>('ReplicaSet', ({ type, object }) => {
        if (type !== 'DELETED') this.queue.add(keyOf(object));
      }),
      this.#store.watch<Pod>('Pod', ({ object }) => {
        const owner = controllerOf(object);
        if (owner?.kind === 'ReplicaSet') this.queue.add(`${object.metadata.namespace}/${owner.name}`);
      }),
    ];
    for (const set of this.#store.list<ReplicaSet>('ReplicaSet')) this.queue.add(keyOf(set));
    return () => {
      for (const stop of stops) stop();
    };
  }

  #sync(key: string): void {
    const [namespace = '', name = ''] = key.split('/');
    const set = this.#store.get<ReplicaSet>('ReplicaSet', namespace, name);
    if (set === null) return;
    const pods = podsOf(this.#store, set);
    // The status tells of the pods as they were found: what is made or taken away now is seen by the next look.
    if (set.metadata.deletionTimestamp === undefined) this.#manage(set, pods);
    const status = statusOf(set, pods, this.#store.time.now());
    if (!isEqual(status, set.status)) {
      this.#store.update<ReplicaSet>({ ...set, status }, { subresource: 'status', by: BY });
    }
    this.#lookAgain(key, set, pods);
  }

  #manage(set: ReplicaSet, pods: readonly Pod[]): void {
    const missing = (set.spec.replicas ?? 1) - pods.length;
    for (let made = 0; made < missing; made++) this.#create(set);
    for (const pod of [...pods].sort(leastMissedFirst).slice(0, Math.max(0, -missing))) this.#remove(set, pod);
  }

  #create(set: ReplicaSet): void {
    const { metadata, spec } = set.spec.template;
    // A version that was made to turn bad stays so when it grows.
    const behaves = set.metadata.annotations?.[BEHAVES];
    const annotations = { ...metadata?.annotations, ...(behaves && { [BEHAVES]: behaves }) };
    const pod = this.#store.create<Pod>(
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: '',
          generateName: `${set.metadata.name}-`,
          namespace: set.metadata.namespace ?? 'default',
          ...(metadata?.labels && { labels: metadata.labels }),
          ...(Object.keys(annotations).length > 0 && { annotations }),
          ownerReferences: ownedBy(set),
        },
        spec,
      },
      BY,
    );
    const message = `Created pod: ${pod.metadata.name}`;
    this.#events.tell(set, { type: 'Normal', reason: 'SuccessfulCreate', message });
  }

  #remove(set: ReplicaSet, { metadata: { name, namespace = 'default' } }: Pod): void {
    this.#store.delete('Pod', namespace, name);
    this.#events.tell(set, { type: 'Normal', reason: 'SuccessfulDelete', message: `Deleted pod: ${name}` });
  }

  /** A pod that is ready counts only after a while, where the set says so. */
  #lookAgain(key: string, { spec }: ReplicaSet, pods: readonly Pod[]): void {
    const { minReadySeconds = 0 } = spec;
    const now = this.#store.time.now();
    const next = pods.flatMap((pod) => availableFrom(pod, minReadySeconds) ?? []).filter((from) => from > now);
    if (minReadySeconds > 0 && next.length > 0) this.queue.add(key, Math.min(...next) - now);
  }
}

/** The pods that the set has and that nobody has asked to go. */
export function podsOf(store: ObjectStore, set: ReplicaSet): readonly Pod[] {
  const matches = selectorOf(set.spec.selector);
  return store
    .list<Pod>('Pod', { namespace: set.metadata.namespace ?? 'default' })
    .filter((pod) => isControlledBy(pod, set) && matches(pod.metadata.labels ?? {}) && isActive(pod));
}

function statusOf({ metadata, spec, status }: ReplicaSet, pods: readonly Pod[], now: number): ReplicaSetStatus {
  const ready = pods.filter(isReady);
  const available = ready.filter((pod) => isAvailable(pod, spec.minReadySeconds ?? 0, now));
  return {
    replicas: pods.length,
    ...(pods.length > 0 && { fullyLabeledReplicas: pods.length }),
    ...(ready.length > 0 && { readyReplicas: ready.length }),
    ...(available.length > 0 && { availableReplicas: available.length }),
    ...(metadata.generation !== undefined && { observedGeneration: metadata.generation }),
    ...(status?.conditions && { conditions: status.conditions }),
  };
}

/** Not yet on a node, then pending, then not ready, then the youngest (`ActivePodsWithRanks`). */
function leastMissedFirst(a: Pod, b: Pod): number {
  const rank = (pod: Pod) => [pod.spec.nodeName ? 1 : 0, pod.status?.phase === 'Running' ? 1 : 0, isReady(pod) ? 1 : 0];
  const [left, right] = [rank(a), rank(b)];
  const differs = left.findIndex((value, index) => value !== right[index]);
  if (differs >= 0) return (left[differs] ?? 0) - (right[differs] ?? 0);
  return (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? '');
}
