/**
 * What is in one namespace of one cluster, followed by watches and kept as facts; one view serves all targets of
 * the namespace. Also reads the same facts afresh when memory will not do.
 */

import type { Connection } from '../../kubernetes/connection.ts';
import type { K8sList, K8sObject } from '../../kubernetes/objects.ts';
import type { Target } from '../../model/catalog.ts';
import { type AnalysisFacts, analysisFacts } from './analysis.ts';
import type { PodFacts, ReplicaSetFacts, RolloutFacts, Surroundings, TargetFacts } from './facts.ts';
import { Kind } from './kind.ts';
import { SurroundingKinds } from './kinds.ts';
import { type AnalysisRun, type Deployment, HASH_LABEL, type Pod, type ReplicaSet, type Rollout } from './objects.ts';
import { analysisRunsPath, deploymentsPath, podsPath, replicaSetsPath, rolloutPath, rolloutsPath } from './paths.ts';
import { podFacts, replicaSetFacts, rolloutFacts } from './reading.ts';

/** At most so many analysis runs of the wanted version are kept in a summary, the newest. */
const ANALYSES = 6;

export interface RememberedPod extends PodFacts {
  readonly name: string;
}

export interface ViewEvents {
  /** Some object of the namespace changed. */
  changed(): void;
  error(path: string, error: unknown): void;
}

export class NamespaceView {
  readonly #connection: Connection;
  readonly #namespace: string;
  readonly #rollouts: Kind<RolloutFacts, Rollout>;
  readonly #replicaSets: Kind<ReplicaSetFacts, ReplicaSet>;
  readonly #pods: Kind<PodFacts, Pod>;
  readonly #analyses: Kind<AnalysisFacts, AnalysisRun>;
  readonly #around: SurroundingKinds;
  /** Names of the Rollouts that are targets. */
  readonly #targets = new Set<string>();
  readonly #changed = new Map<string, { readonly version: string; readonly at: number }>();

