/**
 * Everything that a cluster knows of a Rollout that is rolled back or has failed. All of it is asked for at once; of the
 * logs those first whose pods are going to die.
 */
import type { Collector, EvidenceBundle, EvidenceSource, Occasion } from '../../../engine/evidence/ports.ts';
import type { Recordings } from '../../../engine/evidence/recorder-ports.ts';
import type { Connection, TextReader } from '../../../kubernetes/connection.ts';
import type { K8sObject } from '../../../kubernetes/objects.ts';
import type { Target } from '../../../model/catalog.ts';
import type { RememberedPod } from '../namespace-view.ts';
import { HASH_LABEL, type ReplicaSet, type Rollout } from '../objects.ts';
import { analysisRunsPath, podsPath, replicaSetsPath, rolloutPath } from '../paths.ts';
import { type ConfigMap, configMapsIn, digestOf } from './config-maps.ts';
import { type ClusterEvent, EVENTS, eventsPath, timeOf } from './events.ts';
import { planLogs, readLogs, type WholePod } from './logs.ts';
import { Reader } from './reader.ts';
import { Filling } from './recorded.ts';
import { namedBy, scales, selects } from './related.ts';

/** The newest analysis runs; a Rollout keeps old ones for its history. */
const RUNS = 20;
const PAGES_OF_EVENTS = 10;

export interface ArgoEvidenceOptions {
  readonly connections: Readonly<Record<string, Connection & TextReader>>;
  /** The pods that memory knows. */
  readonly remembered: (target: Target) => readonly RememberedPod[] | null;
  readonly recordings: Recordings;
}

export class ArgoEvidence implements EvidenceSource {
  readonly name = 'the cluster';
  readonly #options: ArgoEvidenceOptions;

  constructor(options: ArgoEvidenceOptions) {
    this.#options = options;
  }

  begin(occasion: Occasion): Collector {
    const remembered = this.#options.remembered(occasion.target);
    return (bundle, signal) => this.#collect({ occasion, remembered }, bundle, signal);
  }

  async #collect({ occasion, remembered }: Begun, bundle: EvidenceBundle, signal: AbortSignal): Promise<void> {
    const { target, asOf } = occasion;
    const connection = this.#options.connections[target.cluster];
    if (connection === undefined) throw new Error(`no connection to cluster ${target.cluster}`);
    const filling = new Filling(bundle);
    const capture = new Capture(occasion, remembered ?? [], new Reader({ connection, bundle: filling, signal }));
    await keepMemory({ occasion, remembered }, bundle);
    await capture.run();
    await filling.fill(this.#options.recordings.find(occasion), asOf);
  }
}

/** What memory held at that moment. */
interface Begun {
  readonly occasion: Occasion;
  readonly remembered: readonly RememberedPod[] | null;
}

async function keepMemory({ occasion, remembered }: Begun, bundle: EvidenceBundle): Promise<void> {
  const path = 'as-of/pods.json';
  if (occasion.again) return bundle.lacks(path, 'Rollbridge was restarted since, and what it remembered is lost');
  if (remembered === null) return bundle.lacks(path, 'memory did not know the target');
  const pods = remembered.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  await bundle.put({ path, content: { object: pods }, source: 'memory' });
}

class Capture {
  readonly #occasion: Occasion;
  readonly #remembered: readonly RememberedPod[];
  readonly #reader: Reader;
  readonly #namespace: string;
  /** Names of everything whose events are wanted. */
  readonly #names = new Set<string>();

  constructor(occasion: Occasion, remembered: readonly RememberedPod[], reader: Reader) {
    this.#occasion = occasion;
    this.#remembered = remembered;
    this.#reader = reader;
    this.#namespace = occasion.target.namespace;
    this.#names.add(occasion.target.name);
    for (const { name } of remembered) this.#names.add(name);
  }

