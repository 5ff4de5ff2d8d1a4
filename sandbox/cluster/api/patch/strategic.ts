/**
 * Strategic merge patches (`apimachinery/pkg/util/strategicpatch`): as merge patches, but lists whose entries have a key are
 * merged entry by entry, and `$patch`, `$retainKeys`, `$setElementOrder/…` and `$deleteFromPrimitiveList/…` are obeyed. Pure.
 */
import { isEqual, isRecord } from '../../objects.ts';
import { fieldOf, type Schema } from '../../schemas/schema.ts';

type Plain = Readonly<Record<string, unknown>>;

const ORDER = '$setElementOrder/';
const DELETE_FROM = '$deleteFromPrimitiveList/';

export function strategicPatched(object: unknown, patch: unknown, schema: Schema): unknown {
  if (!isRecord(patch)) return patch;
  if (patch.$patch === 'replace') return withoutDirectives(patch);
  if (patch.$patch === 'delete') return {};
  const base = retained(isRecord(object) ? object : {}, patch.$retainKeys);
  const next: Record<string, unknown> = { ...base };
  for (const [field, value] of Object.entries(patch)) {
    if (field.startsWith('$')) continue;
    const form = fieldOf(schema, field) ?? {};
    if (value === null) delete next[field];
    else if (Array.isArray(value)) next[field] = mergedList(base[field], value, form);
    else next[field] = strategicPatched(base[field], value, form);
  }
  for (const [field, value] of Object.entries(patch)) applyDirective(next, field, { value, schema });
  return next;
}

/** Of a union such as a strategy only what the new one names stays. */
function retained(object: Plain, keys: unknown): Plain {
  if (!Array.isArray(keys)) return object;
  return Object.fromEntries(Object.entries(object).filter(([field]) => keys.includes(field)));
}

function applyDirective(
  next: Record<string, unknown>,
  field: string,
  { value, schema }: { value: unknown; schema: Schema },
): void {
  if (!Array.isArray(value)) return;
  if (field.startsWith(DELETE_FROM)) {
    const list = next[field.slice(DELETE_FROM.length)];
    if (Array.isArray(list)) next[field.slice(DELETE_FROM.length)] = list.filter((each) => !value.includes(each));
  } else if (field.startsWith(ORDER)) {
    const name = field.slice(ORDER.length);
    const list = next[name];
    const key = fieldOf(schema, name)?.['x-kubernetes-patch-merge-key'];
    if (Array.isArray(list)) next[name] = ordered(list, value, key);
  }
}

/** In the order that is wanted; what is not named there keeps its place behind. */
function ordered(list: readonly unknown[], wanted: readonly unknown[], key: string | undefined): readonly unknown[] {
  const keyOf = (entry: unknown) => (key !== undefined && isRecord(entry) ? entry[key] : entry);
  const keys = wanted.map(keyOf);
  const rank = (entry: unknown) => {
    const place = keys.findIndex((each) => isEqual(each, keyOf(entry)));
    return place < 0 ? keys.length : place;
  };
  return [...list].sort((a, b) => rank(a) - rank(b));
}

function mergedList(was: unknown, patch: readonly unknown[], schema: Schema): readonly unknown[] {
  const list = Array.isArray(was) ? (was as readonly unknown[]) : [];
  if (schema['x-kubernetes-patch-strategy']?.includes('merge') !== true) return patch.map(withoutDirectives);
  const key = schema['x-kubernetes-patch-merge-key'];
  if (key === undefined) return [...list, ...patch.filter((each) => !list.some((other) => isEqual(each, other)))];
  const entries = patch.filter(isRecord);
  if (entries.some((entry) => entry.$patch === 'replace' && Object.keys(entry).length === 1)) {
    return entries.filter((entry) => entry.$patch === undefined);
  }
  const inner = schema.items ?? {};
  const isOf = (entry: Plain) => (each: Plain) => isEqual(each[key], entry[key]);
  const old = list.filter(isRecord);
  const merged = old.flatMap((each) => {
    const change = entries.find(isOf(each));
    if (change === undefined) return [each];
    return change.$patch === 'delete' ? [] : [strategicPatched(each, change, inner)];
  });
  const fresh = entries.filter((entry) => entry.$patch !== 'delete' && !old.some(isOf(entry)));
  return [...merged, ...fresh.map((entry) => strategicPatched({}, entry, inner))];
}

function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).filter(([field]) => !field.startsWith('$'));
  return Object.fromEntries(entries.map(([field, each]) => [field, withoutDirectives(each)]));
}
