/** A kind of objects as an API server serves it. */

/** How `metadata.generation` rises; the rules differ from kind to kind (the `PrepareForUpdate` of each). */
export type GenerationRule = 'none' | 'spec' | 'spec-or-annotations' | 'all-but-status';

export interface Resource {
  /** '' for the core group. */
  readonly group: string;
  /** The one in which objects are stored. */
  readonly version: string;
  /** All that are served, the preferred one first; the stored one alone unless given. */
  readonly versions?: readonly string[];
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly status: boolean;
  /** JSON paths of the numbers that `/scale` shows. */
  readonly scale?: ScalePaths;
  readonly generation: GenerationRule;
  readonly verbs?: readonly string[];
  /** Defined by a CustomResourceDefinition, not by the server. */
  readonly custom: boolean;
}

/** Paths such as `spec.replicas`, without the leading dot. */
export interface ScalePaths {
  readonly specReplicas: string;
  readonly statusReplicas: string;
  readonly selector?: string;
}

/** `apps/v1`, `v1`. */
export function apiVersionOf({ group, version }: Pick<Resource, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}

/** `apps/v1` → `['apps', 'v1']`, `v1` → `['', 'v1']`. */
export function groupVersion(apiVersion: string): readonly [group: string, version: string] {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
}
