/** Reads for one capture: what is there goes into the bundle, what is not is named there, and nothing is thrown. */
import type { EvidenceBundle } from '../../../engine/evidence/ports.ts';
import type { Connection, TextReader } from '../../../kubernetes/connection.ts';
import { ApiError, isNotFound, Unreachable } from '../../../kubernetes/errors.ts';
import type { K8sObject } from '../../../kubernetes/objects.ts';
import { rightLacked } from '../../../kubernetes/problems.ts';

const TIMEOUT_MS = 5_000;
const PAGE = '500';

export interface ReaderParts {
  readonly connection: Connection & TextReader;
  readonly bundle: EvidenceBundle;
  readonly signal: AbortSignal;
}

interface AboutText {
  readonly source: string;
  /** So many bytes of its end are kept. */
  readonly newest: number;
  readonly truncated?: string;
}

/** As the API server sends a list: its items name no kind of their own. */
interface Page<O> {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: { readonly continue?: string };
  readonly items: readonly O[];
}

export class Reader {
  readonly #parts: ReaderParts;

  constructor(parts: ReaderParts) {
    this.#parts = parts;
  }

  /** Reads an object into the bundle. Null when it could not be read. */
  async keep<O extends K8sObject>(file: string, path: string): Promise<O | null> {
    const object = await this.read<O>(file, path);
    if (object !== null) await this.put(file, object, path);
    return object;
  }

  /** For what is not kept as it is. Null when it could not be read; `what` is then named. */
  read<O extends K8sObject>(what: string, path: string): Promise<O | null> {
    return this.#tried<O>(what, path, {});
  }

  /** All objects of a list, of at most so many pages. Null when it could not be read; `what` is then named. */
  async list<O extends K8sObject>(
    what: string,
    path: string,
    { query = {}, pages = 4 }: { readonly query?: Readonly<Record<string, string>>; readonly pages?: number } = {},
  ): Promise<readonly O[] | null> {
    const all: O[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < pages; page++) {
      const from = cursor === undefined ? {} : { continue: cursor };
      const read: Page<O> | null = await this.#tried(what, path, { ...query, ...from, limit: PAGE });
      if (read === null) return page === 0 ? null : all;
      const { apiVersion, kind } = read;
      all.push(...read.items.map((item) => ({ apiVersion, kind: kind?.replace(/List$/, ''), ...item }) as O));
      cursor = read.metadata?.continue || undefined;
      if (cursor === undefined) return all;
    }
    this.lacks(`${what} (some)`, `there are more than ${all.length}`);
    return all;
  }

  /** A log or the like. Throws as the connection does. */
  text(path: string, query: Readonly<Record<string, string>>): Promise<string> {
    return this.#parts.connection.text(path, { query, signal: this.#parts.signal, timeoutMs: TIMEOUT_MS });
  }

  put(file: string, object: unknown, source: string): Promise<void> {
    return this.#parts.bundle.put({ path: file, content: { object }, source: `GET ${source}` });
  }

  putText(file: string, text: string, { source, newest, ...about }: AboutText): Promise<void> {
    return this.#parts.bundle.put({ path: file, content: { text, newest }, ...about, source: `GET ${source}` });
  }

  lacks(what: string, why: string): void {
    this.#parts.bundle.lacks(what, why);
  }

  whyNot(error: unknown): string {
    const { signal } = this.#parts;
    if (signal.aborted) return signal.reason instanceof Error ? signal.reason.message : 'there was no more time';
    if (isNotFound(error)) return 'it was gone before it could be read';
    if (error instanceof ApiError) return refusal(error);
    return error instanceof Unreachable ? 'the API server did not answer' : String(error);
  }

  async #tried<T>(what: string, path: string, query: Readonly<Record<string, string>>): Promise<T | null> {
    const { connection, signal } = this.#parts;
    try {
      return await connection.request<T>('GET', path, { query, signal, timeoutMs: TIMEOUT_MS });
    } catch (error) {
      this.lacks(what, this.whyNot(error));
      return null;
    }
  }
}

/**
 * The same words for every object of a kind. A node that gives no log is quoted by the API server with what it was asked,
 * `Get "https://…/pod?…": dial tcp …`, which would be other words for every pod.
 */
export function refusal(error: ApiError): string {
  const right = error.status === 403 ? rightLacked(error) : null;
  return right === null
    ? `the cluster refused: ${error.message.replace(/^\w+ "https:[^"]*": /, '')}`
    : `Rollbridge lacks the right to ${right.verb} ${right.resource}`;
}
