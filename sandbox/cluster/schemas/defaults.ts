/** Fills in the defaults that the schema of a custom kind names. Pure. */
import { isRecord } from '../objects.ts';
import { fieldOf, type Schema } from './schema.ts';

/** Only where the object around it is there; null counts as missing where null is not allowed. */
export function withDefaults(value: unknown, schema: Schema): unknown {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined ? value : value.map((each) => withDefaults(each, items));
  }
  if (!isRecord(value)) return value;
  const next: Record<string, unknown> = { ...value };
  for (const [field, form] of Object.entries(schema.properties ?? {})) {
    const isMissing = next[field] === undefined || (next[field] === null && !form.nullable);
    if (form.default !== undefined && isMissing) next[field] = structuredClone(form.default);
  }
  for (const [field, each] of Object.entries(next)) {
    const form = fieldOf(schema, field);
    if (form !== undefined && field !== 'metadata') next[field] = withDefaults(each, form);
  }
  return next;
}
