/** Reads single objects and lists of them. */
import type { AnyObject } from '../objects.ts';
import { parseSelector } from '../store/labels.ts';
import { apiVersionOf } from '../store/resource.ts';
import { notFound, StatusError } from '../store/status-error.ts';
import type { Asked } from './asked.ts';
import { parseFields } from './field-selectors.ts';
import { type Answer, definitionFor, inVersion, type KindCall, type KubeApi, ok } from './kube-api.ts';
import { partialOf, tableOf } from './table/index.ts';

/** Throws 404. */
export function existing(api: KubeApi, { asked, resource }: KindCall): AnyObject {
  const namespace = resource.namespaced ? asked.namespace : null;
  const object = api.store.get<AnyObject>(resource.kind, namespace, asked.name ?? '');
  if (object === null) throw notFound(resource, asked.name ?? '');
  return object;
}

export function readOne(api: KubeApi, call: KindCall): Answer {
  const object = inVersion(existing(api, call), call);
  const form = formOf(call.headers);
  if (form === 'Table') return ok(tabled(api, call, [object], { resourceVersion: object.metadata.resourceVersion }));
  return ok(form === 'PartialObjectMetadata' ? partialOf(object) : object);
}

export function readMany(api: KubeApi, call: KindCall): Answer {
  const { query } = call.asked;
  checkVersion(api, query);
  const page = pageOf(api, call);
  const metadata = {
    resourceVersion: String(page.version),
    ...(page.next !== '' && { continue: page.next }),
    ...(page.next !== '' && !isFiltered(query) && { remainingItemCount: page.left }),
  };
  const items = page.objects.map((object) => inVersion(object, call));
  const form = formOf(call.headers);
  if (form === 'Table') return ok(tabled(api, call, items, metadata));
  if (form === 'PartialObjectMetadataList') {
    return ok({ kind: form, apiVersion: 'meta.k8s.io/v1', metadata, items: items.map(partialOf) });
  }
  return ok(listOf(call, items, metadata));
}

/** Items of built-in kinds do not name their kind. */
export function listOf({ resource, asked }: KindCall, items: readonly AnyObject[], metadata: object): object {
  const { kind, group, custom } = resource;
  return {
    kind: `${kind}List`,
    apiVersion: apiVersionOf({ group, version: asked.version }),
    metadata,
    items: custom ? items : items.map(({ kind: _, apiVersion: __, ...item }) => item),
  };
}

export function tabled(api: KubeApi, call: KindCall, objects: readonly AnyObject[], metadata: object): object {
  return tableOf(objects, {
    kind: call.resource.kind,
    definition: definitionFor(api, call.resource),
    version: call.asked.version,
    now: api.store.time.now(),
    include: call.asked.query.get('includeObject'),
    metadata,
  });
}

/** The first form that the reader takes and that is not plain JSON; null for that. */
export function formOf(headers: Headers): string | null {
  for (const part of (headers.get('accept') ?? '').split(',')) {
    const as = /;\s*as=(\w+)/.exec(part)?.[1];
    if (part.trim().startsWith('application/json')) return as ?? null;
  }
  return null;
}

/** Which objects a list, a watch or a deletion of many means. Throws 400 for a selector that cannot be read. */
export function matcherOf({ asked, resource }: KindCall): (object: AnyObject) => boolean {
  const labels = parseSelector(asked.query.get('labelSelector') ?? '');
  const fields = parseFields(asked.query.get('fieldSelector') ?? '', resource);
  const { namespace } = asked;
  // Of a kind with one name in the path, a watch means that one.
  const name = asked.name;
  return (object) =>
    (namespace === null || !resource.namespaced || object.metadata.namespace === namespace) &&
    (name === null || object.metadata.name === name) &&
    labels(object.metadata.labels ?? {}) &&
    fields(object);
}

function pageOf(api: KubeApi, call: KindCall) {
  const { query, path } = call.asked;
  const limit = Math.max(0, Number(query.get('limit') ?? 0) || 0);
  const of = [path, query.get('labelSelector'), query.get('fieldSelector')].join('?');
  const token = query.get('continue') ?? '';
  if (token !== '') return api.pages.following(token, { of, limit });
  const matches = matcherOf(call);
  const objects = api.store.list<AnyObject>(call.resource.kind).filter(matches);
  return api.pages.first(objects, { of, version: api.store.journal.version, limit });
}

function isFiltered(query: Asked['query']): boolean {
  return Boolean(query.get('labelSelector')) || Boolean(query.get('fieldSelector'));
}

function checkVersion(api: KubeApi, query: Asked['query']): void {
  const wanted = Number(query.get('resourceVersion') ?? 0);
  const current = api.store.journal.version;
  if (!(wanted > current)) return;
  throw new StatusError(504, {
    message: `Timeout: Too large resource version: ${wanted}, current: ${current}`,
    reason: 'Timeout',
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' } as never],
      retryAfterSeconds: 1,
    },
  });
}
