/**
 * Server-side apply (`structured-merge-diff/merge`): what is applied goes over what is there; what the same manager applied
 * before and now leaves out goes, unless somebody else has it. Pure.
 */
import { type AnyObject, isEqual, isRecord, type ManagedFields } from '../objects.ts';
import { fieldOf, type Schema } from '../schemas/schema.ts';
import { type Cause, StatusError } from '../store/status-error.ts';
import { fieldsOf } from './compare.ts';
import { elementOf, isKeyed } from './entries.ts';
import { FieldSet, type Path } from './field-set.ts';
import { entryOf, lose, readable, type Signature, sorted, withoutIgnored } from './managed.ts';

export interface Application extends Signature {
  /** Takes fields from others who have them. */
  readonly force: boolean;
}

/** `was` is null for an object that is not there yet. Throws 409 when others have fields that would change. */
export function applied(config: AnyObject, was: AnyObject | null, by: Application): AnyObject {
  const { managedFields: _, ...metadata } = config.metadata;
  const given = { ...config, metadata };
  const fields = withoutIgnored(fieldsOf(given, by.schema));
  const entries = was?.metadata.managedFields ?? [];
  const isMine = (entry: ManagedFields) =>
    entry.operation === 'Apply' && entry.manager === by.manager && (entry.subresource ?? null) === by.subresource;
  const others = entries.filter((entry) => !isMine(entry));
  const contested = was === null ? new FieldSet() : contestedOf(fields, { given, was, schema: by.schema });
  const conflicts = others.filter((entry) => !FieldSet.of(entry.fieldsV1).intersection(contested).isEmpty);
  if (conflicts.length > 0 && !by.force) throw conflictOf(conflicts, contested);
  const left = conflicts.length > 0 ? others.flatMap((entry) => lose(entry, contested)) : others;
  const mine = entries.find(isMine);
  const former = mine === undefined ? new FieldSet() : FieldSet.of(mine.fieldsV1).withoutTouched(fields);
  const theirs = left.reduce((all, entry) => FieldSet.union(all, FieldSet.of(entry.fieldsV1)), new FieldSet());
  const dropped = former.withoutTouched(theirs);
  const merged = over(removed(was ?? {}, dropped, [], by.schema), given, by.schema) as AnyObject;
  const entry = entryOf(fields, { ...by, operation: 'Apply', apiVersion: config.apiVersion });
  // Who applies what is there anyhow has changed nothing: its time stays, or there is none.
  const { time: _now, ...timeless } = entry;
  const kept = mine?.time === undefined ? timeless : { ...timeless, time: mine.time };
  const own = isUnchanged(merged, was) ? kept : entry;
  return { ...merged, metadata: { ...merged.metadata, managedFields: sorted(fields.isEmpty ? left : [...left, own]) } };
}

function isUnchanged(merged: AnyObject, was: AnyObject | null): boolean {
  if (was === null) return false;
  const bare = ({ metadata: { managedFields: _, ...metadata }, ...rest }: AnyObject) => ({ ...rest, metadata });
  return isEqual(bare(merged), bare(was));
}

/** Places that would get another value than they have. */
function contestedOf(
  fields: FieldSet,
  { given, was, schema }: { given: unknown; was: unknown; schema: Schema },
): FieldSet {
  const contested = new FieldSet();
  for (const path of fields.paths()) {
    const [theirs, ours] = [valueAt(was, path, schema), valueAt(given, path, schema)];
    const isLeaf = !fields.paths().some((other) => other.length > path.length && path.every((p, i) => p === other[i]));
    if (isLeaf && !isEqual(theirs, ours)) contested.insert(path);
  }
  return contested;
}

function valueAt(value: unknown, path: Path, schema: Schema): unknown {
  const [element, ...rest] = path;
  if (element === undefined) return value;
  if (element.startsWith('f:')) {
    const field = element.slice(2);
    return isRecord(value) ? valueAt(value[field], rest, fieldOf(schema, field) ?? {}) : undefined;
  }
  if (!Array.isArray(value)) return undefined;
  const found: unknown = value.find((entry) => elementOf(entry, schema) === element);
  return valueAt(found, rest, schema.items ?? {});
}

function over(was: unknown, given: unknown, schema: Schema): unknown {
  if (isRecord(was) && isRecord(given) && schema['x-kubernetes-map-type'] !== 'atomic') {
    const entries = Object.entries(given).map(([field, value]): [string, unknown] => [
      field,
      over(was[field], value, fieldOf(schema, field) ?? {}),
    ]);
    return { ...was, ...Object.fromEntries(entries) };
  }
  if (Array.isArray(was) && Array.isArray(given) && isKeyed(schema)) return overList(was, given, schema);
  return given;
}

function overList(was: readonly unknown[], given: readonly unknown[], schema: Schema): readonly unknown[] {
  const wanted = new Map(given.map((entry) => [elementOf(entry, schema), entry]));
  const merged = was.map((entry) => {
    const element = elementOf(entry, schema);
    const next = wanted.get(element);
    wanted.delete(element);
    return next === undefined ? entry : over(entry, next, schema.items ?? {});
  });
  return [...merged, ...wanted.values()];
}

function removed(value: unknown, dropped: FieldSet, path: Path, schema: Schema): unknown {
  if (!dropped.touches(path)) return value;
  if (Array.isArray(value)) {
    const kept = value.filter((entry) => !dropped.has([...path, elementOf(entry, schema) ?? '']));
    return kept.map((entry) => removed(entry, dropped, [...path, elementOf(entry, schema) ?? ''], schema.items ?? {}));
  }
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).filter(([field]) => !dropped.has([...path, `f:${field}`]));
  return Object.fromEntries(
    kept.map(([field, each]) => [field, removed(each, dropped, [...path, `f:${field}`], fieldOf(schema, field) ?? {})]),
  );
}

function conflictOf(entries: readonly ManagedFields[], contested: FieldSet): StatusError {
  const causes = entries.flatMap((entry): Cause[] => {
    const places = FieldSet.of(entry.fieldsV1).intersection(contested).paths();
    const by = entry.operation === 'Update' ? ` using ${entry.apiVersion}` : '';
    const message = `conflict with ${JSON.stringify(entry.manager)}${by}`;
    return places.map((path) => ({ reason: 'FieldManagerConflict', message, field: readable(path) }));
  });
  return new StatusError(409, { message: wordsOf(causes), reason: 'Conflict', details: { causes } });
}

function wordsOf(causes: readonly Cause[]): string {
  const [first] = causes;
  const count = `Apply failed with ${causes.length} conflict${causes.length === 1 ? '' : 's'}`;
  if (first !== undefined && causes.length === 1) return `${count}: ${first.message}: ${first.field}`;
  const groups = new Map<string, string[]>();
  for (const { message, field } of causes) groups.set(message, [...(groups.get(message) ?? []), field]);
  const lines = [...groups].map(([message, fields]) => {
    return `${message.replace('conflict', 'conflicts')}:\n${fields.map((field) => `- ${field}`).join('\n')}`;
  });
  return `${count}: ${lines.join('\n')}`;
}
