/**
 * What is in one namespace of one cluster, followed by watches and kept as facts; one view serves all targets of
 * the namespace. Also reads the same facts afresh when memory will not do.
 */

import type { Connection } from '../../kubernetes/connection.ts';
import { isNotFound } from '../../kubernetes/errors.ts';
import { ListWatch } from '../../kubernetes/list-watch.ts';
import type { K8sList, K8sObject } from '../../kubernetes/objects.ts';
import type { Target } from '../../model/catalog.ts';
import { type AnalysisFacts, analysisFacts } from './analysis.ts';
import {
  canaryIngressName,
  canaryWeights,
  type PodFacts,
  podFacts,
  type ReplicaSetFacts,
  type RolloutFacts,
  replicaSetFacts,
  rolloutFacts,
  serviceSelector,
  type TargetFacts,
} from './facts.ts';
import { rolloutPath } from './moves.ts';
import {
  type AnalysisRun,
  HASH_LABEL,
  type Ingress,
  type Pod,
  type ReplicaSet,
  type Rollout,
  type Service,
} from './objects.ts';

/** At most so many analysis runs of the wanted version are kept in a summary, the newest. */
const ANALYSES = 6;

export interface RememberedPod extends PodFacts {
  readonly name: string;
}

export interface ViewEvents {
  /** Some object of the namespace changed; null when it could be any target's. */
  changed(): void;
  error(kind: string, error: unknown): void;
}

export class NamespaceView {
  readonly #connection: Connection;
  readonly #namespace: string;
  readonly #rollouts: ListWatch<RolloutFacts, Rollout>;
  readonly #replicaSets: ListWatch<ReplicaSetFacts, ReplicaSet>;
  readonly #pods: ListWatch<PodFacts, Pod>;
  readonly #services: ListWatch<string | null, Service>;
  readonly #ingresses: ListWatch<Readonly<Record<string, number>>, Ingress>;
  readonly #analyses: ListWatch<AnalysisFacts, AnalysisRun>;
  readonly #changedAt = new Map<string, number>();

