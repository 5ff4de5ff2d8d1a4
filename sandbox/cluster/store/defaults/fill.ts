/** Fills in what was left out; what was said stays. Pure. */
import { isRecord } from '../../objects.ts';

export type Plain = Readonly<Record<string, unknown>>;

/** `into` with each of the defaults whose field is not there, or null. */
export function fill(into: unknown, defaults: Plain): Plain {
  const given = isRecord(into) ? into : {};
  const missing = Object.entries(defaults).filter(([field]) => given[field] === undefined || given[field] === null);
  return missing.length === 0 ? given : { ...given, ...Object.fromEntries(missing) };
}

/** `object` with this field changed, if it has it. */
export function within(object: Plain, field: string, change: (value: Plain) => Plain): Plain {
  const value = object[field];
  return isRecord(value) ? { ...object, [field]: change(value) } : object;
}

/** `object` with each entry of this list changed, if it has it. */
export function each(object: Plain, field: string, change: (value: Plain) => Plain): Plain {
  const value = object[field];
  if (!Array.isArray(value)) return object;
  return { ...object, [field]: value.map((entry: unknown) => (isRecord(entry) ? change(entry) : entry)) };
}

/** The changes one after the other. */
export function all(object: Plain, ...changes: readonly ((value: Plain) => Plain)[]): Plain {
  return changes.reduce((next, change) => change(next), object);
}
