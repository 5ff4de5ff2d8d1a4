/** Looks into objects of which nothing is known. Pure. */
import { isRecord } from '../../objects.ts';

type Plain = Readonly<Record<string, unknown>>;

/** What stands at a path such as `status.phase`. */
export function at(object: unknown, path: string): unknown {
  let value: unknown = object;
  for (const field of path.split('.')) value = isRecord(value) ? value[field] : undefined;
  return value ?? undefined;
}

export function list(object: unknown, path: string): readonly Plain[] {
  const value = at(object, path);
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function textOf(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}

const STEP =
  /\.([A-Za-z0-9_-]+(?:\\\.[A-Za-z0-9_-]+)*)|\['([^']+)'\]|\[(\d+)\]|\[\?\(@\.([\w.]+)\s*==\s*["']([^"']*)["']\)\]/gy;

/** What a JSON path of a printer column means: fields, places in lists, and entries whose field has a value. */
export function atPath(object: unknown, path: string): unknown {
  let value: unknown = object;
  for (const [, field, quoted, index, key, wanted] of path.matchAll(STEP)) {
    if (index !== undefined) value = Array.isArray(value) ? value[Number(index)] : undefined;
    else if (key !== undefined) {
      value = Array.isArray(value) ? value.find((entry) => textOf(at(entry, key)) === wanted) : undefined;
    } else {
      const name = quoted ?? (field ?? '').replaceAll('\\.', '.');
      value = isRecord(value) ? value[name] : undefined;
    }
  }
  return value;
}
