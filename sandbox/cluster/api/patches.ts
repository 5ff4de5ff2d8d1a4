/** Changes parts of objects, in the four ways there are. */
import { parse } from 'yaml';
import { applied } from '../fields/apply.ts';
import { type AnyObject, isRecord } from '../objects.ts';
import { misfit } from '../schemas/decode.ts';
import { pruned } from '../schemas/prune.ts';
import { badRequest, invalid, notFound, required, StatusError } from '../store/status-error.ts';
import { decoded, parsed, unsupported } from './body.ts';
import { type Answer, inVersion, type KindCall, type KubeApi, ok, schemaOf } from './kube-api.ts';
import { jsonPatched } from './patch/json.ts';
import { mergePatched } from './patch/merge.ts';
import { strategicPatched } from './patch/strategic.ts';
import { existing } from './reads.ts';
import { decodingOf, placed, subresourceOf, withWarnings, writerOf } from './writes.ts';

const JSON_PATCH = 'application/json-patch+json';
const MERGE = 'application/merge-patch+json';
const STRATEGIC = 'application/strategic-merge-patch+json';
const APPLY = 'application/apply-patch+yaml';

export function patch(api: KubeApi, call: KindCall): Answer {
  const type = call.contentType.split(';')[0]?.trim() ?? '';
  if (type === APPLY) return apply(api, call);
  const was = existing(api, call);
  const shown = inVersion(was, call);
  const value = patchedBy(type, shown, { api, call });
  if (!isRecord(value)) throw badRequest('the patch leaves no object');
  if (!call.resource.custom) checkTypes(api, call, value);
  const { metadata } = value as { metadata?: AnyObject['metadata'] };
  if ((metadata?.name ?? was.metadata.name) !== was.metadata.name) {
    throw badRequest(
      `the name of the object (${metadata?.name}) does not match the name on the URL (${was.metadata.name})`,
    );
  }
  const object = placed({ ...value, metadata: { ...metadata, name: was.metadata.name } } as unknown as AnyObject, call);
  const warnings = warned(api, call, value);
  const next = api.store.update(object, { by: writerOf(call, 'PatchOptions'), ...subresourceOf(call) });
  return withWarnings(ok(inVersion(next, call)), warnings);
}

export function patchedBy(type: string, object: object, { api, call }: { api: KubeApi; call: KindCall }): unknown {
  const { custom } = call.resource;
  switch (type) {
    case JSON_PATCH:
      return jsonPatched(object, read(call));
    case MERGE:
      return mergePatched(object, read(call));
    case STRATEGIC:
      if (!custom) return strategicPatched(object, read(call), schemaOf(api, call));
  }
  // A kind whose fields only its definition knows cannot be merged by keys.
  if (custom && type === STRATEGIC) throw unsupported([JSON_PATCH, MERGE, APPLY]);
  if (custom) throw unsupported([JSON_PATCH, MERGE, APPLY]);
  throw new StatusError(415, { message: '415: Unsupported Media Type', reason: 'UnsupportedMediaType', details: {} });
}

function read({ body }: KindCall): unknown {
  return parsed({ body, contentType: '' }) ?? {};
}

function checkTypes(api: KubeApi, call: KindCall, value: Readonly<Record<string, unknown>>): void {
  const wrong = misfit(value, schemaOf(api, call));
  if (wrong === null) return;
  const message = `Invalid value: ${JSON.stringify(JSON.stringify(value))}: ${wrong}`;
  const cause = { reason: 'FieldValueInvalid', message, field: 'patch' };
  const details = { causes: [cause] };
  throw new StatusError(422, { message: ` "" is invalid: patch: ${message}`, reason: 'Invalid', details });
}

function warned(api: KubeApi, call: KindCall, value: unknown): readonly string[] {
  const { validation } = decodingOf(api, call);
  if (validation === 'Ignore') return [];
  const warnings = [...pruned(value, schemaOf(api, call)).unknown].sort().map((path) => `unknown field "${path}"`);
  if (validation !== 'Strict' || warnings.length === 0) return warnings;
  throw badRequest(`strict decoding error: ${warnings.join(', ')}`);
}

/** Server-side apply. Makes the object when it is not there. */
function apply(api: KubeApi, call: KindCall): Answer {
  const { resource, asked } = call;
  const manager = asked.query.get('fieldManager');
  if (!manager) {
    const missing = required('fieldManager', 'is required for apply patch');
    throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions', plural: '' }, '', [missing]);
  }
  const given: unknown = parse(call.body.toString());
  if (!isRecord(given) || !given.kind) throw badRequest('invalid object type: /, Kind=');
  const schema = schemaOf(api, call);
  const { object, warnings } = decoded(given, decodingOf(api, call));
  const known = pruned(object, schema).value as AnyObject;
  const config = placed({ ...known, metadata: { ...known.metadata, name: asked.name ?? '' } }, call);
  const was = api.store.get<AnyObject>(resource.kind, resource.namespaced ? asked.namespace : null, asked.name ?? '');
  if (was === null && asked.subresource !== null) throw notFound(resource, asked.name ?? '');
  const force = asked.query.get('force') === 'true';
  const { subresource } = asked;
  const now = api.store.time.now();
  const next = applied(config, was && inVersion(was, call), { manager, subresource, schema, now, force });
  const { managedFields = [] } = next.metadata;
  const by = { ...writerOf(call, 'PatchOptions'), manager, owning: managedFields };
  if (was === null) return withWarnings({ status: 201, body: inVersion(api.store.create(next, by), call) }, warnings);
  const { resourceVersion: given_ } = config.metadata;
  const metadata = { ...next.metadata, resourceVersion: given_ ?? was.metadata.resourceVersion ?? '' };
  const kept = api.store.update({ ...next, metadata }, { by, ...subresourceOf(call) });
  return withWarnings(ok(inVersion(kept, call)), warnings);
}