  constructor(connection: Connection, namespace: string, events: ViewEvents) {
    this.#connection = connection;
    this.#namespace = namespace;
    const common = { namespace, changed: () => events.changed(), error: events.error };
    this.#rollouts = new Kind<RolloutFacts, Rollout>(connection, {
      ...common,
      path: rolloutsPath(namespace),
      summarise: rolloutFacts,
      changed: (name) => {
        if (name !== null) this.#rolloutChanged(name);
        events.changed();
      },
    });
    const labelSelector = HASH_LABEL;
    const path = replicaSetsPath(namespace);
    this.#replicaSets = new Kind(connection, { ...common, path, summarise: replicaSetFacts, labelSelector });
    const pods = { ...common, path: podsPath(namespace), summarise: podFacts, labelSelector };
    this.#pods = new Kind(connection, pods);
    this.#analyses = new Kind(connection, { ...common, path: analysisRunsPath(namespace), summarise: analysisFacts });
    this.#around = new SurroundingKinds(connection, namespace, events);
  }

  /** Makes this Rollout a target: what carries its traffic is followed as well. */
  add(name: string): void {
    this.#targets.add(name);
  }

  async start(): Promise<void> {
    await Promise.all(this.#own().map((kind) => kind.follow()));
    const rollouts = [...this.#targets].flatMap((name) => this.#rollouts.get(name) ?? []);
    await Promise.all(rollouts.map((rollout) => this.#around.follow(rollout)));
  }

  stop(): void {
    for (const kind of this.#all()) kind.stop();
  }

  /** Starts all watches over: their connections are dead though they look open. */
  renew(): void {
    for (const kind of this.#all()) kind.renew();
  }

  /** Takes what a write was answered with. */
  learn(object: K8sObject): void {
    if (object.kind === 'Rollout') this.#rollouts.learn(object as Rollout);
    if (object.kind === 'Deployment') this.#around.learn(object as Deployment);
  }

  /** The facts from memory; null when the Rollout is not known. */
  facts(target: Target): TargetFacts | null {
    const rollout = this.#rollouts.get(target.name);
    if (rollout === undefined) return null;
    const replicaSets = this.#replicaSets.all().filter((set) => set.owner === rollout.uid);
    return this.#assembled(target, rollout, replicaSets, this.#around.known(rollout));
  }

  /** Which pods with this label memory knows, whoever owns them. */
  pods(hashes: ReadonlySet<string>): readonly RememberedPod[] {
    return this.#pods.entries().flatMap(([name, pod]) => (hashes.has(pod.hash) ? [{ name, ...pod }] : []));
  }

  /** The same read from the cluster now. Throws ApiError 404 when there is no such Rollout. */
  async read(target: Target): Promise<TargetFacts> {
    const rollout = await this.rollout(target);
    const facts = rolloutFacts(rollout);
    const [sets, around] = await Promise.all([this.replicaSets(rollout), this.#around.read(facts)]);
    return this.#assembled(target, facts, sets.map(replicaSetFacts), around);
  }

  /** The Rollout, whole, read now. Throws ApiError 404 when there is none. */
  async rollout(target: Target): Promise<Rollout> {
    const rollout = await this.#connection.request<Rollout>('GET', rolloutPath(target));
    this.#rollouts.learn(rollout);
    return rollout;
  }

  /** The Deployment with this name, whole, read now. Throws ApiError 404 when there is none. */
  async deployment(name: string): Promise<Deployment> {
    const path = `${deploymentsPath(this.#namespace)}/${name}`;
    const deployment = await this.#connection.request<Deployment>('GET', path);
    this.#around.learn(deployment);
    return deployment;
  }

  /** The ReplicaSets of a Rollout, whole. */
  async replicaSets(rollout: Rollout): Promise<readonly ReplicaSet[]> {
    const path = replicaSetsPath(this.#namespace);
    const list = await this.#connection.request<K8sList<ReplicaSet>>('GET', path, {
      query: { labelSelector: HASH_LABEL },
    });
    return list.items.filter((set) => replicaSetFacts(set).owner === rollout.metadata.uid);
  }

  #assembled(
    target: Target,
    rollout: RolloutFacts,
    replicaSets: readonly ReplicaSetFacts[],
    around: Surroundings,
  ): TargetFacts {
    const hashes = new Set(replicaSets.map((set) => set.hash));
    const pods = this.#pods.all().filter(({ hash }) => hashes.has(hash));
    return {
      target,
      live: this.#own().every((kind) => kind.live) && this.#around.isLive(rollout),
      rollout,
      replicaSets: [...replicaSets].sort((a, b) => b.revision - a.revision),
      troubles: pods.flatMap(({ trouble }) => trouble ?? []),
      renewed: renewed(pods, rollout.restart.wanted),
      analyses: this.#analyses
        .all()
        .filter((run) => run.owner === rollout.uid && run.hash === rollout.current)
        .sort((a, b) => a.createdAt.localeCompare(b.createdAt))
        .slice(-ANALYSES)
        .map((run) => run.state),
      ...around,
      changedAt: this.#changed.get(target.name)?.at ?? 0,
    };
  }

  #rolloutChanged(name: string): void {
    const rollout = this.#rollouts.get(name);
    if (rollout === undefined || !this.#targets.has(name)) return;
    const { resourceVersion: version } = rollout;
    // A list, or a read of ours, may bring again what is known.
    if (this.#changed.get(name)?.version !== version) this.#changed.set(name, { version, at: Date.now() });
    void this.#around.follow(rollout);
  }

  #own(): readonly Pick<Kind<unknown>, 'follow' | 'stop' | 'renew' | 'live'>[] {
    return [this.#rollouts, this.#replicaSets, this.#pods, this.#analyses];
  }

  #all(): readonly Pick<Kind<unknown>, 'stop' | 'renew'>[] {
    return [...this.#own(), ...this.#around.followed()];
  }
}

function renewed(pods: readonly PodFacts[], since: string | null): number | null {
  if (since === null) return null;
  return pods.filter(({ ready, createdAt }) => ready && Date.parse(createdAt) >= Date.parse(since)).length;
}
