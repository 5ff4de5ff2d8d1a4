/** The parts of a catalog as they were written, where the shape may be wrong elsewhere. */
import type { Mistake } from '../problem.ts';
import type { Path } from '../yaml-source.ts';

/** A mistake before its line is known. */
export type Finding = Omit<Mistake, 'line'>;

export type Check = (catalog: Mapping) => Finding[];
export type Mapping = Readonly<Record<string, unknown>>;

export interface Found<T> {
  readonly path: Path;
  readonly value: T;
}

/** One finding for each value that stood before, given the place of the first. */
export function repeated(
  things: readonly Found<string>[],
  say: (first: Path, value: string) => { readonly what: string; readonly hint: string },
): Finding[] {
  const seen = new Map<string, Path>();
  return things.flatMap(({ path, value }) => {
    const first = seen.get(value);
    if (first !== undefined) return [{ path, ...say(first, value) }];
    seen.set(value, path);
    return [];
  });
}

export function environmentsOf(catalog: Mapping): Found<Mapping>[] {
  return entriesOf(catalog, ['services']).flatMap(({ path, value }) =>
    entriesOf(asMapping(value), ['environments'], path).map((entry) => ({ ...entry, value: asMapping(entry.value) })),
  );
}

export function alertRulesOf(catalog: Mapping): Found<Mapping>[] {
  return environmentsOf(catalog).flatMap(({ path, value }) => rulesOf(path, value));
}

export function rulesOf(path: Path, { alerts }: Mapping): Found<Mapping>[] {
  return listOf(alerts).map((rule, index) => ({ path: [...path, 'alerts', index], value: asMapping(rule) }));
}

export function accessOf(catalog: Mapping): Found<Mapping>[] {
  return environmentsOf(catalog).map(({ path, value }) => ({
    path: [...path, 'access'],
    value: asMapping(value.access),
  }));
}

export function targetsOf(catalog: Mapping): Found<Mapping>[] {
  return environmentsOf(catalog).flatMap(({ path, value }) =>
    listOf(value.targets).map((target, index) => ({ path: [...path, 'targets', index], value: asMapping(target) })),
  );
}

export function entriesOf(parent: Mapping, [key]: readonly [string], parentPath: Path = []): Found<unknown>[] {
  return Object.entries(asMapping(parent[key])).map(([name, value]) => ({ path: [...parentPath, key, name], value }));
}

export function asMapping(value: unknown): Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Mapping) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
