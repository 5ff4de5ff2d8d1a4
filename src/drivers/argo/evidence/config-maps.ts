/** Which ConfigMaps a version was given, and whether they are the same as at another time: by digest, never by value. Pure. */
import { createHash } from 'node:crypto';
import type { K8sObject } from '../../../kubernetes/objects.ts';

export interface ConfigMap extends K8sObject {
  readonly data?: Readonly<Record<string, string>>;
  /** Base64. */
  readonly binaryData?: Readonly<Record<string, string>>;
}

/** Names in a pod template, wherever they stand: in `envFrom`, in variables, in volumes, also projected ones. */
export function configMapsIn(template: unknown): readonly string[] {
  const names = objectsIn(template).flatMap(({ configMapRef, configMapKeyRef, configMap }) =>
    [configMapRef, configMapKeyRef, configMap].map((each) => (each as { readonly name?: unknown } | undefined)?.name),
  );
  return [...new Set(names)].filter((name) => typeof name === 'string').sort();
}

function objectsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Readonly<Record<string, unknown>>, ...Object.values(value).flatMap(objectsIn)];
}

/** Who changed it and when, its keys, and one digest over all values: of a single one it could be guessed. */
export function digestOf({ metadata, data = {}, binaryData = {} }: ConfigMap): object {
  const { name, namespace, uid, resourceVersion, creationTimestamp, managedFields } = metadata;
  const entries = [...Object.entries(data), ...Object.entries(binaryData)].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    kind: 'ConfigMap',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    changes: managedFields?.map(({ manager, operation, time }) => ({ manager, operation, time })) ?? [],
    keys: entries.map(([key]) => key),
    sha256: createHash('sha256').update(JSON.stringify(entries)).digest('hex'),
  };
}
