/** Where the objects of a target are on its API server. */
import type { Target } from '../../model/catalog.ts';

export function rolloutPath({ namespace, name }: Pick<Target, 'namespace' | 'name'>): string {
  return `${rolloutsPath(namespace)}/${name}`;
}

export function rolloutsPath(namespace: string): string {
  return `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/rollouts`;
}

export function analysisRunsPath(namespace: string): string {
  return `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/analysisruns`;
}

export function replicaSetsPath(namespace: string): string {
  return `/apis/apps/v1/namespaces/${namespace}/replicasets`;
}

export function deploymentsPath(namespace: string): string {
  return `/apis/apps/v1/namespaces/${namespace}/deployments`;
}

export function podsPath(namespace: string): string {
  return `/api/v1/namespaces/${namespace}/pods`;
}

export function servicesPath(namespace: string): string {
  return `/api/v1/namespaces/${namespace}/services`;
}

export function endpointSlicesPath(namespace: string): string {
  return `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`;
}

export function ingressesPath(namespace: string): string {
  return `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses`;
}

export function autoscalersPath(namespace: string): string {
  return `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`;
}

/** Served by every Istio since 1.5, beside newer versions of the same. */
export function istioPath(namespace: string, plural: 'virtualservices' | 'destinationrules'): string {
  return `/apis/networking.istio.io/v1beta1/namespaces/${namespace}/${plural}`;
}
