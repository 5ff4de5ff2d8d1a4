/**
 * The way to one Kubernetes API server: requests and watch streams over connections that stay warm.
 *
 * `@kubernetes/client-node` reads kubeconfigs and supplies credentials; the requests go through one undici
 * dispatcher per cluster, because client-node 2.0.1 makes a new one, and so a new TLS connection, per request
 * (docs/decisions/0003-kubernetes-client.md). Nothing is asked twice here but what
 * changes nothing and was cut off at once: whoever asks knows whether asking again is safe.
 */

import type { RequestOptions } from 'node:https';
import { createInterface } from 'node:readline';
import type { KubeConfig } from '@kubernetes/client-node';
import { Agent, type buildConnector, type Dispatcher, ProxyAgent, request } from 'undici';
import { ApiError, apiErrorOf, Unreachable } from './errors.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface RequestExtras {
  readonly body?: unknown;
  /** Of the body; `application/json` by default. */
  readonly contentType?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Until the whole answer is there; 10 s by default. */
  readonly timeoutMs?: number;
}

export interface Connection {
  /** JSON in, JSON out. Throws ApiError for an answer that is not 2xx, Unreachable when there is none. */
  request<T>(method: Method, path: string, extras?: RequestExtras): Promise<T>;
  /** The lines of an endless answer, as they come. Ends when the server ends it; throws as `request` does. */
  lines(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): AsyncIterable<string>;
}

export interface TextReader {
  /** A GET whose answer is text, such as a log. Throws as `request` does. */
  text(path: string, extras?: Pick<RequestExtras, 'query' | 'signal' | 'timeoutMs'>): Promise<string>;
}

export interface TextStream {
  /** An endless answer that is text, such as a log that is followed, as it comes. Ends and throws as `lines` does. */
  bytes(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): AsyncIterable<Buffer>;
}

const CREDENTIALS_KEPT_MS = 30_000;
/** The API server closes idle HTTP/1.1 connections after 90 s; a beat keeps one open and notices a dead server. */
const BEAT_MS = 5_000;
const BEAT_TIMEOUT_MS = 3_000;

interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly dispatcher: Dispatcher;
  readonly takenAt: number;
}

export class ClusterConnection implements Connection, TextReader, TextStream {
  readonly #config: KubeConfig;
  readonly #server: string;
  readonly #userAgent: string;
  /** What requests go out with; null before the first and after the server refused it. */
  #credentials: Credentials | null = null;
  #renewal: Promise<Credentials> | null = null;
  #dispatcher: { readonly tls: string; readonly dispatcher: Dispatcher } | null = null;
  #beat: NodeJS.Timeout | null = null;
  #reachable = true;
  readonly #listeners = new Set<(reachable: boolean) => void>();

  /** `config` has its current context set to the cluster that is meant. */
  constructor(config: KubeConfig, userAgent = 'rollbridge') {
    const cluster = config.getCurrentCluster();
    if (cluster === null) throw new Error('the kubeconfig has no current cluster');
    this.#config = config;
    this.#server = cluster.server.replace(/\/$/, '');
    this.#userAgent = userAgent;
  }

  get reachable(): boolean {
    return this.#reachable;
  }