  constructor(connection: Connection, namespace: string, events: ViewEvents) {
    this.#connection = connection;
    this.#namespace = namespace;
    const follow = <T, O extends K8sObject>(path: string, summarise: (object: O) => T, labelSelector?: string) =>
      new ListWatch<T, O>(connection, {
        path,
        summarise,
        ...(labelSelector === undefined ? {} : { query: { labelSelector } }),
        changed: () => events.changed(),
        onLive: () => events.changed(),
        onError: (error) => events.error(path, error),
      });
    const argo = `/apis/argoproj.io/v1alpha1/namespaces/${namespace}`;
    this.#rollouts = new ListWatch<RolloutFacts, Rollout>(connection, {
      path: `${argo}/rollouts`,
      summarise: rolloutFacts,
      changed: (key) => {
        this.#changedAt.set(key, Date.now());
        events.changed();
      },
      onLive: () => events.changed(),
      onError: (error) => events.error(`${argo}/rollouts`, error),
    });
    this.#replicaSets = follow(`/apis/apps/v1/namespaces/${namespace}/replicasets`, replicaSetFacts, HASH_LABEL);
    this.#pods = follow(`/api/v1/namespaces/${namespace}/pods`, podFacts, HASH_LABEL);
    this.#services = follow(`/api/v1/namespaces/${namespace}/services`, serviceSelector);
    this.#ingresses = follow(`/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses`, canaryWeights);
    this.#analyses = follow(`${argo}/analysisruns`, analysisFacts);
  }

  async start(): Promise<void> {
    await Promise.all(this.#all().map((watch) => watch.start()));
  }

  stop(): void {
    for (const watch of this.#all()) watch.stop();
  }

  /** Starts all watches over: their connections are dead though they look open. */
  renew(): void {
    for (const watch of this.#all()) watch.renew();
  }

  /** True while every watch that decisions rest on is up. */
  get live(): boolean {
    return this.#all().every((watch) => watch.live);
  }

  learn(rollout: Rollout): void {
    this.#rollouts.learn(rollout);
  }

  /** The facts from memory; null when the Rollout is not known. */
  facts(target: Target): TargetFacts | null {
    const key = `${this.#namespace}/${target.name}`;
    const rollout = this.#rollouts.items().get(key);
    if (rollout === undefined) return null;
    const hashes = new Set<string>();
    const replicaSets = [...this.#replicaSets.items().values()].filter((set) => set.owner === rollout.uid);
    for (const set of replicaSets) hashes.add(set.hash);
    return {
      target,
      live: this.live,
      rollout,
      replicaSets: newestFirst(replicaSets),
      troubles: [...this.#pods.items().values()].flatMap(({ hash, trouble }) =>
        trouble !== null && hashes.has(hash) ? [trouble] : [],
      ),
      renewed: renewed(
        [...this.#pods.items().values()].filter(({ hash }) => hashes.has(hash)),
        rollout.restart.wanted,
      ),
      analyses: [...this.#analyses.items().values()]
        .filter((run) => run.owner === rollout.uid && run.hash === rollout.current)
        .sort((a, b) => a.createdAt.localeCompare(b.createdAt))
        .slice(-ANALYSES)
        .map((run) => run.state),
      selectors: this.#selectors(rollout, (name) => this.#services.items().get(`${this.#namespace}/${name}`) ?? null),
      canaryIngresses: this.#weights(rollout, (name) => this.#ingresses.items().get(`${this.#namespace}/${name}`)),
      changedAt: this.#changedAt.get(key) ?? 0,
    };
  }

  /** Which pods with this label memory knows, whoever owns them. */
  pods(hashes: ReadonlySet<string>): readonly RememberedPod[] {
    return [...this.#pods.items()].flatMap(([key, pod]) =>
      hashes.has(pod.hash) ? [{ name: key.slice(this.#namespace.length + 1), ...pod }] : [],
    );
  }

  /** The same read from the cluster now. Throws ApiError 404 when there is no such Rollout. */
  async read(target: Target): Promise<TargetFacts> {
    const rollout = await this.#connection.request<Rollout>('GET', rolloutPath(target));
    const facts = rolloutFacts(rollout);
    const [sets, selectors, weights] = await Promise.all([
      this.replicaSets(rollout),
      this.#readEach(serviceNames(facts), `/api/v1/namespaces/${this.#namespace}/services`, serviceSelector),
      this.#readEach(
        ingressNames(facts),
        `/apis/networking.k8s.io/v1/namespaces/${this.#namespace}/ingresses`,
        canaryWeights,
      ),
    ]);
    const remembered = this.facts(target);
    return {
      target,
      live: this.live,
      rollout: facts,
      replicaSets: newestFirst(sets.map(replicaSetFacts)),
      troubles: remembered?.troubles ?? [],
      renewed: remembered?.renewed ?? null,
      analyses: remembered?.analyses ?? [],
      selectors: this.#selectors(facts, (name) => selectors[name] ?? null),
      canaryIngresses: this.#weights(facts, (name) => weights[name]),
      changedAt: remembered?.changedAt ?? 0,
    };
  }

  /** The ReplicaSets of a Rollout, whole. */
  async replicaSets(rollout: Rollout): Promise<readonly ReplicaSet[]> {
    const path = `/apis/apps/v1/namespaces/${this.#namespace}/replicasets`;
    const list = await this.#connection.request<K8sList<ReplicaSet>>('GET', path, {
      query: { labelSelector: HASH_LABEL },
    });
    return list.items.filter((set) => replicaSetFacts(set).owner === rollout.metadata.uid);
  }

  #all(): readonly Pick<ListWatch<unknown>, 'start' | 'stop' | 'renew' | 'live'>[] {
    return [this.#rollouts, this.#replicaSets, this.#pods, this.#services, this.#ingresses, this.#analyses];
  }

  async #readEach<T, O extends K8sObject>(names: readonly string[], path: string, summarise: (object: O) => T) {
    const read = async (name: string): Promise<[string, T][]> => {
      try {
        return [[name, summarise(await this.#connection.request<O>('GET', `${path}/${name}`))]];
      } catch (error) {
        if (isNotFound(error)) return [];
        throw error;
      }
    };
    const entries = await Promise.all(names.map(read));
    return Object.fromEntries(entries.flat()) as Readonly<Record<string, T>>;
  }

  #selectors(rollout: RolloutFacts, selector: (name: string) => string | null): Record<string, string | null> {
    return Object.fromEntries(serviceNames(rollout).map((name) => [name, selector(name)]));
  }

  #weights(rollout: RolloutFacts, weights: (name: string) => Readonly<Record<string, number>> | undefined) {
    const found: Record<string, number> = {};
    for (const name of ingressNames(rollout)) {
      const weight = weights(name)?.[rollout.canary?.annotationPrefix ?? ''];
      if (weight !== undefined) found[name] = weight;
    }
    return found;
  }
}

function serviceNames({ canary, blueGreen }: RolloutFacts): string[] {
  return [canary?.stableService, canary?.canaryService, blueGreen?.activeService].filter((name) => !!name) as string[];
}

function ingressNames({ name, canary }: RolloutFacts): string[] {
  return (canary?.stableIngresses ?? []).map((stable) => canaryIngressName(name, stable));
}

function renewed(pods: readonly PodFacts[], since: string | null): number | null {
  if (since === null) return null;
  return pods.filter(({ ready, createdAt }) => ready && Date.parse(createdAt) >= Date.parse(since)).length;
}

function newestFirst(sets: readonly ReplicaSetFacts[]): ReplicaSetFacts[] {
  return [...sets].sort((a, b) => b.revision - a.revision);
}
