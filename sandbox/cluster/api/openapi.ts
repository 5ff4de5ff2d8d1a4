/**
 * As much OpenAPI as kubectl wants: that the server checks fields itself (else kubectl would, and ask for everything), and
 * the fields of each kind for `kubectl explain`. Pure.
 */
import type { Schemas } from '../schemas/index.ts';
import type { Schema } from '../schemas/schema.ts';
import type { Resource } from '../store/resource.ts';

const INFO = { title: 'Kubernetes', version: 'v1.34.1' };
const PARAMETERS = ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => ({
  name,
  in: 'query',
  schema: { type: 'string', uniqueItems: true },
}));

/** The version 2 of it is only asked for by old clients: it has no contents. */
export const openApiV2 = { swagger: '2.0', info: INFO, paths: {}, definitions: {} };

/** Which documents there are. */
export function openApiPaths(resources: readonly Resource[]): object {
  const paths = new Set(
    resources.flatMap((each) => (each.versions ?? [each.version]).map((version) => pathOf(each.group, version))),
  );
  return { paths: Object.fromEntries([...paths].map((path) => [path, { serverRelativeURL: `/openapi/v3/${path}` }])) };
}

/** Null when this version is not served. */
export function openApiOf(resources: readonly Resource[], schemas: Schemas, path: string): object | null {
  const its = resources.flatMap((each) =>
    (each.versions ?? [each.version])
      .filter((version) => pathOf(each.group, version) === path)
      .map((version) => ({ each, version })),
  );
  if (its.length === 0) return null;
  const paths = its.map(({ each, version }) => pathEntry(each, version));
  const components = its.map(({ each, version }) => {
    const marked = { ...shown(schemas.of(each.kind)), 'x-kubernetes-group-version-kind': [gvk(each, version)] };
    return [nameOf(each, version), marked] as const;
  });
  return {
    openapi: '3.0.0',
    info: INFO,
    paths: Object.fromEntries(paths),
    components: { schemas: Object.fromEntries(components) },
  };
}

function pathOf(group: string, version: string): string {
  return group === '' ? `api/${version}` : `apis/${group}/${version}`;
}

function nameOf({ group, kind }: Resource, version: string): string {
  return [...(group || 'core').split('.').reverse(), version, kind].join('.');
}

function gvk({ group, kind }: Resource, version: string): object {
  return { group, version, kind };
}

function pathEntry(each: Resource, version: string): readonly [string, object] {
  const base = `/${pathOf(each.group, version)}${each.namespaced ? '/namespaces/{namespace}' : ''}/${each.plural}/{name}`;
  const schema = { $ref: `#/components/schemas/${nameOf(each, version)}` };
  const answer = { 200: { description: 'OK', content: { 'application/json': { schema } } } };
  const common = { responses: answer, 'x-kubernetes-group-version-kind': gvk(each, version) };
  const get = { ...common, 'x-kubernetes-action': 'get' };
  const changing = { ...common, parameters: PARAMETERS };
  return [
    base,
    { get, put: { ...changing, 'x-kubernetes-action': 'put' }, patch: { ...changing, 'x-kubernetes-action': 'patch' } },
  ];
}

/** Without the names of Go types, which are no words of OpenAPI. */
function shown(schema: Schema): object {
  const { name: _, properties, items, additionalProperties, ...rest } = schema;
  return {
    ...rest,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([field, each]) => [field, shown(each)])),
    }),
    ...(items && { items: shown(items) }),
    ...(additionalProperties !== undefined && {
      additionalProperties:
        typeof additionalProperties === 'object' ? shown(additionalProperties) : additionalProperties,
    }),
  };
}
