/** Clusters of the sandbox's own, with the controllers behind them, the services in them, and a Prometheus over all of them. */
import { join } from 'node:path';
import { type Controllers, startControllers } from './cluster/controllers/index.ts';
import { type Cluster, startClusters } from './cluster/index.ts';
import type { AnyObject } from './cluster/objects.ts';
import { startPrometheus } from './cluster/prometheus/index.ts';
import { demoObjects } from './services.ts';

/** A cluster and what makes it one. */
export interface LiveCluster extends Pick<Cluster, 'name' | 'store' | 'faults'> {
  readonly controllers: Controllers;
}

export interface OwnClusters {
  /** The path of the file. */
  readonly kubeconfig: string;
  readonly context: string;
  /** In the order of their names. */
  readonly clusters: readonly LiveCluster[];
  readonly prometheusUrl: string;
  close(): Promise<void>;
}

/** The first of them is the current context, and has the services. */
const NAMES = ['home', 'west'] as const;

/** `folder` is for the kubeconfig. */
export async function startOwnClusters(folder: string, namespace: string): Promise<OwnClusters> {
  const own = await startClusters({ names: NAMES });
  const clusters = own.clusters.map((cluster) => {
    const { name, store, faults } = cluster;
    const controllers = startControllers(store, { cluster: name });
    cluster.connect(controllers.pods);
    return { name, store, faults, controllers };
  });
  const prometheus = await startPrometheus({ clusters, time: own.cluster(NAMES[0]).store.time });
  for (const object of demoObjects(namespace)) own.cluster(NAMES[0]).store.create(object as AnyObject);
  const kubeconfig = join(folder, 'kubeconfig');
  await own.writeKubeconfig(kubeconfig);
  return {
    kubeconfig,
    context: NAMES[0],
    clusters,
    prometheusUrl: prometheus.url,
    close: async () => {
      await prometheus.close();
      for (const { controllers } of clusters) controllers.stop();
      await own.close();
    },
  };
}
