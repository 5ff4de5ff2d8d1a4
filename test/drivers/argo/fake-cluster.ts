/** An API server that holds objects by path: lists, reads, and watches that say nothing. */
import type { Connection, Method } from '../../../src/kubernetes/connection.ts';
import { ApiError } from '../../../src/kubernetes/errors.ts';
import type { K8sObject } from '../../../src/kubernetes/objects.ts';

export class FakeCluster implements Connection {
  /** By path of the object. */
  readonly objects = new Map<string, K8sObject>();
  /** What was listed, each path once. */
  readonly listed = new Set<string>();
  /** Paths that are answered with 403. */
  readonly forbidden = new Set<string>();

  put(kindPath: string, object: K8sObject): void {
    this.objects.set(`${kindPath}/${object.metadata.name}`, object);
  }

  request<T>(method: Method, path: string): Promise<T> {
    if (this.forbidden.has(path)) return Promise.reject(new ApiError(403, 'Forbidden', 'no', method, path));
    const object = this.objects.get(path);
    if (object !== undefined) return Promise.resolve(object as T);
    const plural = /\/namespaces\/[^/]+\/[^/]+$/.test(path);
    if (!plural) return Promise.reject(new ApiError(404, 'NotFound', `${path} not found`, method, path));
    this.listed.add(path);
    const items = [...this.objects].filter(([key]) => key.startsWith(`${path}/`)).map(([, each]) => each);
    return Promise.resolve({ metadata: { resourceVersion: '1' }, items } as T);
  }

  async *lines(_path: string, _query: object, signal: AbortSignal): AsyncIterable<string> {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    yield* [];
  }
}
