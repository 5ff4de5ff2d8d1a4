/** What people break in clusters, and mend again. */
import type { FaultInForce } from '../../cluster/api/faults.ts';
import type { Pod, ReplicaSet } from '../../cluster/controllers/kinds.ts';
import { controllerOf } from '../../cluster/controllers/owners.ts';
import { BEHAVES } from '../../cluster/controllers/pods/behaviour.ts';
import type { KubeObject } from '../../cluster/objects.ts';
import { NO_FAULTS } from '../../cluster/rollouts/controller.ts';
import type { Rollout } from '../../cluster/rollouts/kinds.ts';
import { templateHash } from '../../cluster/rollouts/sets.ts';
import { BREAKS, breaksOf } from './revisions.ts';
import type { ApiFault, Break, ClusterAct, ControllerFault, FaultsInForce } from './shape.ts';
import { serviceAt, setsOf, type WatchedCluster, type WatchedService } from './watched.ts';

/** `refuse` is no fault of single requests: the server is away. */
const STRIKES = {
  slow: { delayMs: 3_000 },
  errors: { status: 500 },
  throttle: { status: 429 },
} as const;
const BY = { manager: 'sandbox' };

type Of<Do extends ClusterAct['do']> = Extract<ClusterAct, { do: Do }>;

export class ClusterFaults {
  readonly #clusters: readonly WatchedCluster[];
  readonly #armed = new Map<string, FaultInForce>();
  readonly #looks = new Set<() => void>();

  constructor(clusters: readonly WatchedCluster[]) {
    this.#clusters = clusters;
  }

  inForce({ name, faults, controllers }: WatchedCluster): FaultsInForce {
    const strikes = (Object.keys(STRIKES) as ApiFault[]).filter((fault) => this.#armed.has(`${name} ${fault}`));
    const { lostWakeUps, flapping } = controllers.rollouts.faults;
    const controller = { stopped: controllers.argoStopped, lostWakeUps, flapping };
    return {
      api: [...(faults.refusing ? ['refuse' as const] : []), ...strikes],
      controller: (Object.keys(controller) as ControllerFault[]).filter((fault) => controller[fault]),
    };
  }

  /** Throws, in words for the person, when it cannot be done now. */
  cause(act: ClusterAct): void {
    switch (act.do) {
      case 'api':
        this.#strike(this.#cluster(act.cluster), act);
        break;
      case 'cutWatches':
        this.#cluster(act.cluster).faults.cutWatches();
        break;
      case 'controller':
        this.#weaken(this.#cluster(act.cluster), act);
        break;
      case 'break':
        turn(this.#service(act.service), act);
        break;
      case 'kill':
        kill(this.#service(act.service), act.pod);
        break;
      case 'heal':
        this.#heal(this.#cluster(act.cluster));
    }
    for (const look of this.#looks) look();
  }

  /** Faults are no objects of a cluster: nobody else would tell of them. */
  onChange(look: () => void): () => void {
    this.#looks.add(look);
    return () => this.#looks.delete(look);
  }

  #strike({ name, faults }: WatchedCluster, { fault, on }: Pick<Of<'api'>, 'fault' | 'on'>): void {
    if (fault === 'refuse') {
      if (on) faults.refuse();
      else faults.mend();
      return;
    }
    const key = `${name} ${fault}`;
    this.#armed.get(key)?.clear();
    this.#armed.delete(key);
    if (on) this.#armed.set(key, faults.add(STRIKES[fault]));
  }

  #weaken({ controllers }: WatchedCluster, { fault, on }: Pick<Of<'controller'>, 'fault' | 'on'>): void {
    if (fault === 'stopped') controllers.argoStopped = on;
    else controllers.rollouts.faults = { ...controllers.rollouts.faults, [fault]: on };
  }

  #heal(cluster: WatchedCluster): void {
    for (const fault of this.inForce(cluster).api) this.#strike(cluster, { fault, on: false });
    cluster.controllers.argoStopped = false;
    cluster.controllers.rollouts.faults = NO_FAULTS;
    for (const rollout of cluster.store.list<Rollout>('Rollout')) {
      const service = { cluster, rollout };
      for (const set of setsOf(service)) behave(service, set, []);
    }
  }

  #cluster(name: string): WatchedCluster {
    const found = this.#clusters.find((each) => each.name === name);
    if (found === undefined) throw new Error(`There is no cluster ${name}.`);
    return found;
  }

  #service(key: string): WatchedService {
    const found = serviceAt(this.#clusters, key);
    if (found === null) throw new Error(`There is no service ${key} any more.`);
    return found;
  }
}

function turn(service: WatchedService, { hash, how, on }: Of<'break'>): void {
  const set = setsOf(service).find((each) => templateHash(each) === hash);
  if (set === undefined) throw new Error('This revision is not there any more.');
  const others = breaksOf(set).filter((each) => each !== how);
  behave(service, set, on ? [...others, how] : others);
}

/** The set knows it for pods to come. */
function behave({ cluster: { store } }: WatchedService, set: ReplicaSet, breaks: readonly Break[]): void {
  const words = breaks.map((each) => BREAKS[each]).join('-');
  if (words === (set.metadata.annotations?.[BEHAVES] ?? '')) return;
  store.update(annotated(set, words), { by: BY });
  for (const pod of store.list<Pod>('Pod', { namespace: set.metadata.namespace ?? 'default' })) {
    if (controllerOf(pod)?.uid === set.metadata.uid) store.update(annotated(pod, words), { by: BY });
  }
}

function annotated<T extends KubeObject>(object: T, words: string): T {
  const { [BEHAVES]: _, ...others } = object.metadata.annotations ?? {};
  const annotations = { ...others, ...(words && { [BEHAVES]: words }) };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

function kill({ cluster: { store }, rollout }: WatchedService, pod: string): void {
  const { namespace = 'default' } = rollout.metadata;
  if (store.get('Pod', namespace, pod) === null) throw new Error(`The pod ${pod} is gone already.`);
  store.delete('Pod', namespace, pod);
}
