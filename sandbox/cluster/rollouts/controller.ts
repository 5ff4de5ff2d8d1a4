/** Looks at Rollouts whenever something has changed that they depend on, and writes what `reconcile` says. */
import { Recorder } from '../controllers/events.ts';
import type { Deployment, Pod, ReplicaSet, Service } from '../controllers/kinds.ts';
import { controllerOf, isControlledBy } from '../controllers/owners.ts';
import { WorkQueue } from '../controllers/work-queue.ts';
import { type AnyObject, type KubeObject, keyOf } from '../objects.ts';
import type { Change } from '../store/journal.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { AnalysisRun } from './analysis/kinds.ts';
import type { Rollout } from './kinds.ts';
import { merged } from './merge.ts';
import { HASH, INSTANCE, MANAGED_BY, WORKLOAD_GENERATION } from './names.ts';
import type { Write } from './pass.ts';
import { reconcile } from './reconcile.ts';

const BY = { manager: 'rollouts-controller' };
/** The real one begins about so many milliseconds after a change, and looks at one Rollout some ten times a second. */
const DELAY = 12;
const LIMIT = { perSecond: 10, burst: 5 };
/** For so long after a write of its own a change by others may be lost to the controller's cache. */
const LOSS_MS = 100;

/** Weaknesses of the real controller that are wanted now. */
export interface RolloutFaults {
  /** A write to a Rollout right after one of the controller's own is not seen until the next one (1.9.1 and before). */
  readonly lostWakeUps: boolean;
  /** After an abort the canary Service goes back and forth until the canary's pods are gone. */
  readonly flapping: boolean;
}

export const NO_FAULTS: RolloutFaults = { lostWakeUps: false, flapping: false };

export class Rollouts {
  readonly queue: WorkQueue;
  faults: RolloutFaults = NO_FAULTS;
  readonly #store: ObjectStore;
  readonly #events: Recorder;
  /** Rollouts as the controller knows them; that may be less than there is. */
  readonly #seen = new Map<string, Rollout>();
  readonly #written = new Map<string, number>();
  #writing = false;

  constructor(store: ObjectStore, failed: (error: unknown) => void) {
    this.#store = store;
    this.#events = new Recorder(store, BY.manager);
    this.queue = new WorkQueue({
      time: store.time,
      delay: DELAY,
      limit: LIMIT,
      work: (key) => this.#sync(key),
      failed,
    });
  }

  start(): () => void {
    const stops = [
      this.#store.watch<Rollout>('Rollout', (change) => this.#hear(change)),
      this.#store.watch<Deployment>('Deployment', ({ object }) => this.#noticeWorkload(object)),
      ...['ReplicaSet', 'AnalysisRun'].map((kind) => this.#store.watch(kind, (change) => this.#hearOfChild(change))),
      ...['Service', 'Ingress', 'VirtualService', 'DestinationRule'].map((kind) => {
        return this.#store.watch(kind, (change) => this.#hearOfOther(change));
      }),
    ];
    for (const rollout of this.#store.list<Rollout>('Rollout')) this.#hear({ type: 'ADDED', object: rollout });
    return () => {
      for (const stop of stops) stop();
    };
  }

  #hear({ type, object }: Change<Rollout>): void {
    const key = keyOf(object);
    if (type === 'DELETED') {
      this.#seen.delete(key);
      this.#release(object);
      return;
    }
    if (INSTANCE in (object.metadata.labels ?? {})) {
      this.#seen.delete(key);
      return;
    }
    if (!this.#writing && this.#isLost(key)) return;
    this.#seen.set(key, object);
    this.queue.add(key);
    if (type !== 'ADDED') return;
    const { namespace, name } = object.metadata;
    const message = `Rollout resource added to informer: ${namespace}/${name}`;
    this.#events.tell(object, { type: 'Normal', reason: 'RolloutAddedToInformer', message });
    const ref = object.spec.workloadRef;
    const workload = ref === undefined ? null : this.#store.get<Deployment>('Deployment', namespace ?? '', ref.name);
    if (workload !== null) this.#noticeWorkload(workload);
  }

  #isLost(key: string): boolean {
    const written = this.#written.get(key);
    return this.faults.lostWakeUps && written !== undefined && this.#store.time.now() - written < LOSS_MS;
  }

  #hearOfChild({ type, object, before }: Change): void {
    const phase = (each: AnyObject | undefined) => (each?.status as { phase?: string } | undefined)?.phase;
    if (type === 'MODIFIED' && object.kind === 'AnalysisRun' && phase(object) === phase(before)) return;
    const owner = controllerOf(object);
    if (owner?.kind === 'Rollout') this.queue.add(`${object.metadata.namespace}/${owner.name}`);
  }

