/** The manifests that are shipped, as objects. */
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import type { K8sObject } from '../../src/kubernetes/objects.ts';

/** All objects of a file in `deploy`. Throws for a file that is not there or is no YAML. */
export function manifest<T extends K8sObject = K8sObject>(file: string): readonly T[] {
  return parseAllDocuments(readFileSync(`deploy/${file}`, 'utf8')).flatMap((document) => {
    if (document.errors[0] !== undefined) throw document.errors[0];
    const object = document.toJS() as T | null;
    return object === null ? [] : [object];
  });
}

export function ofKind<T extends K8sObject>(objects: readonly T[], kind: string): readonly T[] {
  return objects.filter((object) => object.kind === kind);
}