  async run(): Promise<void> {
    const events = this.#readEvents();
    await Promise.all([this.#pods(), this.#rollout(), this.#analysisRuns()]);
    await this.#keepEvents(await events);
  }

  async #pods(): Promise<void> {
    const hashes = new Set(this.#remembered.map(({ hash }) => hash));
    for (const hash of [this.#occasion.bad, this.#occasion.good]) if (hash !== null) hashes.add(hash);
    const labelSelector = hashes.size === 0 ? HASH_LABEL : `${HASH_LABEL} in (${[...hashes].join(',')})`;
    const [sets, labelled] = await Promise.all([
      this.#replicaSets(),
      this.#reader.list<WholePod>('pods', podsPath(this.#namespace), { query: { labelSelector } }),
    ]);
    const owners = sets === null ? null : new Set(sets.map(({ metadata }) => metadata.uid));
    const pods = labelled?.filter((pod) => owners === null || isOwned(pod, ({ uid }) => owners.has(uid))) ?? [];
    const there = new Set(pods.map(({ metadata }) => metadata.name));
    if (labelled !== null) {
      for (const { name } of this.#remembered) if (!there.has(name)) this.#lacksPod(name);
    }
    await Promise.all([
      this.#configMaps(sets ?? []),
      readLogs(this.#reader, this.#namespace, planLogs(pods, this.#occasion.bad)),
      ...pods.map((pod) => this.#keep('pods', pod, podsPath(this.#namespace))),
    ]);
  }

  #lacksPod(name: string): void {
    const why = 'the pod was there at that moment and gone before it could be read';
    this.#reader.lacks(`pods/${name}.json`, why);
    this.#reader.lacks(`logs/${name}`, why);
  }

  /** Those that the two versions were given. */
  async #configMaps(sets: readonly ReplicaSet[]): Promise<void> {
    const { bad, good } = this.#occasion;
    const versions = sets.filter(({ metadata }) => [bad, good].includes(metadata.labels?.[HASH_LABEL] ?? ''));
    const names = new Set(versions.flatMap(({ spec }) => configMapsIn(spec?.template)));
    const path = `/api/v1/namespaces/${this.#namespace}/configmaps`;
    const keep = async (name: string) => {
      const file = `configmaps/${name}.json`;
      const found = await this.#reader.read<ConfigMap>(file, `${path}/${name}`);
      if (found !== null) await this.#reader.put(file, digestOf(found), `${path}/${name}`);
    };
    await Promise.all([...names].map(keep));
  }

  async #replicaSets(): Promise<readonly ReplicaSet[] | null> {
    const path = replicaSetsPath(this.#namespace);
    const all = await this.#reader.list<ReplicaSet>('replicasets', path, { query: { labelSelector: HASH_LABEL } });
    const own = all?.filter((set) => this.#isOfRollout(set)) ?? null;
    await Promise.all(own?.map((set) => this.#keep('replicasets', set, path)) ?? []);
    return own;
  }

  async #rollout(): Promise<void> {
    const rollout = await this.#reader.keep<Rollout>('rollout.json', rolloutPath(this.#occasion.target));
    if (rollout === null) return;
    const labels = rollout.spec.selector?.matchLabels ?? {};
    const related = namedBy(rollout, this.#namespace);
    for (const { path } of related) this.#names.add(path.slice(path.lastIndexOf('/') + 1));
    const autoscaling = `/apis/autoscaling/v2/namespaces/${this.#namespace}/horizontalpodautoscalers`;
    const policy = `/apis/policy/v1/namespaces/${this.#namespace}/poddisruptionbudgets`;
    await Promise.all([
      ...related.map(({ file, path }) => this.#reader.keep(file, path)),
      this.#keepEach('horizontalpodautoscalers', autoscaling, (each) => scales(each, rollout.metadata.name)),
      this.#keepEach('poddisruptionbudgets', policy, (each) => selects(each, labels)),
    ]);
  }

  async #analysisRuns(): Promise<void> {
    const path = analysisRunsPath(this.#namespace);
    const runs = (await this.#reader.list('analysisruns', path))?.filter((run) => this.#isOfRollout(run)) ?? [];
    const newest = runs
      .toSorted((a, b) => (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? ''))
      .slice(0, RUNS);
    await Promise.all(newest.map((run) => this.#keep('analysisruns', run, path)));
  }

  #readEvents(): Promise<readonly ClusterEvent[] | null> {
    return this.#reader.list<ClusterEvent>(EVENTS, eventsPath(this.#namespace), { pages: PAGES_OF_EVENTS });
  }

  async #keepEvents(all: readonly ClusterEvent[] | null): Promise<void> {
    if (all === null) return;
    const own = all
      .filter(({ involvedObject }) => this.#names.has(involvedObject?.name ?? ''))
      .toSorted((a, b) => timeOf(a).localeCompare(timeOf(b)));
    await this.#reader.put(EVENTS, own, eventsPath(this.#namespace));
  }

  async #keepEach(folder: string, path: string, fits: (object: K8sObject) => boolean): Promise<void> {
    const all = await this.#reader.list(folder, path);
    await Promise.all(all?.filter(fits).map((object) => this.#keep(folder, object, path)) ?? []);
  }

  #keep(folder: string, object: K8sObject, path: string): Promise<void> {
    const { name } = object.metadata;
    this.#names.add(name);
    return this.#reader.put(`${folder}/${name}.json`, object, `${path}/${name}`);
  }

  #isOfRollout(object: K8sObject): boolean {
    return isOwned(object, ({ kind, name }) => kind === 'Rollout' && name === this.#occasion.target.name);
  }
}

type Owner = NonNullable<K8sObject['metadata']['ownerReferences']>[number];

function isOwned({ metadata }: K8sObject, fits: (owner: Owner) => boolean): boolean {
  return metadata.ownerReferences?.some(fits) ?? false;
}
