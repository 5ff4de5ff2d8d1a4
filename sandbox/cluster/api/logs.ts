/** Logs of containers, cut and followed as the reader wishes. */
import type { ServerResponse } from 'node:http';
import type { AnyObject } from '../objects.ts';
import { badRequest } from '../store/status-error.ts';
import { isTrue } from './asked.ts';
import type { KindCall, KubeApi } from './kube-api.ts';
import type { LogLine, WantedLog } from './pods.ts';
import { existing } from './reads.ts';
import { at, list, textOf } from './table/values.ts';

/** Throws 400 or 404 in the words of server and kubelet; else writes the log, and goes on when it is followed. */
export function log(api: KubeApi, call: KindCall, response: ServerResponse): void {
  const { query } = call.asked;
  const pod = existing(api, call);
  const wanted = wantedOf(pod, query);
  const lines = wanted.previous && !hasEnded(pod, wanted.container) ? null : api.pods.log(wanted);
  if (lines === null) {
    throw badRequest(
      wanted.previous
        ? `previous terminated container ${JSON.stringify(wanted.container)} in pod ${JSON.stringify(wanted.pod)} not found\n`
        : `container ${JSON.stringify(wanted.container)} in pod ${JSON.stringify(wanted.pod)} is not available`,
    );
  }
  response.writeHead(200, { 'content-type': 'text/plain' });
  const withTime = isTrue(query.get('timestamps'));
  const text = cut(lines, query, api.store.time.now())
    .map((line) => written(line, withTime))
    .join('');
  const limit = Number(query.get('limitBytes') ?? 0);
  const bytes = Buffer.from(text);
  if (!isTrue(query.get('follow'))) {
    response.end(limit > 0 ? bytes.subarray(0, limit) : bytes);
    return;
  }
  response.write(bytes);
  response.flushHeaders();
  const stop = api.pods.follow(wanted, {
    line: (line) => response.write(written(line, withTime)),
    end: () => response.end(),
  });
  response.on('close', stop);
}

function wantedOf(pod: AnyObject, query: URLSearchParams): WantedLog {
  const { name, namespace = '' } = pod.metadata;
  if (!at(pod, 'spec.nodeName')) throw badRequest(`pod ${name} does not have a host assigned`);
  const names = [...list(pod, 'spec.initContainers'), ...list(pod, 'spec.containers')].map((each) => textOf(each.name));
  const main = list(pod, 'spec.containers').map((each) => textOf(each.name));
  const asked = query.get('container') ?? '';
  if (asked === '' && main.length > 1) {
    throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]`);
  }
  const container = asked || (main[0] ?? '');
  if (!names.includes(container)) throw badRequest(`container ${container} is not valid for pod ${name}`);
  const previous = isTrue(query.get('previous'));
  const waiting = textOf(at(statusOf(pod, container), 'state.waiting.reason'));
  if (!previous && waiting !== '' && !hasEnded(pod, container)) {
    throw badRequest(
      `container ${JSON.stringify(container)} in pod ${JSON.stringify(name)} is waiting to start: ${saying(pod, container)}`,
    );
  }
  return { namespace, pod: name, container, previous };
}

/** An image that cannot be pulled is told of in words of its own. */
function saying(pod: AnyObject, container: string): string {
  const reason = textOf(at(statusOf(pod, container), 'state.waiting.reason'));
  return /^(ErrImagePull|ImagePullBackOff)$/.test(reason) ? 'trying and failing to pull image' : reason;
}

function statusOf(pod: AnyObject, container: string): object | undefined {
  const statuses = [...list(pod, 'status.initContainerStatuses'), ...list(pod, 'status.containerStatuses')];
  return statuses.find(({ name }) => name === container);
}

function hasEnded(pod: AnyObject, container: string): boolean {
  return at(statusOf(pod, container), 'lastState.terminated') !== undefined;
}

function cut(lines: readonly LogLine[], query: URLSearchParams, now: number): readonly LogLine[] {
  const since = Number(query.get('sinceSeconds') ?? 0);
  const from = query.get('sinceTime') ?? '';
  const start = since > 0 ? now - since * 1_000 : from === '' ? Number.NEGATIVE_INFINITY : Date.parse(from);
  const young = lines.filter((line) => line.at >= start);
  const tail = query.get('tailLines');
  return tail === null || Number(tail) < 0 ? young : Number(tail) === 0 ? [] : young.slice(-Number(tail));
}

function written({ at: time, text }: LogLine, withTime: boolean): string {
  return withTime ? `${new Date(time).toISOString().replace('Z', '000000Z')} ${text}\n` : `${text}\n`;
}
