/** How entries of lists are told apart: by some of their fields, or by themselves. */
import { isRecord } from '../objects.ts';
import { keysOf, type Schema } from '../schemas/schema.ts';

/** The element of a path that means this entry; null when the list is one value and has no entries of its own. */
export function elementOf(entry: unknown, schema: Schema): string | null {
  if (schema['x-kubernetes-list-type'] === 'set') return `v:${JSON.stringify(entry)}`;
  const keys = keysOf(schema);
  if (keys === null || !isRecord(entry)) return null;
  const named = keys.map((key): [string, unknown] => [key, entry[key] ?? schema.items?.properties?.[key]?.default]);
  const present = named.filter(([, value]) => value !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
  return `k:${JSON.stringify(Object.fromEntries(present))}`;
}

/** Each entry by its element; null when the list is one value. The first of two alike counts. */
export function entriesOf(list: readonly unknown[], schema: Schema): ReadonlyMap<string, unknown> | null {
  const entries = new Map<string, unknown>();
  for (const entry of list) {
    const element = elementOf(entry, schema);
    if (element === null) return null;
    if (!entries.has(element)) entries.set(element, entry);
  }
  return entries;
}

/** It has entries of its own. */
export function isKeyed(schema: Schema): boolean {
  return schema['x-kubernetes-list-type'] === 'set' || keysOf(schema) !== null;
}
