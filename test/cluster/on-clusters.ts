/**
 * `npm run test:cluster`: the cluster suites on the cluster of KUBECONFIG, or on those of ROLLBRIDGE_TEST_CLUSTERS, a list of
 * environments in JSON: then as many suites at a time. What is given is handed on to jest. Ends as jest ends.
 */
import { type ClusterEnvironment, runSuites } from './jest.ts';

const { ROLLBRIDGE_TEST_CLUSTERS, KUBECONFIG = '', PROMETHEUS_URL = '' } = process.env;
const clusters: readonly ClusterEnvironment[] =
  ROLLBRIDGE_TEST_CLUSTERS === undefined ? [{ KUBECONFIG, PROMETHEUS_URL }] : JSON.parse(ROLLBRIDGE_TEST_CLUSTERS);

process.exitCode = await runSuites({ clusters, stories: 3, options: process.argv.slice(2) });
