/** Makes and replaces objects. */
import type { AnyObject } from '../objects.ts';
import type { Writer } from '../store/object-store.ts';
import { badRequest, invalid, type StatusError, wrongValue } from '../store/status-error.ts';
import { type Decoded, decoded, parsed } from './body.ts';
import { type Answer, inVersion, type KindCall, type KubeApi, ok, schemaOf } from './kube-api.ts';

export function create(api: KubeApi, call: KindCall): Answer {
  const { object, warnings } = bodyOf(api, call);
  const made = api.store.create(placed(object, call), writerOf(call, 'CreateOptions'));
  return withWarnings({ status: 201, body: inVersion(made, call) }, warnings);
}

export function replace(api: KubeApi, call: KindCall): Answer {
  const { object, warnings } = bodyOf(api, call);
  const { name } = call.asked;
  const given = object.metadata.name || name;
  if (given !== name) {
    throw badRequest(`the name of the object (${given}) does not match the name on the URL (${name})`);
  }
  const by = writerOf(call, 'UpdateOptions');
  if (call.resource.custom && !object.metadata.resourceVersion) throw withoutVersion(call);
  const next = api.store.update(placed({ ...object, metadata: { ...object.metadata, name: given ?? '' } }, call), {
    by,
    ...subresourceOf(call),
  });
  return withWarnings(ok(inVersion(next, call)), warnings);
}

/** Custom kinds are never replaced blindly. */
function withoutVersion({ resource, asked }: KindCall): StatusError {
  const cause = wrongValue('metadata.resourceVersion', 0, 'must be specified for an update');
  return invalid({ ...resource, kind: resource.plural }, asked.name ?? '', [cause]);
}

export function subresourceOf({ asked }: KindCall): { subresource?: 'status' } {
  return asked.subresource === 'status' ? { subresource: 'status' } : {};
}

function bodyOf(api: KubeApi, call: KindCall): Decoded {
  const value = parsed(call);
  return decoded(value, decodingOf(api, call));
}

export function decodingOf(api: KubeApi, call: KindCall) {
  const { resource, asked } = call;
  const validation = asked.query.get('fieldValidation') ?? 'Warn';
  return { resource, version: asked.version, schema: schemaOf(api, call), validation };
}

/** In the namespace of the path. Throws 400 when the object names another. */
export function placed(object: AnyObject, { asked, resource }: KindCall): AnyObject {
  if (!resource.namespaced) return object;
  const { namespace } = object.metadata;
  if (namespace && namespace !== asked.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  return { ...object, metadata: { ...object.metadata, namespace: asked.namespace ?? 'default' } };
}

/** Throws 422 for a dry run that is none. */
export function writerOf({ asked, agent }: KindCall, options: string): Writer {
  const dryRun = asked.query.get('dryRun');
  if (dryRun !== null && dryRun !== '' && dryRun !== 'All') {
    const message = `Unsupported value: ${JSON.stringify([dryRun])}: supported values: "All"`;
    const cause = { reason: 'FieldValueNotSupported', message, field: 'dryRun' };
    throw invalid({ group: 'meta.k8s.io', kind: options, plural: '' }, '', [cause]);
  }
  return { manager: asked.query.get('fieldManager') || agent, ...(dryRun === 'All' && { dryRun: true }) };
}

export function withWarnings(answer: Answer, warnings: readonly string[]): Answer {
  if (warnings.length === 0) return answer;
  return {
    ...answer,
    headers: { ...answer.headers, warning: warnings.map((each) => `299 - ${JSON.stringify(each)}`).join(', ') },
  };
}