  /** Hears when the API server stops and starts to answer. Returns how to stop hearing. */
  onReachable(listener: (reachable: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Opens a connection now and keeps it warm, so that an urgent request need not wait for a TLS handshake. */
  keepWarm(): void {
    if (this.#beat !== null) return;
    const beat = async () => {
      let reachable = true;
      try {
        await this.request('GET', '/version', { timeoutMs: BEAT_TIMEOUT_MS });
      } catch (error) {
        reachable = error instanceof ApiError;
      }
      this.#setReachable(reachable);
    };
    this.#beat = setInterval(() => void beat(), BEAT_MS);
    this.#beat.unref();
    void beat();
  }

  async request<T>(method: Method, path: string, extras: RequestExtras = {}): Promise<T> {
    const text = await this.#answer(method, path, extras);
    try {
      return JSON.parse(text) as T;
    } catch (error) {
      throw new Unreachable(method, path, error);
    }
  }

  text(path: string, extras: Pick<RequestExtras, 'query' | 'signal' | 'timeoutMs'> = {}): Promise<string> {
    return this.#answer('GET', path, extras);
  }

  async #answer(method: Method, path: string, extras: RequestExtras): Promise<string> {
    const used = await this.#authenticated();
    try {
      return await this.#answerWith(used, method, path, extras);
    } catch (error) {
      if (method === 'GET' && wasCutOff(error)) return await this.#answerWith(used, method, path, extras);
      // Refused before anything was done: the token may have been replaced since it was read.
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      if (this.#credentials === used) this.#credentials = null;
      const fresh = await this.#authenticated();
      if (JSON.stringify(fresh.headers) === JSON.stringify(used.headers)) throw error;
      return await this.#answerWith(fresh, method, path, extras);
    }
  }

  async #answerWith(
    { headers, dispatcher }: Credentials,
    method: Method,
    path: string,
    extras: RequestExtras,
  ): Promise<string> {
    const timeout = AbortSignal.timeout(extras.timeoutMs ?? 10_000);
    const options = {
      method,
      dispatcher,
      headers: {
        ...headers,
        // Logs are text, and are refused to whoever takes nothing but JSON.
        accept: 'application/json, */*',
        'user-agent': this.#userAgent,
        ...(extras.body === undefined ? {} : { 'content-type': extras.contentType ?? 'application/json' }),
      },
      body: extras.body === undefined ? null : JSON.stringify(extras.body),
      signal: extras.signal === undefined ? timeout : AbortSignal.any([timeout, extras.signal]),
    };
    try {
      const answer = await request(this.#url(path, extras.query), options);
      const text = await answer.body.text();
      if (answer.statusCode >= 300) throw apiErrorOf(answer.statusCode, text, method, path);
      return text;
    } catch (error) {
      throw this.#explained(error, method, path);
    }
  }

  async *lines(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): AsyncIterable<string> {
    try {
      const input = await this.#endless(path, query, signal);
      yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
    } catch (error) {
      throw this.#explained(error, 'GET', path);
    }
  }

  async *bytes(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): AsyncIterable<Buffer> {
    try {
      yield* (await this.#endless(path, query, signal)) as AsyncIterable<Buffer>;
    } catch (error) {
      throw this.#explained(error, 'GET', path);
    }
  }

  async #endless(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal) {
    const { headers, dispatcher } = await this.#authenticated();
    const answer = await request(this.#url(path, query), {
      method: 'GET',
      dispatcher,
      headers: { ...headers, accept: 'application/json, */*', 'user-agent': this.#userAgent },
      signal,
      bodyTimeout: 0,
    });
    if (answer.statusCode >= 300) throw apiErrorOf(answer.statusCode, await answer.body.text(), 'GET', path);
    return answer.body;
  }

  async close(): Promise<void> {
    if (this.#beat !== null) clearInterval(this.#beat);
    this.#listeners.clear();
    await this.#dispatcher?.dispatcher.destroy();
  }

  #url(path: string, query: Readonly<Record<string, string>> | undefined): string {
    const search = query === undefined ? '' : `?${new URLSearchParams(query)}`;
    return `${this.#server}${path}${search}`;
  }

  #setReachable(reachable: boolean): void {
    if (reachable === this.#reachable) return;
    this.#reachable = reachable;
    for (const listener of this.#listeners) listener(reachable);
  }

  #explained(error: unknown, method: Method, path: string): Error {
    if (error instanceof ApiError) {
      if (error.status === 401) this.#credentials = null; // for whoever reads lines: read afresh next time
      return error;
    }
    return new Unreachable(method, path, error);
  }

  /** Old ones are renewed beside the request: a plugin that fetches a token may take a second, and somebody waits. */
  #authenticated(): Credentials | Promise<Credentials> {
    const kept = this.#credentials;
    if (kept === null) return this.#renewed();
    if (Date.now() - kept.takenAt >= CREDENTIALS_KEPT_MS) this.#renewed().catch(() => undefined); // tried again next time
    return kept;
  }

  #renewed(): Promise<Credentials> {
    this.#renewal ??= this.#authenticate()
      .then((credentials) => {
        this.#credentials = credentials;
        return credentials;
      })
      .finally(() => {
        this.#renewal = null;
      });
    return this.#renewal;
  }

  async #authenticate(): Promise<Credentials> {
    const options: RequestOptions = {};
    await this.#config.applyToHTTPSOptions(options);
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(options.headers ?? {})) headers[name] = String(value);
    return { headers, dispatcher: this.#dispatcherFor(options), takenAt: Date.now() };
  }

  /** The one dispatcher, made anew only when the client certificate has changed. */
  #dispatcherFor({ ca, cert, key, passphrase, pfx, rejectUnauthorized, servername }: RequestOptions): Dispatcher {
    const agentOptions = { ca, cert, key, passphrase, pfx, rejectUnauthorized, servername };
    const tls = JSON.stringify([cert, key, ca].map(String));
    if (this.#dispatcher?.tls === tls) return this.#dispatcher.dispatcher;
    const wanted = this.#config.createDispatcherOptions(this.#config.getCurrentCluster(), agentOptions);
    // Without HTTP/2: a request that is aborted before it is dispatched leaves a stream there whose error nobody hears.
    const pool = { keepAliveTimeout: 80_000, keepAliveMaxTimeout: 80_000, allowH2: false };
    let dispatcher: Dispatcher;
    if (wanted.type === 'proxy') {
      const requestTls = wanted.requestTls as buildConnector.BuildOptions;
      dispatcher = new ProxyAgent({ uri: wanted.uri, requestTls, ...pool });
    } else if (wanted.type === 'socks') {
      throw new Error('a SOCKS proxy in the kubeconfig is not supported: use an HTTP proxy');
    } else {
      const connect = (wanted.type === 'agent' ? wanted.connect : {}) as buildConnector.BuildOptions;
      dispatcher = new Agent({ connect, ...pool });
    }
    this.#dispatcher = { tls, dispatcher };
    return dispatcher;
  }
}

/** A connection that rested, and was closed by the other side in the very moment in which it was used again. */
function wasCutOff(error: unknown): boolean {
  const { code } = (error instanceof Unreachable ? error.cause : {}) as { readonly code?: unknown };
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
}
