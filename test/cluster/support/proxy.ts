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

  /** A kubeconfig whose only cluster is this proxy; with a token of one's own, or the suite's. */
  kubeconfig(token = this.#token): string {
    const { port } = this.#server.address() as AddressInfo;
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'home', cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'home', user: { token } }],
      contexts: [{ name: 'home', context: { cluster: 'home', user: 'home' } }],
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
