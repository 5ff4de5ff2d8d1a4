/** Keeps `managedFields`: who wrote which field last (`apimachinery/pkg/util/managedfields`). Pure. */
import { type AnyObject, type ManagedFields, timestamp } from '../objects.ts';
import type { Schema } from '../schemas/schema.ts';
import { compare } from './compare.ts';
import { FieldSet, type Path } from './field-set.ts';

export interface Signature {
  readonly manager: string;
  readonly subresource: string | null;
  readonly schema: Schema;
  readonly now: number;
  /** What was recorded until now, if not what the object says that was there before. */
  readonly before?: readonly ManagedFields[];
}

const META: readonly string[] = [
  'name',
  'namespace',
  'creationTimestamp',
  'selfLink',
  'uid',
  'generation',
  'resourceVersion',
];
/** Nobody owns what everybody must send or only the server writes. */
const IGNORED = new FieldSet();
for (const field of [...META, 'managedFields', 'clusterName']) IGNORED.insert(['f:metadata', `f:${field}`]);
for (const field of ['f:apiVersion', 'f:kind', 'f:metadata']) IGNORED.insert([field]);

/** The entries after a write that was no apply: the writer has what it added or changed, nobody has what is gone. */
export function signed(next: AnyObject, was: AnyObject | null, by: Signature): readonly ManagedFields[] {
  const { added, changed, removed } = compare(was, next, by.schema);
  const taken = FieldSet.union(added, changed).without(IGNORED);
  const lost = FieldSet.union(taken, removed);
  const before = by.before ?? was?.metadata.managedFields ?? [];
  const mine = before.find((entry) => isOf(entry, by, next.apiVersion));
  const others = before.filter((entry) => entry !== mine).flatMap((entry) => lose(entry, lost));
  const kept = mine === undefined ? [] : lose(mine, lost);
  if (taken.isEmpty) return sorted([...others, ...kept]);
  const own = kept[0] === undefined ? taken : FieldSet.union(FieldSet.of(kept[0].fieldsV1), taken);
  return sorted([...others, entryOf(own, { ...by, operation: 'Update', apiVersion: next.apiVersion })]);
}

/** Whoever writes the record itself is believed; one entry without a name wipes it (`managedfields.DecodeManagedFields`). */
export function recorded(asked: AnyObject, was: AnyObject): readonly ManagedFields[] {
  const { managedFields: given = [] } = asked.metadata;
  if (given.length === 0) return was.metadata.managedFields ?? [];
  return given.filter(({ manager, fieldsV1 }) => manager && fieldsV1);
}

export interface Signed extends Omit<Signature, 'schema' | 'before'> {
  readonly operation: 'Update' | 'Apply';
  readonly apiVersion: string;
}

export function entryOf(fields: FieldSet, { manager, operation, apiVersion, subresource, now }: Signed): ManagedFields {
  return {
    manager,
    operation,
    apiVersion,
    time: timestamp(now),
    fieldsType: 'FieldsV1',
    fieldsV1: fields.toTree(),
    ...(subresource !== null && { subresource }),
  };
}

/** The entry without these fields; none when nothing is left of it. */
export function lose(entry: ManagedFields, fields: FieldSet): readonly ManagedFields[] {
  const left = FieldSet.of(entry.fieldsV1).without(fields);
  return left.isEmpty ? [] : [{ ...entry, fieldsV1: left.toTree() }];
}

export function withoutIgnored(fields: FieldSet): FieldSet {
  return fields.without(IGNORED);
}

function isOf(entry: ManagedFields, { manager, subresource }: Signature, apiVersion: string): boolean {
  return (
    entry.operation === 'Update' &&
    entry.manager === manager &&
    entry.apiVersion === apiVersion &&
    (entry.subresource ?? null) === subresource
  );
}

/** What was applied first, then by age, then by name. */
export function sorted(entries: readonly ManagedFields[]): readonly ManagedFields[] {
  const key = ({ operation, time = '', manager }: ManagedFields) =>
    `${operation === 'Apply' ? 0 : 1} ${time} ${manager}`;
  return [...entries].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

/** `.spec.containers[name="app"].image`, as conflicts are told of. */
export function readable(path: Path): string {
  return path
    .map((element) => {
      if (element.startsWith('f:')) return `.${element.slice(2)}`;
      if (element.startsWith('v:')) return `[=${element.slice(2)}]`;
      const keys = JSON.parse(element.slice(2)) as Readonly<Record<string, unknown>>;
      return `[${Object.entries(keys)
        .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
        .join(',')}]`;
    })
    .join('');
}
