/**
 * Stands between the program and an API server, so that a story can stop the world at one named request: before it
 * arrives, or after it was carried out and before its answer is heard.
 */
import { createServer, type IncomingMessage, request as plainRequest, type ServerResponse } from 'node:http';
import { Agent, request as tlsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { KubeConfig } from '@kubernetes/client-node';

export interface Point {
  readonly when: 'before' | 'after';
  readonly method: string;
  /** Without the query. */
  readonly path: RegExp;
  /** In the request's body. */
  readonly body?: RegExp;
}

interface Armed extends Point {
  readonly hit: () => void;
}

interface Held {
  readonly path: RegExp;
  readonly method: string | null;
  readonly until: Promise<void>;
}

interface Refused {
  readonly path: RegExp;
  readonly method: string | null;
  readonly status: number;
  readonly words: (path: string) => string;
}

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly at: number;
}

export class ApiProxy {
  readonly #server = createServer((request, response) => void this.#forward(request, response));
  readonly #target: URL;
  readonly #agent: Agent;
  readonly #token: string;
  #armed: Armed[] = [];
  #refusing = false;
  #held: Held[] = [];
  #refused: Refused[] = [];
  /** Every request that is not a watch, in order of arrival. */
  readonly seen: Seen[] = [];

  constructor(config: KubeConfig) {
    const cluster = config.getCurrentCluster();
    if (cluster === null) throw new Error('no cluster in the kubeconfig');
    this.#target = new URL(cluster.server);
    this.#agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
    this.#token = config.getCurrentUser()?.token ?? '';
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get #url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /**
   * A kubeconfig whose only clusters are this proxy, as `home`, and another one, as `far`; with a token of one's own, or the
   * suite's.
   */
  kubeconfig(far: ApiProxy, token = this.#token): string {
    const proxies = { home: this, far };
    const names = Object.entries(proxies);
    const cluster = (server: string) => ({ server, 'insecure-skip-tls-verify': true });
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: names.map(([name, proxy]) => ({ name, cluster: cluster(proxy.#url) })),
      users: [{ name: 'suite', user: { token } }],
      contexts: names.map(([name]) => ({ name, context: { cluster: name, user: 'suite' } })),
      'current-context': 'home',
    });
  }

  /** Resolves when a request comes to the point; that request is never answered. */
  reach(point: Point): Promise<void> {
    return new Promise((hit) => this.#armed.push({ ...point, hit }));
  }

  /** Requests for this path, of this method or any, wait until what is returned is called. */
  hold(path: RegExp, method: string | null = null): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    const held = { path, method, until: promise };
    this.#held.push(held);
    return () => {
      this.#held = this.#held.filter((each) => each !== held);
      resolve();
    };
  }

  /** From now on requests for this path, of this method or any, are answered like this instead, as the API server words it. */
  refuse(path: RegExp, status: number, words: (path: string) => string, method: string | null = null): void {
    this.#refused.push({ path, method, status, words });
  }

  /** The way to the API server is cut: open watches end, and every request is refused until `mend`. */
  cut(): void {
    this.#refusing = true;
    this.#server.closeAllConnections();
  }

  mend(): void {
    this.#refusing = false;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#agent.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#refusing) {
      request.socket.destroy();
      return;
    }
    const { method = 'GET', url = '/' } = request;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const isWatch = url.includes('watch=true');
    if (!isWatch) this.seen.push({ method, path: url, at: Date.now() });
    const body = Buffer.concat(chunks);
    for (const held of this.#held)
      if (held.path.test(url) && (held.method === null || held.method === method)) await held.until;
    if (this.#take('before', method, url, body)) return;
    const refused = this.#refused.find((each) => each.path.test(url) && [null, method].includes(each.method));
    if (refused !== undefined) {
      answerWith(response, refused.status, refused.words(url));
      return;
    }
    const send = this.#target.protocol === 'https:' ? tlsRequest : plainRequest;
    const upstream = send(
      new URL(url, this.#target),
      { method, headers: { ...request.headers, host: this.#target.host }, agent: this.#agent },
      (answer) => {
        // A request that was refused changed nothing: it is not the one that the story means.
        if ((answer.statusCode ?? 500) < 300 && this.#take('after', method, url, body)) {
          answer.resume();
          return;
        }
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        if (isWatch) response.flushHeaders();
        answer.pipe(response);
      },
    );
    upstream.on('error', () => response.destroy());
    response.on('close', () => upstream.destroy());
    upstream.end(body);
  }

  #take(when: Point['when'], method: string, url: string, body: Buffer): boolean {
    const path = url.replace(/\?.*/, '');
    const found = this.#armed.find(
      (armed) =>
        armed.when === when &&
        armed.method === method &&
        armed.path.test(path) &&
        (armed.body?.test(body.toString()) ?? true),
    );
    if (found === undefined) return false;
    this.#armed = this.#armed.filter((armed) => armed !== found);
    found.hit();
    return true;
  }
}

function answerWith(response: ServerResponse, code: number, message: string): void {
  const body = { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason: 'InternalError', code };
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
