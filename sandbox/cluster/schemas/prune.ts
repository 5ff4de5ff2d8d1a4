/** Leaves out of an object what its schema does not know, and says what that was. Pure. */
import { isRecord } from '../objects.ts';
import { fieldOf, type Schema } from './schema.ts';

export interface Pruned {
  readonly value: unknown;
  /** Paths such as `spec.template.spec.containers[0].nam`. */
  readonly unknown: readonly string[];
}

export function pruned(value: unknown, schema: Schema): Pruned {
  const unknown: string[] = [];
  const walk = (at: unknown, form: Schema, path: string): unknown => {
    if (Array.isArray(at)) {
      const { items } = form;
      return items === undefined ? at : at.map((each, index) => walk(each, items, `${path}[${index}]`));
    }
    if (!isRecord(at) || isFree(form)) return at;
    const entries = Object.entries(at).flatMap(([field, each]): [string, unknown][] => {
      const inner = path === '' ? field : `${path}.${field}`;
      const next = fieldOf(form, field);
      if (next !== undefined) return [[field, walk(each, next, inner)]];
      unknown.push(inner);
      return [];
    });
    return Object.fromEntries(entries);
  };
  return { value: walk(value, schema, ''), unknown };
}

/** It says nothing about fields; whole objects inside another are known only as such. */
function isFree(schema: Schema): boolean {
  if (schema['x-kubernetes-embedded-resource']) return true;
  return schema.properties === undefined && schema.additionalProperties === undefined;
}
