/** Takes objects away, one or many. */
import { type AnyObject, isRecord } from '../objects.ts';
import type { Deletion } from '../store/ending.ts';
import { parsed } from './body.ts';
import { type Answer, inVersion, type KindCall, type KubeApi, ok } from './kube-api.ts';
import { existing, listOf, matcherOf } from './reads.ts';
import { writerOf } from './writes.ts';

/** Of these the server answers with what was deleted, of others only that it was. */
const RETURNED: ReadonlySet<string> = new Set(['Pod', 'Service', 'ServiceAccount', 'PodTemplate']);

export function remove(api: KubeApi, call: KindCall): Answer {
  const { resource } = call;
  const { metadata } = existing(api, call);
  const { object, gone } = api.store.delete(resource.kind, metadata.namespace ?? null, metadata.name, optionsOf(call));
  if (!gone || RETURNED.has(resource.kind)) return ok(inVersion(object, call));
  const { group, plural } = resource;
  const details = { name: metadata.name, ...(group && { group }), kind: plural, uid: metadata.uid };
  return ok({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details });
}

export function removeMany(api: KubeApi, call: KindCall): Answer {
  const { kind } = call.resource;
  const objects = api.store.list<AnyObject>(kind).filter(matcherOf(call));
  const options = optionsOf(call);
  const items = objects.flatMap(({ metadata: { namespace = null, name } }) =>
    // One may have gone with another that owned it.
    api.store.get(kind, namespace, name) === null ? [] : [api.store.delete(kind, namespace, name, options).object],
  );
  const metadata = { resourceVersion: String(api.store.journal.version) };
  return ok(
    listOf(
      call,
      items.map((item) => inVersion(item, call)),
      metadata,
    ),
  );
}

interface DeleteOptions {
  readonly propagationPolicy?: Deletion['propagation'];
  readonly orphanDependents?: boolean;
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: Deletion['preconditions'];
  readonly dryRun?: readonly string[];
}

function optionsOf(call: KindCall): Deletion {
  return deletionFrom(call, parsed(call));
}

/** By DeleteOptions; the query goes before them. */
export function deletionFrom(call: KindCall, body: unknown): Deletion {
  const { query } = call.asked;
  const given: DeleteOptions = isRecord(body) ? body : {};
  const propagation = (query.get('propagationPolicy') ?? given.propagationPolicy) as Deletion['propagation'];
  const grace = query.get('gracePeriodSeconds') ?? given.gracePeriodSeconds;
  const dryRun = writerOf(call, 'DeleteOptions').dryRun === true || given.dryRun?.includes('All') === true;
  return {
    propagation: propagation ?? (given.orphanDependents === true ? 'Orphan' : 'Background'),
    ...(grace !== undefined && grace !== null && { gracePeriodSeconds: Number(grace) }),
    ...(given.preconditions && { preconditions: given.preconditions }),
    ...(dryRun && { dryRun }),
  };
}
