/** Merge patches (RFC 7386): what has changed, and its application. Pure. */
import { isEqual, isRecord } from '../objects.ts';

export type MergePatch = Readonly<Record<string, unknown>>;

/** What turns `from` into `to`; null when nothing does. Lists are replaced as wholes. */
export function mergePatch(from: object, to: object): MergePatch | null {
  const before: Readonly<Record<string, unknown>> = { ...from };
  const after: Readonly<Record<string, unknown>> = { ...to };
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys({ ...before, ...after })) {
    const [was, is] = [before[key], after[key]];
    if (isEqual(was, is)) continue;
    if (is === undefined) patch[key] = null;
    else patch[key] = isRecord(was) && isRecord(is) ? mergePatch(was, is) : is;
  }
  return Object.keys(patch).length === 0 ? null : patch;
}

export function merged(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const next: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete next[key];
    else next[key] = merged(next[key], value);
  }
  return next;
}
