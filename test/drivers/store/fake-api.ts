/** An API server that knows our objects only, of one kind at a time: enough of list, watch, create, read, status write and delete. */
import type { Connection, Method, RequestExtras } from '../../../src/kubernetes/connection.ts';
import { ApiError } from '../../../src/kubernetes/errors.ts';
import type { K8sObject } from '../../../src/kubernetes/objects.ts';

interface Stored extends K8sObject {
  readonly spec?: unknown;
  readonly status?: unknown;
}

interface Preconditions {
  readonly resourceVersion: string;
  readonly uid?: string;
}

export interface Asked {
  readonly method: Method;
  readonly path: string;
}

export class FakeApi implements Connection {
  readonly objects = new Map<string, Stored>();
  readonly asked: Asked[] = [];
  /** Called before each request is answered: throw to answer with an error, write to be the other one in a race. */
  before: (asked: Asked) => void = () => undefined;
  /** While true, watches say nothing: memory falls behind. */
  muted = false;
  #version = 100;
  readonly #watches = new Set<(line: string) => void>();

  // biome-ignore lint/suspicious/useAwait: errors must come as rejections
  async request<T>(method: Method, path: string, extras: RequestExtras = {}): Promise<T> {
    const asked = { method, path };
    this.asked.push(asked);
    this.before(asked);
    return structuredClone(this.#answer(asked, extras)) as T;
  }

  async *lines(_path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): AsyncIterable<string> {
    const waiting: string[] = [];
    let wake = (): void => undefined;
    const hear = (line: string) => {
      waiting.push(line);
      wake();
    };
    this.#watches.add(hear);
    signal.addEventListener('abort', () => wake());
    const since = Number(query.resourceVersion);
    for (const object of this.objects.values()) {
      if (Number(object.metadata.resourceVersion) > since) hear(JSON.stringify({ type: 'MODIFIED', object }));
    }
    while (!signal.aborted) {
      for (const line of waiting.splice(0)) yield line;
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (waiting.length > 0 || signal.aborted) resolve();
      });
    }
    this.#watches.delete(hear);
  }

  /** As kubectl would write it, whole. */
  write(
    name: string,
    parts: { readonly spec?: unknown; readonly status?: unknown; readonly annotations?: Record<string, string> },
  ) {
    const known = this.objects.get(name);
    const metadata = {
      name,
      namespace: 'rollbridge',
      creationTimestamp:
        known?.metadata.creationTimestamp ?? new Date(1_772_445_600_000 + this.#version * 1_000).toISOString(),
      resourceVersion: String(++this.#version),
      uid: known?.metadata.uid ?? `uid-${this.#version}`,
      ...(parts.annotations === undefined ? {} : { annotations: parts.annotations }),
    };
    const { annotations: _, ...content } = parts;
    const object = { ...known, ...content, metadata: { ...known?.metadata, ...metadata } };
    this.objects.set(name, object);
    this.#tell(known === undefined ? 'ADDED' : 'MODIFIED', object);
    return object;
  }

  remove(name: string): void {
    const object = this.#find(name);
    this.objects.delete(name);
    this.#tell('DELETED', { ...object, metadata: { ...object.metadata, resourceVersion: String(++this.#version) } });
  }

  #tell(type: string, object: Stored): void {
    if (!this.muted) for (const hear of this.#watches) hear(JSON.stringify({ type, object }));
  }

  #answer({ method, path }: Asked, { body }: RequestExtras): unknown {
    const [name, subresource] =
      path
        .split(/\/(?:releases|incidents|notices)/)[1]
        ?.split('/')
        .slice(1) ?? [];
    const sent = body as Stored & { readonly preconditions?: Preconditions };
    if (name === undefined && method === 'POST') return this.#create(sent);
    if (name === undefined)
      return { metadata: { resourceVersion: String(this.#version) }, items: [...this.objects.values()] };
    const known = this.#find(name);
    if (method === 'GET') return known;
    const expected = method === 'DELETE' ? sent.preconditions?.resourceVersion : sent.metadata.resourceVersion;
    if (expected !== known.metadata.resourceVersion) throw conflict(`the object "${name}" has been modified`);
    const { uid = known.metadata.uid } = sent.preconditions ?? {};
    if (uid !== known.metadata.uid) throw conflict(`the object "${name}" is another one`);
    if (method === 'DELETE') return this.remove(name) ?? {};
    if (method === 'PUT' && subresource === 'status') return this.write(name, { status: sent.status });
    throw new ApiError(405, 'MethodNotAllowed', 'not served here', method, path);
  }

  #create({ metadata, spec }: Stored): Stored {
    if (this.objects.has(metadata.name)) throw new ApiError(409, 'AlreadyExists', 'already exists', 'POST', '');
    const { annotations } = metadata;
    return this.write(metadata.name, { spec, ...(annotations === undefined ? {} : { annotations }) });
  }

  #find(name: string): Stored {
    const known = this.objects.get(name);
    if (known === undefined) throw new ApiError(404, 'NotFound', `"${name}" not found`, '', '');
    return known;
  }
}

export function conflict(message = 'the object has been modified'): ApiError {
  return new ApiError(409, 'Conflict', message, 'PUT', '');
}
