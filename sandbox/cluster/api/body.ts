/** Bodies of requests: JSON or YAML to objects of the kind that the path names, refused in the server's words. */
import { parse } from 'yaml';
import { type AnyObject, isRecord } from '../objects.ts';
import { misfit } from '../schemas/decode.ts';
import { fromProtobuf } from '../schemas/protobuf.ts';
import { pruned } from '../schemas/prune.ts';
import type { Schema } from '../schemas/schema.ts';
import { apiVersionOf, type Resource } from '../store/resource.ts';
import { badRequest, invalid, StatusError, wrongValue } from '../store/status-error.ts';

export interface Body {
  readonly body: Buffer;
  readonly contentType: string;
}

const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const READ = ['application/json', 'application/yaml', PROTOBUF];

export function unsupported(accepted: readonly string[]): StatusError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
  return new StatusError(415, { message, reason: 'UnsupportedMediaType' });
}

/** The body as it is; an empty one is undefined. Throws 400 or 415. */
export function parsed({ body, contentType }: Body): unknown {
  if (body.length === 0) return undefined;
  const type = contentType.split(';')[0]?.trim() ?? '';
  if (type !== '' && !READ.includes(type)) throw unsupported(READ);
  try {
    if (type === PROTOBUF) return fromProtobuf(body) ?? {};
    const text = body.toString();
    return type === 'application/yaml' ? parse(text) : JSON.parse(text);
  } catch (error) {
    throw badRequest(`couldn't get version/kind; json parse error: ${error instanceof Error ? error.message : error}`);
  }
}

export interface Decoding {
  readonly resource: Resource;
  /** As the path names it. */
  readonly version: string;
  readonly schema: Schema;
  /** Ignore, Warn or Strict. */
  readonly validation: string;
}

export interface Decoded {
  readonly object: AnyObject;
  /** What nobody knows and is left out. */
  readonly warnings: readonly string[];
}

/** Throws 400 when this is no object of that kind. */
export function decoded(value: unknown, { resource, version, schema, validation }: Decoding): Decoded {
  const { kind } = resource;
  if (!isRecord(value)) {
    throw badRequest(`the object provided is unrecognized (must be of type ${kind}): no object`);
  }
  const given = withKind(value, resource, version);
  if (!resource.custom) {
    const wrong = misfit(given, schema);
    if (wrong !== null) throw cannot(kind, version, wrong);
  }
  const unknown = validation === 'Ignore' ? [] : [...pruned(given, schema).unknown].sort();
  const warnings = unknown.map((path) => `unknown field "${path}"`);
  if (validation === 'Strict' && warnings.length > 0) {
    throw cannot(kind, version, `strict decoding error: ${warnings.join(', ')}`);
  }
  const metadata = isRecord(given.metadata) ? given.metadata : {};
  return { object: { ...given, metadata } as unknown as AnyObject, warnings };
}

function cannot(kind: string, version: string, why: string): StatusError {
  return badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${why}`);
}

/** A built-in kind need not be named; another one is never taken for it. */
function withKind(value: Readonly<Record<string, unknown>>, resource: Resource, version: string) {
  const { kind, custom } = resource;
  const text = JSON.stringify(value);
  const wanted = apiVersionOf({ group: resource.group, version });
  if (value.kind === undefined || value.kind === '') {
    if (!custom) return { ...value, kind, apiVersion: value.apiVersion ?? wanted };
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind}): Object 'Kind' is missing in '${text}' (${text})`,
    );
  }
  if (value.kind !== kind && custom) {
    const name = String((value.metadata as { name?: unknown } | undefined)?.name ?? '');
    throw invalid({ ...resource, kind: String(value.kind) }, name, [wrongValue('kind', value.kind, `must be ${kind}`)]);
  }
  if (value.kind !== kind) {
    const why = `no kind "${value.kind}" is registered for version "${value.apiVersion ?? wanted}" in scheme "pkg/runtime/scheme.go:110"`;
    throw badRequest(`${value.kind} in version "${version}" cannot be handled as a ${kind}: ${why}`);
  }
  if (value.apiVersion !== undefined && value.apiVersion !== wanted) {
    throw badRequest(
      `the API version in the data (${value.apiVersion}) does not match the expected API version (${wanted})`,
    );
  }
  return value;
}
