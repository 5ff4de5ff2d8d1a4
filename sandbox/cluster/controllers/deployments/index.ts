/** Moves Deployments from one template to the next (`pkg/controller/deployment`). */
import { isEqual, keyOf, type Strings } from '../../objects.ts';
import { selectorOf } from '../../store/labels.ts';
import type { ObjectStore, UpdateOptions } from '../../store/object-store.ts';
import { Recorder } from '../events.ts';
import type { Deployment, Pod, ReplicaSet } from '../kinds.ts';
import { controllerOf, isControlledBy, ownedBy } from '../owners.ts';
import { hashOf, isSameTemplate } from '../template-hash.ts';
import { WorkQueue } from '../work-queue.ts';
import { limitsOf, podsOf, type Resize, resizes, type Sets, sizeOf } from './sizes.ts';
import { isComplete, PROGRESS_DEADLINE, statusOf } from './status.ts';

const BY = { manager: 'kube-controller-manager' };
const DELAY = 6;
const HASH = 'pod-template-hash';
const REVISION = 'deployment.kubernetes.io/revision';
const HISTORY = 'deployment.kubernetes.io/revision-history';
const DESIRED = 'deployment.kubernetes.io/desired-replicas';
const MAXIMUM = 'deployment.kubernetes.io/max-replicas';
const NOT_COPIED = new Set([REVISION, HISTORY, DESIRED, MAXIMUM, 'kubectl.kubernetes.io/last-applied-configuration']);

export class Deployments {
  readonly queue: WorkQueue;
  readonly #store: ObjectStore;
  readonly #events: Recorder;

