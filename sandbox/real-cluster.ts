/** A cluster that was there before: what the sandbox needs in it is made once, and never changed. */
import { setTimeout as pause } from 'node:timers/promises';
import { ApiException, KubeConfig, KubernetesObjectApi } from '@kubernetes/client-node';
import { SandboxProblem } from './problem.ts';
import { demoObjects, type KubeObject } from './services/index.ts';

export interface RealCluster {
  readonly context: string;
  /** Objects that were not there before, such as `Rollout shop`. */
  readonly made: readonly string[];
}

export interface Wanted {
  readonly kubeconfig: string;
  readonly namespace: string;
  /** For analyses: an address that Argo Rollouts reaches. */
  readonly prometheus: string | null;
}

/** Uses the current context. Throws SandboxProblem when the file cannot be read or the cluster does not answer. */
export async function prepareCluster({ kubeconfig, namespace, prometheus }: Wanted): Promise<RealCluster> {
  const config = new KubeConfig();
  try {
    config.loadFromFile(kubeconfig);
  } catch (error) {
    throw new SandboxProblem(`The kubeconfig ${kubeconfig} cannot be read: ${firstLine(error)}`);
  }
  const context = config.getCurrentContext();
  if (!config.getContextObject(context)) {
    throw new SandboxProblem(
      `The kubeconfig ${kubeconfig} has no current context: kubectl config use-context sets one.`,
    );
  }
  const wanted = demoObjects({ cluster: null, namespace, prometheus });
  try {
    const api = KubernetesObjectApi.makeApiClient(config);
    const made = await makeMissing(api, wanted);
    await untilHealthy(
      api,
      made.filter(({ kind }) => kind === 'Rollout'),
    );
    return { context, made: made.map(({ kind, metadata }) => `${kind} ${metadata.name}`) };
  } catch (error) {
    throw new SandboxProblem(`The cluster of the context "${context}" cannot be used: ${firstLine(error)}`);
  }
}

async function makeMissing(api: KubernetesObjectApi, wanted: readonly KubeObject[]): Promise<KubeObject[]> {
  const made: KubeObject[] = [];
  for (const object of wanted) {
    if (await isThere(api, object)) continue;
    await api.create(object);
    made.push(object);
  }
  return made;
}

const HEALTHY_WITHIN_MS = 20_000;

/** A release on a Rollout that never was healthy goes live without steps. Where pods cannot start, it is not waited for. */
async function untilHealthy(api: KubernetesObjectApi, rollouts: readonly KubeObject[]): Promise<void> {
  const deadline = Date.now() + HEALTHY_WITHIN_MS;
  for (const { apiVersion, kind, metadata } of rollouts) {
    const { name, namespace = '' } = metadata;
    const isHealthy = async () => {
      const read = await api.read({ apiVersion, kind, metadata: { name, namespace } });
      return (read as { status?: { phase?: string } }).status?.phase === 'Healthy';
    };
    while (!(await isHealthy()) && Date.now() < deadline) await pause(250);
  }
}

async function isThere(api: KubernetesObjectApi, { apiVersion, kind, metadata }: KubeObject): Promise<boolean> {
  const { name, namespace = '' } = metadata;
  try {
    await api.read({ apiVersion, kind, metadata: namespace === '' ? { name } : { name, namespace } });
    return true;
  } catch (error) {
    if (error instanceof ApiException && error.code === 404) return false;
    throw error;
  }
}

function firstLine(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? '';
}
