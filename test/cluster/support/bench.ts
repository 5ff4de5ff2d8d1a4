/** A namespace with one Rollout and the driver upon it, without engine and Slack: goals in, writes and snapshots out. */
import { ArgoDriver } from '../../../src/drivers/argo/driver.ts';
import { type Deployment, HASH_LABEL, type Rollout } from '../../../src/drivers/argo/objects.ts';
import type { Goal, Pass } from '../../../src/engine/ports.ts';
import type { Connection } from '../../../src/kubernetes/connection.ts';
import type { K8sList, K8sObject } from '../../../src/kubernetes/objects.ts';
import type { Target } from '../../../src/model/catalog.ts';
import type { KeptVersion } from '../../../src/model/rollback.ts';
import { type TargetSnapshot, trafficOf } from '../../../src/model/snapshot.ts';
import { create, createNamespace, get, openCluster, pathOf, type TestCluster, until } from './cluster.ts';
import { IMAGE } from './workloads.ts';

/** The program knows nothing of its size. */
export interface SizedDeployment extends Deployment {
  readonly spec?: Deployment['spec'] & { readonly replicas?: number };
}

let cluster: TestCluster;
const benches: Bench[] = [];

/** Opens the cluster for a suite, and lets no driver outlive its test. */
export function setUpBenches(): void {
  beforeAll(() => {
    cluster = openCluster();
  });
  afterEach(() => {
    for (const bench of benches.splice(0)) bench.driver.stop();
  });
  afterAll(() => cluster.close());
}

export class Bench {
  readonly connection: Connection = cluster.connection;
  readonly namespace: string;
  readonly target: Target;
  readonly driver: ArgoDriver;

  private constructor(namespace: string) {
    this.namespace = namespace;
    this.target = { region: 'eu', cluster: 'home', namespace, kind: 'Rollout', name: 'shop', container: 'app' };
    this.driver = new ArgoDriver({ connections: { home: this.connection }, onError: () => undefined });
  }

  static async with(objects: readonly K8sObject[]): Promise<Bench> {
    const bench = new Bench(await createNamespace(cluster.connection, 'driver'));
    benches.push(bench);
    await create(cluster.connection, bench.namespace, ...objects);
    await bench.driver.start([bench.target]);
    await bench.see('the first version serves', (snapshot) => snapshot.settled);
    return bench;
  }

  see(what: string, holds: (snapshot: TargetSnapshot) => boolean, timeoutMs = 30_000): Promise<TargetSnapshot> {
    const look = () => {
      const snapshot = this.driver.latest(this.target);
      return Promise.resolve(snapshot !== null && holds(snapshot) ? snapshot : null);
    };
    return until(look, { what, timeoutMs }).catch((error: Error) => {
      throw new Error(`${error.message}; seen: ${JSON.stringify(this.driver.latest(this.target))}`);
    });
  }

  /** Pursues the goal until it is reached; returns the writes that were made, nudges left out. */
  async reach(goal: Goal): Promise<string[]> {
    return (await this.pursue(goal)).moves;
  }

  /** The same, with what was waited for meanwhile. */
  async pursue(goal: Goal): Promise<{ moves: string[]; waits: Set<string> }> {
    const pursuit = this.driver.pursue(this.target, goal);
    const moves: string[] = [];
    const waits = new Set<string>();
    const pass = async (): Promise<Pass | null> => {
      const came = await pursuit.pass();
      if (came.came === 'acted') moves.push(came.move);
      if (came.came === 'waiting') waits.add(came.for);
      return came.came === 'done' || came.came === 'impossible' ? came : null;
    };
    const end = await until(pass, { what: `goal ${goal.verb}, after ${moves.join(', ')}` });
    if (end.came === 'impossible') throw new Error(`impossible: ${end.why}`);
    return { moves: moves.filter((move) => move !== 'nudge'), waits };
  }

  /** Starts an update and returns what it replaced and the hash of the new version. */
  async update(tag: string): Promise<{ kept: KeptVersion; hash: string; goal: Goal & { verb: 'rollback' } }> {
    const { kept, found } = await this.driver.keep(this.target);
    await this.reach({ verb: 'start', image: `${IMAGE}:${tag}`, found });
    const { desiredHash } = await this.see('the new hash', (snapshot) => snapshot.desiredHash !== kept.hash);
    const hash = desiredHash ?? '';
    return { kept, hash, goal: { verb: 'rollback', from: { hash, image: `${IMAGE}:${tag}` }, to: kept } };
  }

  async promote(): Promise<void> {
    const { desiredHash, pause, steps } = await this.see(
      'a pause',
      ({ pause }) => pause !== null && pause.until === null,
    );
    const basis = { hash: desiredHash, step: steps?.index ?? null, pausedSince: pause?.since ?? null };
    await this.reach({ verb: 'promote', basis });
  }

  async rollout(): Promise<Rollout> {
    const rollout = await get<Rollout>(this.connection, 'Rollout', this.namespace, 'shop');
    if (rollout === null) throw new Error('the rollout is gone');
    return rollout;
  }

  /** The one that holds the template of a Rollout with a `workloadRef`. */
  async deployment(): Promise<SizedDeployment> {
    const deployment = await get<SizedDeployment>(this.connection, 'Deployment', this.namespace, 'shop');
    if (deployment === null) throw new Error('the deployment is gone');
    return deployment;
  }

  /** One pod of this version dies at once; its ReplicaSet starts another one. */
  async losePod(hash: string | null): Promise<void> {
    const path = `/api/v1/namespaces/${this.namespace}/pods`;
    const query = { labelSelector: `${HASH_LABEL}=${hash}` };
    const { items } = await this.connection.request<K8sList<K8sObject>>('GET', path, { query });
    const body = { gracePeriodSeconds: 0 };
    await this.connection.request('DELETE', `${path}/${items[0]?.metadata.name}`, { body });
  }

  /** From now on the Rollout belongs to a controller that is not there. What was begun is let come to its end first. */
  async loseController(): Promise<void> {
    let last = { version: '', since: 0 };
    const rests = async () => {
      const version = (await this.rollout()).metadata.resourceVersion ?? '';
      if (version !== last.version) last = { version, since: Date.now() };
      return Date.now() - last.since > 1_000;
    };
    await until(rests, { what: 'a second without a change' });
    await this.patch({ metadata: { labels: { 'argo-rollouts.argoproj.io/controller-instance-id': 'nobody' } } });
  }

  patch(body: object, fieldManager = 'rollbridge-test'): Promise<unknown> {
    return this.connection.request('PATCH', pathOf('Rollout', this.namespace, 'shop'), {
      body,
      query: { fieldManager },
      contentType: 'application/merge-patch+json',
    });
  }

  /** What must hold after every rollback. */
  async expectBack(kept: KeptVersion, bad: string): Promise<void> {
    const snapshot = await this.driver.read(this.target);
    expect({ settled: snapshot.settled, image: snapshot.image, bad: trafficOf(snapshot, bad) }).toEqual({
      settled: true,
      image: kept.image,
      bad: 0,
    });
    const { spec, metadata } = await this.rollout();
    const template = spec.workloadRef === undefined ? spec.template : (await this.deployment()).spec?.template;
    expect(JSON.stringify(template)).toBe(kept.template);
    expect(spec.paused ?? false).toBe(false);
    expect(metadata.annotations).not.toHaveProperty(['rollbridge.dev/former-rollback-window']);
  }
}
