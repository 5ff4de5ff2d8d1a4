/** What a capture reads of a cluster: objects by path, logs by pod and container, and every way in which a read fails. */
import type { EvidenceBundle, Piece } from '../../../../src/engine/evidence/ports.ts';
import type { Connection, RequestExtras, TextReader } from '../../../../src/kubernetes/connection.ts';
import { ApiError, Unreachable } from '../../../../src/kubernetes/errors.ts';

export class FakeCluster implements Connection, TextReader {
  /** Path to an object, or to what is thrown. */
  readonly objects = new Map<string, unknown>();
  /** `pod/container`, with `?previous` behind for the run before, to a log or to what is thrown. */
  readonly logs = new Map<string, string | Error>();
  readonly asked: string[] = [];
  /** Awaited before a log is answered. */
  beforeLog: (log: string) => Promise<void> = () => Promise.resolve();
  underWay = 0;
  most = 0;

  async request<T>(_method: string, path: string, { query = {}, signal }: RequestExtras = {}): Promise<T> {
    this.asked.push(query.continue === undefined ? path : `${path}?continue=${query.continue}`);
    await Promise.resolve();
    if (signal?.aborted) throw new Unreachable('GET', path, signal.reason);
    const found = this.objects.get(query.continue === undefined ? path : `${path}?continue=${query.continue}`);
    if (found === undefined) throw new ApiError(404, 'NotFound', 'not found', 'GET', path);
    if (found instanceof Error) throw found;
    return found as T;
  }

  async text(path: string, { query = {}, signal }: RequestExtras = {}): Promise<string> {
    const [, pod] = /pods\/([^/]+)\/log$/.exec(path) ?? [];
    const log = `${pod}/${query.container}${query.previous === 'true' ? '?previous' : ''}`;
    this.asked.push(`log ${log}`);
    this.most = Math.max(this.most, ++this.underWay);
    await this.beforeLog(log);
    this.underWay--;
    if (signal?.aborted) throw new Unreachable('GET', path, signal.reason);
    const found = this.logs.get(log);
    if (found === undefined) throw new ApiError(404, 'NotFound', `pods "${pod}" not found`, 'GET', path);
    if (found instanceof Error) throw found;
    return found;
  }

  async *lines(): AsyncIterable<string> {
    yield* [];
    await Promise.reject(new Error('nothing is watched for evidence'));
  }

  list(path: string, kind: string, items: readonly object[]): void {
    this.objects.set(path, { apiVersion: 'v1', kind: `${kind}List`, metadata: {}, items });
  }
}

/** What came into it, without the disk. */
export class FakeBundle implements EvidenceBundle {
  readonly pieces = new Map<string, Piece>();
  readonly missing = new Map<string, string>();

  put(piece: Piece): Promise<void> {
    this.pieces.set(piece.path, piece);
    return Promise.resolve();
  }

  has(path: string): boolean {
    return this.pieces.has(path);
  }

  lacks(what: string, why: string): void {
    this.missing.set(what, why);
  }

  object<T>(path: string): T {
    const content = this.pieces.get(path)?.content;
    if (content === undefined || 'text' in content) throw new Error(`no object ${path}`);
    return content.object as T;
  }

  get paths(): readonly string[] {
    return [...this.pieces.keys()].sort();
  }
}
