/** Hands requests on to what runs behind a Service, or in a pod. */
import type { AnyObject } from '../objects.ts';
import { notFound, StatusError } from '../store/status-error.ts';
import type { Call } from './asked.ts';
import type { Answer, KindCall, KubeApi } from './kube-api.ts';
import { list, textOf } from './table/values.ts';

/** Throws 404 without such an object, 503 when nobody is there to answer. */
export async function proxied(api: KubeApi, call: KindCall): Promise<Answer> {
  const { asked, resource } = call;
  // `https:shop:80`, `shop:http`, `shop`.
  const parts = (asked.name ?? '').split(':');
  const [name = '', port = ''] = parts.length === 3 ? parts.slice(1) : parts;
  const namespace = asked.namespace ?? '';
  const object = api.store.get<AnyObject>(resource.kind, namespace, name);
  if (object === null) throw notFound(resource, name);
  const isService = resource.kind === 'Service';
  if (isService) checkPort(object, port);
  const to = { namespace, port, ...(isService ? { service: name } : { pod: name }) };
  const { query } = asked;
  const search = query.size === 0 ? '' : `?${query}`;
  const { method, headers } = call;
  const body = call.body.toString();
  const answer = await api.pods.respond(to, {
    method,
    path: `/${asked.rest}${search}`,
    headers: passedOn(headers),
    body,
  });
  if (answer !== null) return answer;
  throw unavailable(isService ? `no endpoints available for service "${name}"` : `the pod ${name} does not answer`);
}

function checkPort(service: AnyObject, port: string): void {
  const ports = list(service, 'spec.ports');
  const isKnown = ports.some((each) => textOf(each.port) === port || (each.name !== undefined && each.name === port));
  if (port === '' ? ports.length !== 1 : !isKnown) {
    throw unavailable(`no service port ${port} found for service "${service.metadata.name}"`);
  }
}

function unavailable(message: string): StatusError {
  return new StatusError(503, { message, reason: 'ServiceUnavailable' });
}

/** What proves to the server who asks is not for the pod. */
function passedOn(given: Call['headers']): Headers {
  const headers = new Headers(given);
  headers.delete('authorization');
  return headers;
}
