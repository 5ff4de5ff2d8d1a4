/**
 * `npm run test:sandbox`: the cluster suites on the sandbox's own cluster instead of that of KUBECONFIG. What is given is
 * handed on to jest. Ends as jest ends.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startControllers } from '../../sandbox/cluster/controllers/index.ts';
import { startClusters } from '../../sandbox/cluster/index.ts';
import { startPrometheus } from '../../sandbox/cluster/prometheus/index.ts';
import { AS_ON_TEST_CONTROL_PLANES } from '../../sandbox/cluster/traffic/demand.ts';

/** Tests that do not run there, by words of their names, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'no controller answers': 'the controller is stopped as a process of its own',
  'taken off the bad version at the router': 'likewise',
  'policy of the cluster': 'admission policies are not served',
  'a policy denies': 'likewise',
};
/** Suites that do not, and why. */
const SUITES_LEFT_OUT: Readonly<Record<string, string>> = {
  'evidence-of-twenty-pods': 'an image that is changed in a pod that runs has no effect there',
};

const folder = await mkdtemp(join(tmpdir(), 'rollbridge-on-sandbox-'));
const clusters = await startClusters({ names: ['home'] });
const home = clusters.cluster('home');
const { store } = home;
const demand = AS_ON_TEST_CONTROL_PLANES;
const failed = (error: unknown) => void process.stderr.write(`controller: ${error}\n`);
const controllers = startControllers(store, { demand, failed });
home.connect(controllers.pods);
const prometheus = await startPrometheus({ clusters: [{ name: 'home', store }], time: store.time, demand });
const kubeconfig = join(folder, 'kubeconfig');
await clusters.writeKubeconfig(kubeconfig);

const without = ['-t', `^(?!.*(${Object.keys(LEFT_OUT).join('|')}))`];
const ignored = ['--testPathIgnorePatterns', ...Object.keys(SUITES_LEFT_OUT)];
const jest = spawn('npm', ['run', '--silent', 'test:cluster', '--', ...without, ...ignored, ...process.argv.slice(2)], {
  env: { ...process.env, KUBECONFIG: kubeconfig, PROMETHEUS_URL: prometheus.url },
  stdio: 'inherit',
});
const [code] = await once(jest, 'exit');
await prometheus.close();
controllers.stop();
await clusters.close();
await rm(folder, { recursive: true });
process.exitCode = code ?? 1;
