/** How a release is written as an object: the one place for its kind, its path and its first shape. */
import type { K8sObject } from '../../kubernetes/objects.ts';
import type { ReleaseSpec } from '../../model/release.ts';
import { boundedSpec } from './bounds.ts';

export const API_VERSION = 'rollbridge.dev/v1alpha1';

export function releasesPath(namespace: string): string {
  return `/apis/${API_VERSION}/namespaces/${namespace}/releases`;
}

export interface NewRelease extends K8sObject {
  readonly spec: ReleaseSpec;
}

export function newRelease(
  metadata: Pick<NewRelease['metadata'], 'name' | 'namespace' | 'annotations'>,
  spec: ReleaseSpec,
): NewRelease {
  return { apiVersion: API_VERSION, kind: 'Release', metadata, spec: boundedSpec(spec) };
}
