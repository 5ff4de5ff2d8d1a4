/** The clusters of KUBECONFIG, for tests: plain requests, conditions to wait for, and namespaces of one's own. */
import { KubeConfig } from '@kubernetes/client-node';
import { ClusterConnection, type Connection } from '../../../src/kubernetes/connection.ts';
import { isNotFound } from '../../../src/kubernetes/errors.ts';
import type { K8sObject } from '../../../src/kubernetes/objects.ts';

export interface TestCluster {
  readonly connection: Connection;
  readonly config: KubeConfig;
  close(): Promise<void>;
}

/** The cluster of the current context. Throws when KUBECONFIG is not set: a suite without a cluster is not green. */
export function openCluster(context?: string): TestCluster {
  if (!process.env.KUBECONFIG) throw new Error('KUBECONFIG is not set: the cluster suites need a control plane');
  const config = new KubeConfig();
  config.loadFromDefault();
  if (context !== undefined) config.setCurrentContext(context);
  const connection = new ClusterConnection(config, 'rollbridge-test');
  return { connection, config, close: () => connection.close() };
}

const PLURALS: Readonly<Record<string, string>> = {
  Namespace: '/api/v1/namespaces',
  Service: '/api/v1/namespaces/NS/services',
  ServiceAccount: '/api/v1/namespaces/NS/serviceaccounts',
  Deployment: '/apis/apps/v1/namespaces/NS/deployments',
  Ingress: '/apis/networking.k8s.io/v1/namespaces/NS/ingresses',
  VirtualService: '/apis/networking.istio.io/v1beta1/namespaces/NS/virtualservices',
  DestinationRule: '/apis/networking.istio.io/v1beta1/namespaces/NS/destinationrules',
  Rollout: '/apis/argoproj.io/v1alpha1/namespaces/NS/rollouts',
  AnalysisTemplate: '/apis/argoproj.io/v1alpha1/namespaces/NS/analysistemplates',
  Role: '/apis/rbac.authorization.k8s.io/v1/namespaces/NS/roles',
  RoleBinding: '/apis/rbac.authorization.k8s.io/v1/namespaces/NS/rolebindings',
  Release: '/apis/rollbridge.dev/v1alpha1/namespaces/NS/releases',
  Incident: '/apis/rollbridge.dev/v1alpha1/namespaces/NS/incidents',
  Notice: '/apis/rollbridge.dev/v1alpha1/namespaces/NS/notices',
};

export function pathOf(kind: string, namespace: string, name?: string): string {
  const plural = PLURALS[kind];
  if (plural === undefined) throw new Error(`no path known for ${kind}`);
  return plural.replace('NS', namespace) + (name === undefined ? '' : `/${name}`);
}

export async function create(connection: Connection, namespace: string, ...objects: readonly K8sObject[]) {
  for (const object of objects)
    await connection.request('POST', pathOf(object.kind ?? '', namespace), { body: object });
}

export async function createNamespace(connection: Connection, prefix: string): Promise<string> {
  const name = `${prefix}-${Math.random().toString(36).slice(2, 8)}`;
  await connection.request('POST', '/api/v1/namespaces', {
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
  });
  return name;
}

export async function get<T>(connection: Connection, kind: string, namespace: string, name: string): Promise<T | null> {
  try {
    return await connection.request<T>('GET', pathOf(kind, namespace, name));
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

export interface WaitOptions {
  readonly what: string;
  readonly timeoutMs?: number;
}

/** Asks until the answer is not null; says what it last saw when the time is over. */
export async function until<T>(
  ask: () => Promise<T | null | undefined | false>,
  { what, timeoutMs = 30_000 }: WaitOptions,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let trouble: unknown = null;
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      trouble = error;
    }
    if (Date.now() > deadline) {
      throw new Error(`waited ${timeoutMs} ms in vain for ${what}${trouble === null ? '' : ` (${String(trouble)})`}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
