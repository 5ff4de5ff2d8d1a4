/** What a request asks for, read from its method and path as the API server reads it (`RequestInfo`). */
import type { User } from './access/users.ts';

export interface Asked {
  readonly verb: string;
  /** False for paths such as /version. */
  readonly isResource: boolean;
  readonly path: string;
  readonly group: string;
  readonly version: string;
  /** The plural. */
  readonly resource: string;
  readonly namespace: string | null;
  readonly name: string | null;
  readonly subresource: string | null;
  /** Behind `proxy/`. */
  readonly rest: string;
  readonly query: URLSearchParams;
}

/** One request under way. */
export interface Call {
  readonly asked: Asked;
  readonly method: string;
  readonly headers: Headers;
  readonly user: User;
  /** For `managedFields` where none is named: the program in front of the first slash. */
  readonly agent: string;
  /** Of the body. */
  readonly contentType: string;
  readonly body: Buffer;
}

const VERBS: Readonly<Record<string, string>> = { POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };
const NOWHERE = { group: '', version: '', resource: '', namespace: null, name: null, subresource: null, rest: '' };

export function askedOf(method: string, url: URL): Asked {
  const { pathname: path, searchParams: query } = url;
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  const isCore = parts[0] === 'api';
  const [version = '', ...inside] = isCore ? parts.slice(1) : parts.slice(2);
  const isResource = (isCore || parts[0] === 'apis') && inside.length > 0;
  if (!isResource) return { ...NOWHERE, verb: method.toLowerCase(), isResource, path, query };
  const isOldWatch = inside[0] === 'watch';
  const place = placeOf(isOldWatch ? inside.slice(1) : inside);
  const asked = { ...place, group: isCore ? '' : (parts[1] ?? ''), version, isResource, path, query };
  return { ...asked, verb: verbOf(method, { ...asked, isOldWatch }) };
}

function placeOf(parts: readonly string[]) {
  // `namespaces/NS/…` is a place, `namespaces/NS` and its `status` are the namespace itself.
  const isPlaced = parts[0] === 'namespaces' && parts.length > 2 && !['status', 'finalize'].includes(parts[2] ?? '');
  const [resource = '', name = null, subresource = null, ...rest] = isPlaced ? parts.slice(2) : parts;
  const namespace = isPlaced || resource === 'namespaces' ? (parts[1] ?? null) : null;
  return { namespace, resource, name, subresource, rest: rest.join('/') };
}

function verbOf(
  method: string,
  { name, query, subresource, isOldWatch }: Pick<Asked, 'name' | 'query' | 'subresource'> & { isOldWatch: boolean },
): string {
  const byMethod = VERBS[method];
  if (subresource === 'proxy') return byMethod ?? 'get';
  if (byMethod === 'delete' && name === null) return 'deletecollection';
  if (byMethod !== undefined) return byMethod;
  if (isOldWatch || isTrue(query.get('watch'))) return 'watch';
  return name === null ? 'list' : 'get';
}

export function isTrue(value: string | null): boolean {
  return value === 'true' || value === '1' || value === 'True';
}
