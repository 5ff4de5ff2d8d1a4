/** JSON merge patches (RFC 7386): null takes away, objects are gone into, everything else is replaced. Pure. */
import { isRecord } from '../../objects.ts';

export function mergePatched(object: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const base = isRecord(object) ? object : {};
  const next: Record<string, unknown> = { ...base };
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) delete next[field];
    else next[field] = mergePatched(base[field], value);
  }
  return next;
}