  /** Cheap enough to look at all Rollouts that name it anywhere in their strategy. */
  #hearOfOther({ object }: Change): void {
    const { namespace = '', name } = object.metadata;
    const owner = controllerOf(object);
    for (const rollout of this.#store.list<Rollout>('Rollout', { namespace })) {
      const isNamed = JSON.stringify(rollout.spec.strategy ?? {}).includes(`"${name}"`);
      if (isNamed || owner?.uid === rollout.metadata.uid) this.queue.add(keyOf(rollout));
    }
  }

  /** One that goes is of the same generation: nothing is written, and nobody looks until the Rollout changes. */
  #noticeWorkload({ kind, metadata }: Deployment): void {
    const generation = String(metadata.generation ?? 0);
    const { namespace = '' } = metadata;
    for (const rollout of this.#store.list<Rollout>('Rollout', { namespace })) {
      const ref = rollout.spec.workloadRef;
      if (ref?.kind !== kind || ref.name !== metadata.name) continue;
      const annotations = { ...rollout.metadata.annotations, [WORKLOAD_GENERATION]: generation };
      this.#store.update<Rollout>({ ...rollout, metadata: { ...rollout.metadata, annotations } }, { by: BY });
    }
  }

  /** Services of a Rollout that is gone serve all pods again. */
  #release({ metadata: { namespace = '', name } }: Rollout): void {
    for (const service of this.#store.list<Service>('Service', { namespace })) {
      const { [MANAGED_BY]: manager, ...annotations } = service.metadata.annotations ?? {};
      if (manager !== name) continue;
      const { [HASH]: _, ...selector } = service.spec.selector ?? {};
      const next = { ...service, metadata: { ...service.metadata, annotations }, spec: { ...service.spec, selector } };
      this.#store.update<Service>(next, { by: BY });
    }
  }

  #sync(key: string): void {
    const rollout = this.#seen.get(key);
    if (rollout === undefined || rollout.metadata.deletionTimestamp !== undefined) return;
    const { writes, again } = reconcile({
      rollout,
      ...this.#childrenOf(rollout),
      find: (kind, name) => this.#find(kind, rollout.metadata.namespace ?? 'default', name),
      now: this.#store.time.now(),
      flapping: this.faults.flapping,
    });
    for (const write of writes) this.#apply(write);
    if (again !== null) this.queue.add(key, again);
  }

  #childrenOf(rollout: Rollout) {
    const { namespace = 'default' } = rollout.metadata;
    const replicaSets = this.#store
      .list<ReplicaSet>('ReplicaSet', { namespace })
      .filter((set) => isControlledBy(set, rollout));
    const owners = new Set(replicaSets.map(({ metadata }) => metadata.uid));
    return {
      replicaSets,
      runs: this.#store.list<AnalysisRun>('AnalysisRun', { namespace }).filter((run) => isControlledBy(run, rollout)),
      pods: this.#store.list<Pod>('Pod', { namespace }).filter((pod) => owners.has(controllerOf(pod)?.uid)),
    };
  }

  #find<T extends KubeObject>(kind: string, namespace: string, name: string): T | null {
    const { namespaced } = this.#store.resources.of(kind);
    return this.#store.get<T>(kind, namespaced ? namespace : null, name);
  }

  #apply(write: Write): void {
    const { object } = write;
    this.#writing = true;
    try {
      switch (write.verb) {
        case 'create':
          this.#store.create(object, BY);
          break;
        case 'patch':
          this.#patch(write);
          break;
        case 'delete':
          this.#delete(object);
          break;
        case 'tell':
          this.#events.tell(object, write.happening);
      }
    } finally {
      this.#writing = false;
    }
  }

  #patch({ object, patch, subresource }: Extract<Write, { verb: 'patch' }>): void {
    const { namespace = null, name } = object.metadata;
    const found = this.#store.get<AnyObject>(object.kind, namespace, name);
    if (found === null || found.metadata.uid !== (object.metadata.uid ?? found.metadata.uid)) return;
    const next = merged(found, patch) as AnyObject;
    this.#store.update(next, { by: BY, ...(subresource && { subresource }) });
    if (object.kind === 'Rollout') this.#written.set(keyOf(object), this.#store.time.now());
  }

  #delete({ kind, metadata }: KubeObject): void {
    const { namespace = null, name } = metadata;
    if (this.#store.get(kind, namespace, name) !== null) this.#store.delete(kind, namespace, name);
  }
}
