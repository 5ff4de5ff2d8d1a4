/** What a case of the contract gets to see of a cluster, whichever it is. */

export interface Asking {
  readonly body?: unknown;
  readonly type?: 'json' | 'json-patch' | 'merge' | 'strategic' | 'apply';
  /** The bearer's token; the administrator's unless given, '' for none. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Came {
  readonly status: number;
  /** JSON, or text when it is none. */
  readonly body: unknown;
  readonly warning: string | null;
}

export interface Watching {
  /** Waits for so many events, bookmarks not counted. */
  next(count: number): Promise<readonly Event[]>;
  stop(): void;
}

export interface Event {
  readonly type: string;
  readonly object: Tree;
}

export type Tree = { readonly [field: string]: unknown };

export interface MetCluster {
  /** Made for the case. */
  readonly namespace: string;
  ask(method: string, path: string, asking?: Asking): Promise<Came>;
  watch(path: string): Promise<Watching>;
  close(): Promise<void>;
}

export interface Case {
  /** A sentence: what is asked and what must come back. */
  readonly name: string;
  /** Asks, and tells what came of it. */
  act(cluster: MetCluster): Promise<unknown>;
  /** What comes of it at a real control plane; at least this much. */
  readonly expected: unknown;
}

export const TYPES: Readonly<Record<NonNullable<Asking['type']>, string>> = {
  json: 'application/json',
  'json-patch': 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

/** What differs from one run to the next gets a name. */
export function named(value: unknown, { namespace }: MetCluster): unknown {
  const text = JSON.stringify(value ?? null)
    .replaceAll(namespace, '<ns>')
    .replace(/"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"/g, '"<time>"')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>')
    .replace(/"resourceVersion":"\d+"/g, '"resourceVersion":"<version>"')
    .replace(/ResourceVersion in record \(\d+\)/g, 'ResourceVersion in record (<version>)');
  return JSON.parse(text) as unknown;
}

// What cases ask again and again

const PLACES: Readonly<Record<string, string>> = {
  configmaps: '/api/v1/namespaces/NS/configmaps',
  services: '/api/v1/namespaces/NS/services',
  pods: '/api/v1/namespaces/NS/pods',
  serviceaccounts: '/api/v1/namespaces/NS/serviceaccounts',
  deployments: '/apis/apps/v1/namespaces/NS/deployments',
  ingresses: '/apis/networking.k8s.io/v1/namespaces/NS/ingresses',
  roles: '/apis/rbac.authorization.k8s.io/v1/namespaces/NS/roles',
  rolebindings: '/apis/rbac.authorization.k8s.io/v1/namespaces/NS/rolebindings',
  rollouts: '/apis/argoproj.io/v1alpha1/namespaces/NS/rollouts',
  virtualservices: '/apis/networking.istio.io/v1beta1/namespaces/NS/virtualservices',
  releases: '/apis/rollbridge.dev/v1alpha1/namespaces/NS/releases',
  budgets: '/apis/policy/v1/namespaces/NS/poddisruptionbudgets',
  leases: '/apis/coordination.k8s.io/v1/namespaces/NS/leases',
};

/** `configmaps/a`, `rollouts/shop/status`. */
export function path({ namespace }: MetCluster, place: string): string {
  const [plural = '', ...rest] = place.split('/');
  const base = PLACES[plural.replace(/\?.*/, '')];
  if (base === undefined) throw new Error(`no place ${place}`);
  const query = /\?.*/.exec(plural)?.[0] ?? '';
  return [base.replace('NS', namespace) + query, ...rest].join('/');
}

/** Makes an object; throws when it is refused. */
export async function made(cluster: MetCluster, place: string, body: object): Promise<Tree> {
  const came = await cluster.ask('POST', path(cluster, place), { body });
  if (came.status !== 201) throw new Error(`not made: ${JSON.stringify(came.body)}`);
  return came.body as Tree;
}

export async function refusal(came: Promise<Came>): Promise<unknown> {
  const { status, body } = await came;
  return status < 300 ? 'nothing was refused' : body;
}

/** The whole Status of a failure. */
export function failure(code: number, reason: string | null, message: string, details?: object): object {
  const body = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code };
  return { ...body, ...(reason !== null && { reason }), ...(details !== undefined && { details }) };
}

export const configMap = (name: string, data: object = {}, meta: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...meta },
  data,
});

/** One at which neither side's controllers do anything. */
export const rollout = (name: string, spec: object = {}, meta: object = {}) => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Rollout',
  metadata: { name, labels: { 'argo-rollouts.argoproj.io/controller-instance-id': 'nobody' }, ...meta },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'app', image: 'ghcr.io/acme/shop:1.0.0' }] },
    },
    strategy: { canary: { steps: [{ setWeight: 20 }, { pause: {} }] } },
    ...spec,
  },
});

export const release = (name: string, spec: object = {}) => ({
  apiVersion: 'rollbridge.dev/v1alpha1',
  kind: 'Release',
  metadata: { name },
  spec: { service: 'shop', environment: 'production', version: '2.0.0', ...spec },
});

/** With no pods: nothing happens after it is made but its status. */
export const deployment = (name: string, spec: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'app', image: 'ghcr.io/acme/shop:1.0.0', ports: [{ containerPort: 8080 }] }] },
    },
    ...spec,
  },
});
