/** What the server says of a built-in kind whose JSON does not fit its types: the words of Go's `encoding/json`. Pure. */
import { isRecord } from '../objects.ts';
import { fieldOf, type Schema } from './schema.ts';

/** The first thing that cannot be read, as `cannot unmarshal …`; null when all can. */
export function misfit(value: unknown, schema: Schema): string | null {
  return found(value, schema, { path: '', owner: '' });
}

interface Place {
  /** Without the places in lists. */
  readonly path: string;
  /** The nearest type with a name around it, and the field there. */
  readonly owner: string;
}

function found(value: unknown, schema: Schema, { path, owner }: Place): string | null {
  const wanted = goType(schema);
  if (value === null || value === undefined || wanted === null) return null;
  if (!fits(value, schema)) {
    const from = typeof value === 'object' ? (Array.isArray(value) ? 'array' : 'object') : jsonType(value);
    const where = path === '' ? 'value' : `struct field ${owner}.${path}`;
    return `json: cannot unmarshal ${from} into Go ${where} of type ${wanted}`;
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined ? null : first(value, (each) => found(each, items, { path, owner }));
  }
  if (!isRecord(value)) return null;
  return first(Object.entries(value), ([field, each]) => {
    const form = fieldOf(schema, field);
    if (form === undefined) return null;
    return found(each, form, { path: path === '' ? field : `${path}.${field}`, owner: schema.name ?? owner });
  });
}

function first<T>(values: readonly T[], look: (value: T) => string | null): string | null {
  for (const value of values) {
    const seen = look(value);
    if (seen !== null) return seen;
  }
  return null;
}

function fits(value: unknown, { type, format }: Schema): boolean {
  switch (type) {
    case 'string':
      return format === 'int-or-string' || typeof value === 'string';
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isRecord(value);
    default:
      return true;
  }
}

function jsonType(value: unknown): string {
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'number' && !Number.isInteger(value) ? `number ${value}` : typeof value;
}

/** Null for what reads anything. */
function goType(schema: Schema): string | null {
  const { type, format, items, name } = schema;
  if (format === 'int-or-string' || format === 'quantity' || schema['x-kubernetes-int-or-string']) return null;
  if (name === 'Quantity' || name === 'IntOrString' || name === 'Time' || name === 'MicroTime') return null;
  switch (type) {
    case 'string':
      return 'string';
    case 'integer':
      return format ?? 'int64';
    case 'number':
      return 'float64';
    case 'boolean':
      return 'bool';
    case 'array':
      return `[]${items === undefined ? 'interface {}' : (goType(items) ?? 'interface {}')}`;
    case 'object':
      return name === undefined ? 'map[string]string' : `v1.${name}`;
    default:
      return null;
  }
}
