/** Clusters of the sandbox as the cluster suites want them: each as if it were the only one, with all that goes with it. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Controllers, startControllers } from '../../sandbox/cluster/controllers/index.ts';
import { startClusters } from '../../sandbox/cluster/index.ts';
import { startPrometheus } from '../../sandbox/cluster/prometheus/index.ts';
import { AS_ON_TEST_CONTROL_PLANES } from '../../sandbox/cluster/traffic/demand.ts';

export interface TestClusters {
  /** What a suite on each of them has in its environment. */
  readonly environments: readonly Readonly<Record<string, string>>[];
  close(): Promise<void>;
}

type TestCluster = Awaited<ReturnType<typeof startTestCluster>>;

/** `folder` is for their kubeconfigs. */
export async function startTestClusters(folder: string, count: number): Promise<TestClusters> {
  const paths = Array.from({ length: count }, (_, index) => join(folder, `kubeconfig-${index + 1}`));
  const clusters: TestCluster[] = await Promise.all(paths.map(startTestCluster));
  return {
    environments: clusters.map(({ environment }) => environment),
    close: async () => void (await Promise.all(clusters.map(({ close }) => close()))),
  };
}

async function startTestCluster(kubeconfig: string) {
  const clusters = await startClusters({ names: ['home'] });
  const home = clusters.cluster('home');
  const { store } = home;
  const demand = AS_ON_TEST_CONTROL_PLANES;
  const failed = (error: unknown) => void process.stderr.write(`controller: ${error}\n`);
  const controllers = startControllers(store, { demand, failed });
  home.connect(controllers.pods);
  const prometheus = await startPrometheus({ clusters: [{ name: 'home', store }], time: store.time, demand });
  await clusters.writeKubeconfig(kubeconfig);
  const stopping = await listenForStops(controllers);
  return {
    environment: { KUBECONFIG: kubeconfig, PROMETHEUS_URL: prometheus.url, ROLLOUTS_CONTROLLER_URL: stopping.url },
    close: async () => {
      stopping.close();
      await prometheus.close();
      controllers.stop();
      await clusters.close();
    },
  };
}

/** `POST /stop` and `POST /continue` are to Argo's controller what signals are to a process (`support/controller.ts`). */
async function listenForStops(controllers: Controllers): Promise<{ url: string; close(): void }> {
  const server = createServer(({ method, url }, response) => {
    const isKnown = method === 'POST' && (url === '/stop' || url === '/continue');
    if (isKnown) controllers.argoStopped = url === '/stop';
    response.writeHead(isKnown ? 204 : 404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
