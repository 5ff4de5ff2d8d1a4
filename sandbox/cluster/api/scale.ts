/** The number of replicas of anything that has one, in the same form for all of them. */
import { type AnyObject, isRecord } from '../objects.ts';
import type { Resource, ScalePaths } from '../store/resource.ts';
import { badRequest } from '../store/status-error.ts';
import { parsed } from './body.ts';
import { type Answer, type KindCall, type KubeApi, ok } from './kube-api.ts';
import { patchedBy } from './patches.ts';
import { existing } from './reads.ts';
import { at } from './table/values.ts';
import { writerOf } from './writes.ts';

export function scale(api: KubeApi, call: KindCall, paths: ScalePaths): Answer {
  const object = existing(api, call);
  const shown = scaleOf(object, call.resource, paths);
  switch (call.asked.verb) {
    case 'get':
      return ok(shown);
    case 'update':
      return ok(written(api, call, { paths, wanted: parsed(call) }));
    default: {
      const type = call.contentType.split(';')[0]?.trim() ?? '';
      // Without keys of its own a Scale is merged like any object.
      const plain = type.startsWith('application/strategic') ? 'application/merge-patch+json' : type;
      return ok(written(api, call, { paths, wanted: patchedBy(plain, shown, { api, call }) }));
    }
  }
}

function written(api: KubeApi, call: KindCall, { paths, wanted }: { paths: ScalePaths; wanted: unknown }): object {
  const replicas = at(wanted, 'spec.replicas') ?? 0;
  if (typeof replicas !== 'number') throw badRequest('spec.replicas must be a number');
  const object = existing(api, call);
  const resourceVersion = at(wanted, 'metadata.resourceVersion');
  const metadata = { ...object.metadata, resourceVersion: String(resourceVersion ?? object.metadata.resourceVersion) };
  const changed = withValue({ ...object, metadata }, paths.specReplicas.split('.'), replicas) as unknown as AnyObject;
  const next = api.store.update(changed, { subresource: 'scale', by: writerOf(call, 'UpdateOptions') });
  return scaleOf(next, call.resource, paths);
}

function withValue(object: object, [field = '', ...rest]: readonly string[], value: unknown): object {
  const inner = (object as Readonly<Record<string, unknown>>)[field];
  return { ...object, [field]: rest.length === 0 ? value : withValue(isRecord(inner) ? inner : {}, rest, value) };
}

function scaleOf(object: AnyObject, { kind }: Resource, paths: ScalePaths): object {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const labels = Object.entries((at(object, 'spec.selector.matchLabels') ?? {}) as Record<string, string>);
  const ownWords = paths.selector === undefined ? undefined : at(object, paths.selector);
  const selector = kind === 'Rollout' ? ownWords : labels.map(([key, value]) => `${key}=${value}`).join(',');
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    // Go leaves a zero out here, and not in the status.
    spec: at(object, paths.specReplicas) ? { replicas: at(object, paths.specReplicas) } : {},
    status: { replicas: at(object, paths.statusReplicas) ?? 0, ...(selector !== undefined && { selector }) },
  };
}