  constructor(store: ObjectStore, failed: (error: unknown) => void) {
    this.#store = store;
    this.#events = new Recorder(store, 'deployment-controller');
    this.queue = new WorkQueue({ time: store.time, delay: DELAY, work: (key) => this.#sync(key), failed });
  }

  start(): () => void {
    const stops = [
      this.#store.watch<Deployment>('Deployment', ({ type, object }) => {
        if (type !== 'DELETED') this.queue.add(keyOf(object));
      }),
      this.#store.watch<ReplicaSet>('ReplicaSet', ({ object }) => {
        const owner = controllerOf(object);
        if (owner?.kind === 'Deployment') this.queue.add(`${object.metadata.namespace}/${owner.name}`);
      }),
      this.#store.watch<Pod>('Pod', ({ type, object }) => {
        const { namespace = 'default' } = object.metadata;
        const set = this.#store.get<ReplicaSet>('ReplicaSet', namespace, controllerOf(object)?.name ?? '');
        const owner = set === null ? undefined : controllerOf(set);
        if (type === 'DELETED' && owner?.kind === 'Deployment') this.queue.add(`${namespace}/${owner.name}`);
      }),
    ];
    for (const deployment of this.#store.list<Deployment>('Deployment')) this.queue.add(keyOf(deployment));
    return () => {
      for (const stop of stops) stop();
    };
  }

  #sync(key: string): void {
    const [namespace = '', name = ''] = key.split('/');
    const found = this.#store.get<Deployment>('Deployment', namespace, name);
    if (found === null || found.metadata.deletionTimestamp !== undefined) return;
    const sets = this.#setsOf(found);
    const deployment = this.#withRevision(found, sets.fresh);
    for (const resize of [...this.#scaled(deployment, sets), ...resizes(deployment, sets)]) {
      this.#resize(deployment, resize);
    }
    this.#report(deployment, this.#setsOf(deployment), key);
    this.#forget(deployment, sets.old);
  }

  #setsOf(deployment: Deployment): Sets {
    const { namespace = 'default' } = deployment.metadata;
    const matches = selectorOf(deployment.spec.selector);
    const all = [...this.#store.list<ReplicaSet>('ReplicaSet', { namespace })]
      .filter((set) => isControlledBy(set, deployment) && matches(set.metadata.labels ?? {}))
      .sort((a, b) => revisionOf(a) - revisionOf(b));
    const known = all.find(({ spec }) => isSameTemplate(spec.template, deployment.spec.template, HASH));
    const old = all.filter((set) => set !== known);
    const revision = Math.max(0, ...old.map(revisionOf)) + 1;
    const oldIds = new Set(old.map(({ metadata }) => metadata.uid));
    const pods = this.#store.list<Pod>('Pod', { namespace });
    const oldPods = pods.filter((pod) => oldIds.has(controllerOf(pod)?.uid)).length;
    return { fresh: this.#fresh(deployment, known, revision), old, oldPods };
  }

  #fresh(deployment: Deployment, known: ReplicaSet | undefined, revision: number): ReplicaSet {
    if (known === undefined) return this.#create(deployment, revision);
    if (revisionOf(known) >= revision) return known;
    const { annotations = {} } = known.metadata;
    const history = [annotations[HISTORY], annotations[REVISION]].filter(Boolean).join(',');
    return this.#annotate(known, { [REVISION]: String(revision), ...(history && { [HISTORY]: history }) });
  }

  #create(deployment: Deployment, revision: number): ReplicaSet {
    const { name, namespace = 'default' } = deployment.metadata;
    const { template, selector, minReadySeconds } = deployment.spec;
    const hash = hashOf(template);
    const labels = { ...template.metadata?.labels, [HASH]: hash };
    return this.#store.create<ReplicaSet>(
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: {
          name: `${name}-${hash}`,
          namespace,
          labels,
          annotations: { ...copied(deployment), ...sizes(deployment), [REVISION]: String(revision) },
          ownerReferences: ownedBy(deployment),
        },
        spec: {
          replicas: 0,
          ...(minReadySeconds && { minReadySeconds }),
          selector: { ...selector, matchLabels: { ...selector.matchLabels, [HASH]: hash } },
          template: { ...template, metadata: { ...template.metadata, labels } },
        },
      },
      BY,
    );
  }

  /** Written with the status, as the real one does: so it raises no generation. */
  #withRevision(deployment: Deployment, { metadata }: ReplicaSet): Deployment {
    const revision = metadata.annotations?.[REVISION] ?? '1';
    return this.#annotate(deployment, { [REVISION]: revision }, { subresource: 'status' });
  }

  /** A Deployment that was made larger or smaller passes that on to what it runs, also while it is paused. */
  #scaled(deployment: Deployment, { fresh, old }: Sets): readonly Resize[] {
    const replicas = deployment.spec.replicas ?? 1;
    const active = [fresh, ...old].filter((set) => sizeOf(set) > 0);
    const [only, ...others] = active;
    if (only === undefined || others.length > 0 || sizeOf(only) === replicas) return [];
    const wanted = Number(only.metadata.annotations?.[DESIRED] ?? replicas);
    return wanted === replicas ? [] : [{ set: only, replicas }];
  }

  #resize(deployment: Deployment, { set, replicas }: Resize): void {
    const { name, namespace = 'default' } = set.metadata;
    const found = this.#store.get<ReplicaSet>('ReplicaSet', namespace, name);
    if (found === null || sizeOf(found) === replicas) return;
    const annotations = { ...found.metadata.annotations, ...sizes(deployment) };
    const next = { ...found, metadata: { ...found.metadata, annotations }, spec: { ...found.spec, replicas } };
    this.#store.update<ReplicaSet>(next, { by: BY });
    const way = replicas > sizeOf(found) ? 'up' : 'down';
    const message = `Scaled ${way} replica set ${name} from ${sizeOf(found)} to ${replicas}`;
    this.#events.tell(deployment, { type: 'Normal', reason: 'ScalingReplicaSet', message });
  }

  #annotate<T extends Deployment | ReplicaSet>(object: T, more: Strings, options: UpdateOptions = {}): T {
    const annotations = { ...object.metadata.annotations, ...more };
    if (isEqual(annotations, object.metadata.annotations)) return object;
    return this.#store.update<T>({ ...object, metadata: { ...object.metadata, annotations } }, { ...options, by: BY });
  }

  #report(deployment: Deployment, sets: Sets, key: string): void {
    const status = statusOf(deployment, sets, this.#store.time.now());
    if (!isEqual(status, deployment.status)) {
      this.#store.update<Deployment>({ ...deployment, status }, { subresource: 'status', by: BY });
    }
    if (isComplete(deployment, status) || deployment.spec.paused === true) return;
    this.queue.add(key, (deployment.spec.progressDeadlineSeconds ?? PROGRESS_DEADLINE) * 1_000 + 1_000);
  }

  /** Old sets go when there are more of them than are to be kept, and nothing runs in them. */
  #forget({ spec }: Deployment, old: readonly ReplicaSet[]): void {
    const idle = old.filter((set) => sizeOf(set) === 0 && podsOf(set) === 0);
    const excess = old.length - (spec.revisionHistoryLimit ?? 10);
    for (const { metadata } of idle.slice(0, Math.max(0, excess))) {
      this.#store.delete('ReplicaSet', metadata.namespace ?? 'default', metadata.name);
    }
  }
}

function revisionOf({ metadata }: ReplicaSet): number {
  return Number(metadata.annotations?.[REVISION] ?? 0);
}

function copied({ metadata }: Deployment): Strings {
  return Object.fromEntries(Object.entries(metadata.annotations ?? {}).filter(([key]) => !NOT_COPIED.has(key)));
}

function sizes(deployment: Deployment): Strings {
  const replicas = deployment.spec.replicas ?? 1;
  return { [DESIRED]: String(replicas), [MAXIMUM]: String(replicas + limitsOf(deployment).surge) };
}
