/** Runs the cluster suites with one worker to a cluster, each of which has a cluster of its own (`support/own-cluster.ts`). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What a suite needs of its cluster: `KUBECONFIG` and `PROMETHEUS_URL`. */
export type ClusterEnvironment = Readonly<Record<string, string>>;

export interface Run {
  readonly clusters: readonly ClusterEnvironment[];
  /** How many stories of one suite are told at a time, where they may be. */
  readonly stories: number;
  /** More of jest's options. */
  readonly options: readonly string[];
}

/** Resolves with jest's exit code. */
export async function runSuites({ clusters, stories, options }: Run): Promise<number> {
  const how = [
    '--selectProjects=cluster',
    `--maxWorkers=${clusters.length}`,
    `--maxConcurrency=${stories}`,
    '--testTimeout=90000',
    ...options,
  ];
  const jest = spawn(process.execPath, ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', ...how], {
    env: { ...process.env, ROLLBRIDGE_TEST_CLUSTERS: JSON.stringify(clusters) },
    stdio: 'inherit',
  });
  const [code] = await once(jest, 'exit');
  return code ?? 1;
}
