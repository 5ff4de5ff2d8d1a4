/** Clusters of the sandbox's own, with the controllers behind them and the services in them. */
import { join } from 'node:path';
import { startControllers } from './cluster/controllers/index.ts';
import { startClusters } from './cluster/index.ts';
import type { AnyObject } from './cluster/objects.ts';
import { demoObjects } from './services.ts';

export interface OwnClusters {
  /** The path of the file. */
  readonly kubeconfig: string;
  readonly context: string;
  close(): Promise<void>;
}

/** The first of them is the current context, and has the services. */
const NAMES = ['home', 'west'] as const;

/** `folder` is for the kubeconfig. */
export async function startOwnClusters(folder: string, namespace: string): Promise<OwnClusters> {
  const clusters = await startClusters({ names: NAMES });
  const running = clusters.clusters.map((cluster) => {
    const controllers = startControllers(cluster.store);
    cluster.connect(controllers.pods);
    return controllers;
  });
  for (const object of demoObjects(namespace)) clusters.cluster(NAMES[0]).store.create(object as AnyObject);
  const kubeconfig = join(folder, 'kubeconfig');
  await clusters.writeKubeconfig(kubeconfig);
  return {
    kubeconfig,
    context: NAMES[0],
    close: async () => {
      for (const controllers of running) controllers.stop();
      await clusters.close();
    },
  };
}
