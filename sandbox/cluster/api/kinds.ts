/** Requests for objects of a kind: to whoever answers them. */
import type { ServerResponse } from 'node:http';
import type { AnyObject } from '../objects.ts';
import { notFound, StatusError } from '../store/status-error.ts';
import { review } from './access/reviews.ts';
import type { Call } from './asked.ts';
import { parsed } from './body.ts';
import { remove, removeMany } from './deletions.ts';
import { questions } from './discovery.ts';
import { evict } from './evictions.ts';
import type { Answer, KindCall, KubeApi } from './kube-api.ts';
import { log } from './logs.ts';
import { patch } from './patches.ts';
import { proxied } from './proxy.ts';
import { readMany, readOne } from './reads.ts';
import { scale } from './scale.ts';
import { token } from './tokens.ts';
import { watch } from './watches.ts';
import { create, replace } from './writes.ts';

/** The answer was written into the response by whoever has it. */
export const WRITTEN = Symbol('written');

export type Came = Answer | typeof WRITTEN;

/** A path that nobody serves has no Status. */
export const NOWHERE: Answer = {
  status: 404,
  body: '404 page not found\n',
  headers: { 'x-content-type-options': 'nosniff' },
};

/** Throws StatusError. */
export function answerOf(api: KubeApi, call: Call, response: ServerResponse): Came | Promise<Came> {
  const { group, version, resource: plural, subresource } = call.asked;
  const question = asQuestion(api, call);
  if (question !== null) return question;
  const resource = api.store.resources.served(group, version, plural);
  if (resource === null) return isVersion(api, group, version) ? fail(nothing()) : NOWHERE;
  const kindCall: KindCall = { ...call, resource };
  const isPlaced = !resource.namespaced || call.asked.namespace !== null;
  if (!isPlaced && !['list', 'watch', 'deletecollection'].includes(call.asked.verb)) throw notAllowed();
  if (subresource === null || (subresource === 'status' && resource.status)) return whole(api, kindCall, response);
  if (subresource === 'scale' && resource.scale !== undefined) return scale(api, kindCall, resource.scale);
  return ofPart(api, kindCall, response);
}

function whole(api: KubeApi, call: KindCall, response: ServerResponse): Came {
  const { verb, name, subresource } = call.asked;
  switch (verb) {
    case 'get':
      return readOne(api, call);
    case 'list':
      return readMany(api, call);
    case 'watch':
      watch(api, call, response);
      return WRITTEN;
    case 'create':
      if (name !== null) throw notAllowed();
      return create(api, call);
    case 'update':
      if (name === null) throw notAllowed();
      return replace(api, call);
    case 'patch':
      if (name === null) throw notAllowed();
      return patch(api, call);
    case 'delete':
      if (subresource !== null) throw notAllowed();
      return remove(api, call);
    case 'deletecollection':
      return removeMany(api, call);
    default:
      throw notAllowed();
  }
}

function ofPart(api: KubeApi, call: KindCall, response: ServerResponse): Came | Promise<Came> {
  const { kind } = call.resource;
  const { subresource, verb } = call.asked;
  if (kind === 'Pod' && subresource === 'log' && verb === 'get') {
    log(api, call, response);
    return WRITTEN;
  }
  if (kind === 'Pod' && subresource === 'eviction' && verb === 'create') return evict(api, call);
  if (subresource === 'proxy' && (kind === 'Service' || kind === 'Pod')) return proxied(api, call);
  if (kind === 'ServiceAccount' && subresource === 'token' && verb === 'create') return token(api, call);
  throw call.resource.custom ? notFound(call.resource, call.asked.name ?? '') : nothing();
}

function asQuestion(api: KubeApi, { asked, user, body, contentType }: Call): Answer | null {
  const question = questions.find(({ group, plural }) => group === asked.group && plural === asked.resource);
  if (question === undefined) return null;
  if (asked.verb !== 'create') throw notAllowed();
  const given = { ...(parsed({ body, contentType }) as AnyObject), kind: question.kind };
  const answer = review(question.plural, given, { user, rbac: api.rbac, now: api.store.time.now() });
  return answer === null ? NOWHERE : { status: 201, body: answer };
}

function isVersion({ store }: KubeApi, group: string, version: string): boolean {
  return store.resources
    .all()
    .some((each) => each.group === group && (each.versions ?? [each.version]).includes(version));
}

function fail(error: StatusError): never {
  throw error;
}

function nothing(): StatusError {
  const message = 'the server could not find the requested resource';
  return new StatusError(404, { message, reason: 'NotFound', details: {} });
}

function notAllowed(): StatusError {
  const message = 'the server does not allow this method on the requested resource';
  return new StatusError(405, { message, reason: 'MethodNotAllowed', details: {} });
}
