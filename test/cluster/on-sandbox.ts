/**
 * `npm run test:sandbox`: the cluster suites on clusters of the sandbox instead of those of KUBECONFIG, several at a time. They
 * mostly wait, so there are two workers to a core; each has a cluster of its own. What is given is handed on to jest. Ends
 * as jest ends.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSuites } from './jest.ts';
import { startTestClusters } from './sandbox-clusters.ts';

/** More of them would be faster where nothing else runs, and some stories give the program no more than three seconds. */
const WORKERS = Math.min(12, 2 * availableParallelism());

/** Tests that do not run there, by words of their names, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'policy of the cluster': 'admission policies are not served',
  'a policy denies': 'likewise',
};
/** Tests in which somebody types `kubectl`; where it is not there, they are left out as well. */
const TYPED = [
  'an image that is set with the plugin',
  'what was started while the program was away',
  'a restart, a scaling and a note',
  'one with the plugin and its rollback',
  'of all that has ended the newest stays',
  'a Deployment that is edited by hand',
  'another number of replicas of the Deployment',
];
const NO_PLUGIN = 'kubectl with its plugin for Argo Rollouts is not on the PATH';

const hasPlugin = spawnSync('kubectl', ['argo', 'rollouts', 'version']).status === 0;
const leftOut = { ...LEFT_OUT, ...(hasPlugin ? {} : Object.fromEntries(TYPED.map((words) => [words, NO_PLUGIN]))) };
for (const [words, why] of Object.entries(leftOut)) process.stderr.write(`Left out: "${words}": ${why}\n`);

const folder = await mkdtemp(join(tmpdir(), 'rollbridge-on-sandbox-'));
const clusters = await startTestClusters(folder, WORKERS);

const without = ['-t', `^(?!.*(${Object.keys(leftOut).join('|')}))`];
process.exitCode = await runSuites({
  clusters: clusters.environments,
  stories: 1,
  options: [...without, ...process.argv.slice(2)],
});
await clusters.close();
await rm(folder, { recursive: true });
