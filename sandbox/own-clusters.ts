/** Clusters of the sandbox's own, with the controllers behind them, the services in them, and a Prometheus over all of them. */
import { join } from 'node:path';
import { type Controllers, startControllers } from './cluster/controllers/index.ts';
import { type Cluster, startClusters } from './cluster/index.ts';
import type { AnyObject } from './cluster/objects.ts';
import { startPrometheus } from './cluster/prometheus/index.ts';
import { Time } from './cluster/time.ts';
import { type ClusterName, demoObjects } from './services/index.ts';

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
  close(): Promise<void>;
}

/** The first of them is the current context, and has the records of Rollbridge. */
const NAMES: readonly ClusterName[] = ['home', 'west'];

/** What runs has run for so long: all of it is healthy, and its figures have a past. */
const AGE_MS = 15 * 60_000;

/** `folder` is for the kubeconfig. */
export async function startOwnClusters(folder: string, namespace: string): Promise<OwnClusters> {
  const time = new Time({ start: Date.now() - AGE_MS });
  const own = await startClusters({ names: NAMES, time });
  const clusters = own.clusters.map((cluster) => {
    const { name, store, faults } = cluster;
    const controllers = startControllers(store, { cluster: name });
    cluster.connect(controllers.pods);
    return { name, store, faults, controllers };
  });
  const prometheus = await startPrometheus({ clusters, time });
  for (const name of NAMES) {
    const { store } = own.cluster(name);
    for (const object of demoObjects({ cluster: name, namespace, prometheus: prometheus.url })) {
      store.create(object as AnyObject);
    }
  }
  time.advance(AGE_MS);
  const kubeconfig = join(folder, 'kubeconfig');
  await own.writeKubeconfig(kubeconfig);
  return {
    kubeconfig,
    contexts: { home: 'home', west: 'west' },
    clusters,
    time,
    prometheusUrl: prometheus.url,
    close: async () => {
      await prometheus.close();
      for (const { controllers } of clusters) controllers.stop();
      time.stop();
      await own.close();
    },
  };
}
