/** Which places of an object a write has added, changed and removed (`structured-merge-diff/typed/compare.go`). Pure. */
import { isEqual, isRecord } from '../objects.ts';
import { fieldOf, type Schema } from '../schemas/schema.ts';
import { entriesOf, isKeyed } from './entries.ts';
import { FieldSet, type Path } from './field-set.ts';

export interface Comparison {
  readonly added: FieldSet;
  readonly changed: FieldSet;
  readonly removed: FieldSet;
}

export function compare(was: unknown, next: unknown, schema: Schema): Comparison {
  const comparison: Comparison = { added: new FieldSet(), changed: new FieldSet(), removed: new FieldSet() };
  const walk = (a: unknown, b: unknown, form: Schema, path: Path): void => {
    if (a === undefined && b === undefined) return;
    const parts = partsOf(a, b, form);
    if (parts === null) leaf(a, b, path);
    else {
      for (const part of parts) walk(part.was, part.next, part.schema, [...path, part.element]);
      if (a === undefined) comparison.added.insert(path);
      else if (b === undefined) comparison.removed.insert(path);
    }
  };
  const leaf = (a: unknown, b: unknown, path: Path): void => {
    if (a === undefined) comparison.added.insert(path);
    else if (b === undefined) comparison.removed.insert(path);
    else if (!isEqual(a, b)) comparison.changed.insert(path);
  };
  walk(was ?? {}, next ?? {}, schema, []);
  return comparison;
}

interface Part {
  readonly element: string;
  readonly schema: Schema;
  readonly was: unknown;
  readonly next: unknown;
}

/** Null when the place is one value: it has no parts, or they are never looked at one by one. */
function partsOf(a: unknown, b: unknown, schema: Schema): readonly Part[] | null {
  if (size(a) === 0 && size(b) === 0) return null;
  if (isList(a) && isList(b) && (Array.isArray(a) || Array.isArray(b))) {
    const [was, next] = [entriesOf(a ?? [], schema), entriesOf(b ?? [], schema)];
    if (!isKeyed(schema) || was === null || next === null || schema.items === undefined) return null;
    const inner = schema.items;
    const elements = [...new Set([...was.keys(), ...next.keys()])];
    return elements.map((element) => ({ element, schema: inner, was: was.get(element), next: next.get(element) }));
  }
  if (!isObject(a) || !isObject(b) || schema['x-kubernetes-map-type'] === 'atomic') return null;
  return Object.keys({ ...a, ...b }).map((field) => {
    const inner = fieldOf(schema, field) ?? {};
    const was = a === undefined ? undefined : (a[field] ?? absent(schema, field));
    return { element: `f:${field}`, schema: inner, was, next: b?.[field] ?? undefined };
  });
}

/** What the server's own types always have is there, if empty, before anybody writes it. */
function absent(schema: Schema, field: string): unknown {
  const inner = fieldOf(schema, field);
  if (isEqual(inner?.default, {})) return {};
  return schema.name !== undefined && inner?.type === 'array' && schema.required?.includes(field) ? [] : undefined;
}

function size(value: unknown): number {
  return typeof value === 'object' && value !== null ? Object.keys(value).length : value === undefined ? 0 : 1;
}

function isList(value: unknown): value is readonly unknown[] | undefined {
  return value === undefined || Array.isArray(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> | undefined {
  return value === undefined || isRecord(value);
}

/** Every place that this configuration sets: what whoever applies it owns. */
export function fieldsOf(value: unknown, schema: Schema): FieldSet {
  const set = new FieldSet();
  const walk = (at: unknown, form: Schema, path: Path): void => {
    const parts = partsOf(undefined, at, form);
    if (parts === null) {
      set.insert(path);
      return;
    }
    for (const { element, schema: inner, next } of parts) {
      // Entries of lists, and names in maps, are owned themselves.
      if (element.startsWith('k:') || form.additionalProperties !== undefined) set.insert([...path, element]);
      if (next !== undefined) walk(next, inner, [...path, element]);
    }
  };
  walk(value, schema, []);
  return set;
}
