/** What becomes of an object that is deleted: gone at once, or marked as going until others have done their part. Pure. */
import { type AnyObject, isEqual, isRecord, timestamp } from '../objects.ts';
import type { Resource } from './resource.ts';
import { preconditionFailed } from './status-error.ts';

export interface Deletion {
  /** What becomes of what it owns; Background unless given. */
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan';
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  /** Of a pod: seconds until it is killed; 0 takes it away at once, as the kubelet does when it has ended. */
  readonly gracePeriodSeconds?: number;
  readonly dryRun?: boolean;
  /** Of a namespace: nothing is left in it. */
  readonly emptied?: boolean;
}

export const FOREGROUND = 'foregroundDeletion';
export const ORPHAN = 'orphan';

/** Null when nothing keeps it. Throws 409 when a precondition does not hold. */
export function ending(
  was: AnyObject,
  { resource, now }: { resource: Resource; now: number },
  options: Deletion,
): AnyObject | null {
  checkPreconditions(was, resource, options);
  const { metadata } = was;
  const finalizers = finalizersFor(metadata.finalizers ?? [], options);
  const grace = graceOf(was, options);
  const waits = finalizers.length > 0 || grace > 0 || (was.kind === 'Namespace' && !options.emptied);
  if (!waits) return null;
  if (metadata.deletionTimestamp !== undefined) {
    const shorter = grace < (metadata.deletionGracePeriodSeconds ?? 0);
    if (!shorter && isEqual(finalizers, metadata.finalizers ?? [])) return was;
    return { ...was, metadata: { ...metadata, finalizers, ...(shorter && { deletionGracePeriodSeconds: grace }) } };
  }
  const marked = {
    ...metadata,
    ...(finalizers.length > 0 && { finalizers }),
    deletionTimestamp: timestamp(now + grace * 1_000),
    ...(was.kind !== 'Namespace' && { deletionGracePeriodSeconds: grace }),
    ...(metadata.generation !== undefined && { generation: metadata.generation + 1 }),
  };
  return was.kind === 'Namespace'
    ? { ...was, metadata: marked, status: { ...(was.status as object), phase: 'Terminating' } }
    : { ...was, metadata: marked };
}

function finalizersFor(present: readonly string[], { propagation }: Deletion): readonly string[] {
  const others = present.filter((each) => each !== FOREGROUND && each !== ORPHAN);
  if (propagation === 'Foreground') return [...others, FOREGROUND];
  if (propagation === 'Orphan') return [...others, ORPHAN];
  return propagation === 'Background' ? others : present;
}

/** Only a pod that runs on a node has to be ended there first. */
function graceOf({ kind, spec, status, metadata }: AnyObject, { gracePeriodSeconds }: Deletion): number {
  if (kind !== 'Pod' || !isRecord(spec) || !spec.nodeName) return 0;
  const { phase } = isRecord(status) ? status : {};
  if (phase === 'Succeeded' || phase === 'Failed') return 0;
  const own = (spec.terminationGracePeriodSeconds as number | undefined) ?? 30;
  const asked = Math.max(0, gracePeriodSeconds ?? own);
  // The time that is left can be made shorter, never longer.
  return metadata.deletionTimestamp === undefined ? asked : Math.min(asked, metadata.deletionGracePeriodSeconds ?? own);
}

function checkPreconditions({ metadata }: AnyObject, resource: Resource, { preconditions = {} }: Deletion): void {
  const { uid, resourceVersion } = preconditions;
  if (uid !== undefined && uid !== metadata.uid) {
    const why = `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`;
    throw preconditionFailed(resource, metadata.name, why);
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    const why = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`;
    throw preconditionFailed(resource, metadata.name, why);
  }
}
