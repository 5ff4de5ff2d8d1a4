/** A connection that answers as told, and remembers what it was asked. */
import type { Connection, Method, RequestExtras } from '../../src/kubernetes/connection.ts';

export interface Asked {
  readonly method: Method;
  readonly path: string;
  readonly extras: RequestExtras;
}

export class AskedConnection implements Connection {
  readonly asked: Asked[] = [];
  readonly #answer: (asked: Asked) => unknown;

  /** `answer` throws to refuse. */
  constructor(answer: (asked: Asked) => unknown) {
    this.#answer = answer;
  }

  // biome-ignore lint/suspicious/useAwait: errors must come as rejections
  async request<T>(method: Method, path: string, extras: RequestExtras = {}): Promise<T> {
    const asked = { method, path, extras };
    this.asked.push(asked);
    return this.#answer(asked) as T;
  }

  lines(): AsyncIterable<string> {
    throw new Error('nothing is to be watched');
  }

  /** Writes that would have been carried out. */
  get writes(): readonly Asked[] {
    return this.asked.filter(
      ({ method, path, extras }) =>
        method !== 'GET' && extras.query?.dryRun !== 'All' && !path.endsWith('/selfsubjectaccessreviews'),
    );
  }
}

/** An API server that permits everything but the rights for which `refuses` holds, and accepts every write. */
export function permitting(refuses: (right: string) => boolean = () => false): (asked: Asked) => unknown {
  return ({ path, extras }) => {
    if (!path.endsWith('/selfsubjectaccessreviews')) return {};
    const body = extras.body as { spec: { resourceAttributes: Record<string, string> } };
    const { verb, resource, subresource } = body.spec.resourceAttributes;
    const right = `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`}`;
    return { status: { allowed: !refuses(right) } };
  };
}
