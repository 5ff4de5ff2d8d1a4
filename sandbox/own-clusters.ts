/** Clusters of the sandbox's own, with the controllers behind them, the services in them, and a Prometheus over all of them. */
import { join } from 'node:path';
import { type Controllers, startControllers } from './cluster/controllers/index.ts';
import { type Cluster, startClusters } from './cluster/index.ts';
import type { AnyObject } from './cluster/objects.ts';
import { startPrometheus } from './cluster/prometheus/index.ts';
import type { ObjectStore } from './cluster/store/object-store.ts';
import { Time } from './cluster/time.ts';
import { SandboxProblem } from './problem.ts';
import { type ClusterName, demoObjects } from './services/index.ts';
import type { KeptClusters } from './state.ts';

/** A cluster and what makes it one. */
export interface LiveCluster extends Pick<Cluster, 'name' | 'store' | 'faults'> {
  readonly controllers: Controllers;
}

export interface OwnClusters {
  /** The path of the file. */
  readonly kubeconfig: string;
  /** Of the kubeconfig. */
  readonly contexts: Readonly<Record<ClusterName, string>>;
  /** In the order of their names. */
  readonly clusters: readonly LiveCluster[];
  /** Of all of them. */
  readonly time: Time;
  readonly prometheusUrl: string;
  /** All that is needed to go on from here. */
  keep(): KeptClusters;
  /** Calls back after every write to one of them. */
  onChange(look: () => void): void;
  close(): Promise<void>;
}

/** The first of them is the current context, and has the records of Rollbridge. */
const NAMES: readonly ClusterName[] = ['home', 'west'];

const DEFINITION = 'CustomResourceDefinition';
/** What runs has run for so long: all of it is healthy, and its figures have a past. */
const AGE_MS = 15 * 60_000;

export interface OwnClustersOptions {
  /** For the kubeconfig. */
  readonly folder: string;
  /** Of the services and of the records of Rollbridge. */
  readonly namespace: string;
  /** Of clusters that were there before: they go on from there. */
  readonly kept: KeptClusters | null;
}

/** Throws SandboxProblem when what was kept does not fit. */
export async function startOwnClusters({ folder, namespace, kept }: OwnClustersOptions): Promise<OwnClusters> {
  const age = kept === null ? AGE_MS : 0;
  const time = new Time({ start: Math.max(kept?.now ?? 0, Date.now()) - age });
  const own = await startClusters({ names: NAMES, time });
  const memories = own.clusters.map(({ name, store }) => ({ name, dump: memoryOf(store, kept?.stores[name] ?? null) }));
  const clusters = own.clusters.map((cluster) => {
    const { name, store, faults } = cluster;
    const controllers = startControllers(store, { cluster: name });
    cluster.connect(controllers.pods);
    return { name, store, faults, controllers };
  });
  const prometheus = await startPrometheus({ clusters, time });
  for (const name of NAMES) {
    fill(own.cluster(name).store, demoObjects({ cluster: name, namespace, prometheus: prometheus.url }));
  }
  time.advance(age);
  const kubeconfig = join(folder, 'kubeconfig');
  await own.writeKubeconfig(kubeconfig);
  return {
    kubeconfig,
    contexts: { home: 'home', west: 'west' },
    clusters,
    time,
    prometheusUrl: prometheus.url,
    keep: () => ({ now: time.now(), stores: Object.fromEntries(memories.map(({ name, dump }) => [name, dump()])) }),
    onChange: (look) => {
      for (const { store } of clusters) store.journal.watchAll(look);
    },
    close: async () => {
      await prometheus.close();
      for (const { controllers } of clusters) controllers.stop();
      time.stop();
      await own.close();
    },
  };
}

type KeptStore = KeptClusters['stores'][string];

/**
 * Returns what the store holds but for the definitions that every cluster begins with: they are large, and those of the
 * sandbox that goes on count.
 */
function memoryOf(store: ObjectStore, kept: KeptStore | null): () => KeptStore {
  const given = new Set(store.list(DEFINITION).map(({ metadata }) => metadata.name));
  if (kept !== null) restore(store, kept);
  return () => {
    const { version, objects } = store.dump();
    return {
      version,
      objects: objects.filter(({ kind, metadata }) => kind !== DEFINITION || !given.has(metadata.name)),
    };
  };
}

function restore(store: ObjectStore, kept: KeptStore): void {
  try {
    store.restore(kept);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SandboxProblem(`The clusters that were kept cannot be gone on from (${why}): delete the state.`);
  }
}

/** What is there already stays, but for templates: they name the Prometheus, which listens elsewhere each time. */
function fill(store: ObjectStore, wanted: ReturnType<typeof demoObjects>): void {
  for (const each of wanted) {
    const object = each as AnyObject;
    const { name, namespace = null } = object.metadata;
    const known = store.get<AnyObject>(object.kind, namespace, name);
    if (known === null) store.create(object);
    else if (object.kind === 'AnalysisTemplate') store.update({ ...known, spec: object.spec });
  }
}
