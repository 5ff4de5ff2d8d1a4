/** What the server itself writes into an object's metadata when it is made and when it is changed. Pure. */
import { randomUUID } from 'node:crypto';
import { type AnyObject, isEqual, isRecord, type ObjectMeta, timestamp } from '../objects.ts';
import { withGates } from './gates.ts';
import { nameCauses } from './names.ts';
import type { GenerationRule, Resource } from './resource.ts';
import { apiVersionOf } from './resource.ts';
import { invalid, modified, required } from './status-error.ts';

/** What the store needs of simulated time. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs it once after so many milliseconds of simulated time; returns how to call it off. */
  after(ms: number, run: () => void): () => void;
}

export type Subresource = 'status' | 'scale';

/** Of a new object: what only the server may set is left out, a name is found. Throws 422 without one. */
export function fresh(object: AnyObject, resource: Resource): AnyObject {
  const { status: _, ...withoutStatus } = object;
  const { name = '', generateName = '', namespace, labels, annotations, ownerReferences, finalizers } = object.metadata;
  const called = name || (generateName && `${generateName.slice(0, 58)}${suffix()}`);
  const metadata: ObjectMeta = {
    name: called,
    ...(generateName && { generateName }),
    ...(resource.namespaced && { namespace: namespace || 'default' }),
    uid: randomUUID(),
    ...filled({ labels, annotations, ownerReferences, finalizers }),
  };
  const causes = called
    ? nameCauses(resource, called)
    : [required('metadata.name', 'name or generateName is required')];
  if (causes.length > 0) throw invalid(resource, called, causes);
  const body = resource.status ? withoutStatus : object;
  return { ...structuredClone(body), apiVersion: apiVersionOf(resource), kind: resource.kind, metadata };
}

const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** Five letters that form no words, as the server chooses them. */
function suffix(): string {
  return Array.from({ length: 5 }, () => LETTERS[Math.floor(Math.random() * LETTERS.length)]).join('');
}

export function begun(object: AnyObject, { resource, now }: { resource: Resource; now: number }): AnyObject {
  const metadata = {
    ...object.metadata,
    creationTimestamp: timestamp(now),
    ...(resource.generation !== 'none' && { generation: 1 }),
  };
  return withGates({ ...object, metadata }, now);
}

/** Of a change: what it may not touch stays as it was, and the generation rises where the kind has one. */
export function renewed(
  asked: AnyObject,
  was: AnyObject,
  { resource, subresource }: { resource: Resource; subresource: Subresource | null },
): AnyObject {
  const { uid } = asked.metadata;
  if (uid && uid !== was.metadata.uid) throw modified(resource, was.metadata.name);
  if (subresource === 'status') {
    const metadata = resource.custom ? { ...was.metadata } : metadataWithStatus(asked, was);
    return withStatusOf({ ...was, metadata }, structuredClone(asked));
  }
  const { labels, annotations, ownerReferences, finalizers } = asked.metadata;
  const { managedFields } = was.metadata;
  const kept = withoutWritable(was.metadata);
  const metadata: ObjectMeta = {
    ...kept,
    ...filled(structuredClone({ labels, annotations, ownerReferences, finalizers })),
    ...filled({ managedFields }),
  };
  const changed = { ...structuredClone(asked), apiVersion: was.apiVersion, kind: was.kind, metadata };
  const next = resource.status ? withStatusOf(changed, was) : changed;
  return { ...next, metadata: { ...metadata, ...generationOf(next, was, resource.generation) } };
}

/**
 * Of a custom kind a status write counts for the status alone. Built-in kinds take labels and annotations with it, a
 * Deployment only these (its controller writes the revision so, which raises no generation).
 */
function metadataWithStatus(asked: AnyObject, was: AnyObject): ObjectMeta {
  const { labels: former, annotations: _, ...rest } = was.metadata;
  const { labels, annotations } = structuredClone(asked.metadata);
  return { ...rest, ...filled({ labels: was.kind === 'Deployment' ? former : labels, annotations }) };
}

function withoutWritable({
  labels,
  annotations,
  ownerReferences,
  finalizers,
  managedFields,
  ...kept
}: ObjectMeta): ObjectMeta {
  return kept;
}

function withStatusOf(object: AnyObject, { status }: AnyObject): AnyObject {
  const { status: _, ...rest } = object;
  return (status === undefined ? rest : { ...rest, status }) as AnyObject;
}

function generationOf(next: AnyObject, was: AnyObject, rule: GenerationRule): { generation?: number } {
  const { generation } = was.metadata;
  if (rule === 'none' || generation === undefined) return {};
  return { generation: hasRisen(next, was, rule) ? generation + 1 : generation };
}

function hasRisen(next: AnyObject, was: AnyObject, rule: GenerationRule): boolean {
  switch (rule) {
    case 'none':
      return false;
    case 'spec':
      return !isEqual(next.spec, was.spec);
    case 'spec-or-annotations': {
      const annotations = (object: AnyObject) => object.metadata.annotations ?? {};
      return !isEqual(next.spec, was.spec) || !isEqual(annotations(next), annotations(was));
    }
    case 'all-but-status':
      return !isEqual(body(next), body(was));
  }
}

function body({ metadata: _, status: __, ...rest }: AnyObject): object {
  return rest;
}

/** Nothing but the record of who wrote would change: then nothing is written (the server compares likewise). */
export function isSame(next: AnyObject, was: AnyObject): boolean {
  return isEqual(unsigned(next), unsigned(was));
}

function unsigned({ metadata: { managedFields: _, ...metadata }, ...rest }: AnyObject): object {
  return { ...rest, metadata };
}

/** Without what is not there or empty: the server leaves such fields out. */
function filled<T extends object>(fields: T): Partial<{ [K in keyof T]: NonNullable<T[K]> }> {
  const entries = Object.entries(fields).filter(([, value]) => {
    if (value === undefined || value === null) return false;
    return Array.isArray(value) ? value.length > 0 : !isRecord(value) || Object.keys(value).length > 0;
  });
  return Object.fromEntries(entries) as Partial<{ [K in keyof T]: NonNullable<T[K]> }>;
}
