/** The roles that every cluster has: all for administrators, looking around for everybody, and the usual ones to bind. */
import type { AnyObject } from '../../objects.ts';
import type { ObjectStore } from '../../store/object-store.ts';
import type { Rule } from './rbac.ts';

const READ = ['get', 'list', 'watch'];
const WRITE = [...READ, 'create', 'delete', 'deletecollection', 'patch', 'update'];
const SHOWN = ['', 'apps', 'batch', 'networking.k8s.io', 'discovery.k8s.io', 'autoscaling', 'policy', 'argoproj.io'];
/** Of the core group; secrets are for those who may write. */
const PLAIN = [
  ...[
    'configmaps',
    'endpoints',
    'events',
    'pods',
    'pods/log',
    'pods/status',
    'services',
    'serviceaccounts',
    'namespaces',
  ],
  ...['deployments', 'deployments/scale', 'replicasets', 'replicasets/scale', 'jobs', 'ingresses', 'endpointslices'],
  ...['horizontalpodautoscalers', 'poddisruptionbudgets', 'rollouts', 'rollouts/scale', 'rollouts/status'],
  ...['analysisruns', 'analysistemplates', 'experiments'],
];
const ROLES = ['roles', 'rolebindings'];
const RBAC = 'rbac.authorization.k8s.io';
const REVIEWS = ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'];
const PUBLIC = ['/healthz', '/livez', '/readyz', '/version', '/version/'];

const roles: Readonly<Record<string, readonly Rule[]>> = {
  'cluster-admin': [
    { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
    { verbs: ['*'], nonResourceURLs: ['*'] },
  ],
  admin: [
    { verbs: WRITE, apiGroups: SHOWN, resources: [...PLAIN, 'secrets', 'services/proxy', 'serviceaccounts/token'] },
    { verbs: WRITE, apiGroups: [RBAC], resources: ROLES },
  ],
  edit: [
    { verbs: WRITE, apiGroups: SHOWN, resources: [...PLAIN, 'secrets', 'services/proxy', 'serviceaccounts/token'] },
  ],
  view: [{ verbs: READ, apiGroups: SHOWN, resources: PLAIN }],
  'system:basic-user': [
    { verbs: ['create'], apiGroups: ['authorization.k8s.io'], resources: REVIEWS },
    { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
  ],
  'system:discovery': [
    { verbs: ['get'], nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*', ...PUBLIC] },
  ],
  'system:public-info-viewer': [{ verbs: ['get'], nonResourceURLs: PUBLIC }],
};

const bindings: Readonly<Record<string, readonly string[]>> = {
  'cluster-admin': ['system:masters'],
  'system:basic-user': ['system:authenticated'],
  'system:discovery': ['system:authenticated'],
  'system:public-info-viewer': ['system:authenticated', 'system:unauthenticated'],
};

export function bootstrapRoles(store: ObjectStore): void {
  const apiVersion = `${RBAC}/v1`;
  const metadata = (name: string) => ({ name, labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' } });
  const by = { manager: 'kube-apiserver' };
  for (const [name, rules] of Object.entries(roles)) {
    store.create<AnyObject>({ apiVersion, kind: 'ClusterRole', metadata: metadata(name), rules }, by);
  }
  for (const [name, groups] of Object.entries(bindings)) {
    const subjects = groups.map((group) => ({ kind: 'Group', apiGroup: RBAC, name: group }));
    const roleRef = { apiGroup: RBAC, kind: 'ClusterRole', name };
    store.create<AnyObject>(
      { apiVersion, kind: 'ClusterRoleBinding', metadata: metadata(name), roleRef, subjects },
      by,
    );
  }
}
