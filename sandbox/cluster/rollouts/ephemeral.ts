/** Labels and annotations that pods carry only while they are canary, stable, preview or active. Pure. */
import type { ReplicaSet } from '../controllers/kinds.ts';
import { isEqual, type ObjectMeta, type Strings } from '../objects.ts';
import { EPHEMERAL_METADATA } from './names.ts';
import type { PodMetadata } from './strategies.ts';

/** What was put in before, as its annotation remembers it. */
export function injectedInto({ metadata }: ReplicaSet): PodMetadata | null {
  const text = metadata.annotations?.[EPHEMERAL_METADATA];
  return text === undefined ? null : (JSON.parse(text) as PodMetadata);
}

/** Metadata with this put in, and what was put in before taken out; all else is left alone. */
export function exchanged<T extends Partial<ObjectMeta>>(metadata: T, was: PodMetadata | null, is: PodMetadata | null) {
  const labels = exchange(metadata.labels, was?.labels, is?.labels);
  const annotations = exchange(metadata.annotations, was?.annotations, is?.annotations);
  const { labels: _, annotations: __, ...rest } = metadata;
  return { ...rest, ...(labels && { labels }), ...(annotations && { annotations }) } as T;
}

function exchange(present: Strings | undefined, was: Strings = {}, is: Strings = {}): Strings | undefined {
  const kept = Object.entries(present ?? {}).filter(([key]) => !(key in was) || key in is);
  const next = { ...Object.fromEntries(kept), ...is };
  return present === undefined && Object.keys(next).length === 0 ? undefined : next;
}

/** The set with this in its template, and remembered; itself when nothing would change. */
export function withEphemeral(set: ReplicaSet, wanted: PodMetadata | null): ReplicaSet {
  const metadata = exchanged(set.spec.template.metadata ?? {}, injectedInto(set), wanted);
  if (isEqual(metadata, set.spec.template.metadata ?? {})) return set;
  const { [EPHEMERAL_METADATA]: _, ...others } = set.metadata.annotations ?? {};
  const annotations = wanted === null ? others : { ...others, [EPHEMERAL_METADATA]: JSON.stringify(wanted) };
  const template = { ...set.spec.template, metadata };
  return { ...set, metadata: { ...set.metadata, annotations }, spec: { ...set.spec, template } };
}

export function withoutEphemeral(set: ReplicaSet): ReplicaSet {
  return withEphemeral(set, null);
}
