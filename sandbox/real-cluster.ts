/** A cluster that was there before: what the sandbox needs in it is made once, and never changed. */
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
    return { context, made: await makeMissing(KubernetesObjectApi.makeApiClient(config), wanted) };
  } catch (error) {
    throw new SandboxProblem(`The cluster of the context "${context}" cannot be used: ${firstLine(error)}`);
  }
}

async function makeMissing(api: KubernetesObjectApi, wanted: readonly KubeObject[]): Promise<string[]> {
  const made: string[] = [];
  for (const object of wanted) {
    if (await isThere(api, object)) continue;
    await api.create(object);
    made.push(`${object.kind} ${object.metadata.name}`);
  }
  return made;
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
