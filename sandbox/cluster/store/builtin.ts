/** The kinds that an API server brings itself, as far as they are wanted here. */
import type { GenerationRule, Resource, ScalePaths } from './resource.ts';

interface Row {
  readonly short?: readonly string[];
  readonly generation?: GenerationRule;
  readonly status?: boolean;
  readonly cluster?: boolean;
  readonly all?: boolean;
  readonly scale?: ScalePaths;
  readonly plural?: string;
}

const REPLICAS: ScalePaths = { specReplicas: 'spec.replicas', statusReplicas: 'status.replicas' };

const rows: Readonly<Record<string, Readonly<Record<string, Row>>>> = {
  v1: {
    ConfigMap: { short: ['cm'] },
    Event: { short: ['ev'] },
    Namespace: { short: ['ns'], cluster: true, status: true },
    Node: { short: ['no'], cluster: true, status: true },
    Pod: { short: ['po'], all: true, status: true, generation: 'spec' },
    PodTemplate: { generation: 'all-but-status' },
    Secret: {},
    Service: { short: ['svc'], all: true, status: true },
    ServiceAccount: { short: ['sa'] },
  },
  'apps/v1': {
    Deployment: { short: ['deploy'], all: true, status: true, generation: 'spec-or-annotations', scale: REPLICAS },
    ReplicaSet: { short: ['rs'], all: true, status: true, generation: 'spec', scale: REPLICAS },
  },
  'batch/v1': { Job: { all: true, status: true, generation: 'spec' } },
  'autoscaling/v2': {
    HorizontalPodAutoscaler: { short: ['hpa'], all: true, status: true },
  },
  'policy/v1': { PodDisruptionBudget: { short: ['pdb'], status: true, generation: 'spec' } },
  'networking.k8s.io/v1': {
    Ingress: { short: ['ing'], status: true, generation: 'spec', plural: 'ingresses' },
  },
  'discovery.k8s.io/v1': { EndpointSlice: { generation: 'all-but-status' } },
  'coordination.k8s.io/v1': { Lease: {} },
  'rbac.authorization.k8s.io/v1': {
    ClusterRole: { cluster: true },
    ClusterRoleBinding: { cluster: true },
    Role: {},
    RoleBinding: {},
  },
  'apiextensions.k8s.io/v1': {
    CustomResourceDefinition: { short: ['crd', 'crds'], cluster: true, status: true, generation: 'spec' },
  },
};

export const builtIn: readonly Resource[] = Object.entries(rows).flatMap(([apiVersion, kinds]) => {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  return Object.entries(kinds).map(([kind, row]) => resourceOf({ group, version, kind }, row));
});

function resourceOf(named: Pick<Resource, 'group' | 'version' | 'kind'>, row: Row): Resource {
  const singular = named.kind.toLowerCase();
  return {
    ...named,
    plural: row.plural ?? `${singular}s`,
    singular,
    shortNames: row.short ?? [],
    categories: row.all === true ? ['all'] : [],
    namespaced: row.cluster !== true,
    status: row.status === true,
    ...(row.scale !== undefined && { scale: row.scale }),
    generation: row.generation ?? 'none',
    custom: false,
  };
}
