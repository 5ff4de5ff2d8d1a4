/** One API server: HTTPS on this machine, from the bytes to whoever answers and back. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import type { ObjectStore } from '../store/object-store.ts';
import { StatusError } from '../store/status-error.ts';
import { bootstrapRoles } from './access/bootstrap.ts';
import { Rbac } from './access/rbac.ts';
import { impersonated, type User, Users } from './access/users.ts';
import { type Asked, askedOf, type Call } from './asked.ts';
import { documentOf } from './documents.ts';
import { type Fault, Faults } from './faults.ts';
import { answerOf, WRITTEN } from './kinds.ts';
import type { Answer, KubeApi } from './kube-api.ts';
import { Pages } from './pages.ts';
import { noPods } from './pods.ts';

type Env = { Bindings: HttpBindings };

export interface ApiServerOptions {
  readonly store: ObjectStore;
  /** Who has it may do everything. */
  readonly adminToken: string;
  readonly tls: { readonly key: string; readonly cert: string };
  /** Random unless given. */
  readonly port?: number;
}

export class ApiServer {
  readonly api: KubeApi;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #port: number;

  constructor({ store, adminToken, tls, port = 0 }: ApiServerOptions) {
    bootstrapRoles(store);
    const faults = new Faults(() => this.#hangUp());
    const users = new Users(store, adminToken);
    this.api = { store, users, rbac: new Rbac(store), pages: new Pages(), faults, pods: noPods };
    this.#port = port;
    const app = new Hono<Env>().all('*', (context) => this.#answer(context));
    this.#server = createServer(tls, getRequestListener(app.fetch, { overrideGlobalObjects: false }));
    this.#server.on('connection', (socket: Socket) => this.#greet(socket));
  }

  /** Rejects when the port is taken. */
  async listen(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get url(): string {
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#hangUp();
    await closed;
  }

  #greet(socket: Socket): void {
    if (this.api.faults.refusing) {
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    // A reader that goes without a word is no trouble of ours.
    socket.on('error', () => socket.destroy());
  }

  #hangUp(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async #answer(context: Context<Env>): Promise<Response> {
    const { incoming, outgoing } = context.env;
    const { req } = context;
    const asked = askedOf(req.method, new URL(req.url));
    const fault = this.api.faults.take(asked);
    if (fault?.delayMs !== undefined) await pause(fault.delayMs);
    if (fault?.cut === 'before') {
      incoming.socket.destroy();
      return RESPONSE_ALREADY_SENT;
    }
    try {
      if (fault?.status !== undefined) throw troubleOf(fault);
      const call = await this.#callOf(context, asked);
      const came = asked.isResource ? await answerOf(this.api, call, outgoing) : documentOf(this.api, call);
      if (fault?.cut === 'after') {
        incoming.socket.destroy();
        return RESPONSE_ALREADY_SENT;
      }
      return came === WRITTEN ? RESPONSE_ALREADY_SENT : responseOf(came);
    } catch (error) {
      return responseOf(refusalOf(error));
    }
  }

  async #callOf({ req }: Context<Env>, asked: Asked): Promise<Call> {
    const { headers } = req.raw;
    const user = this.#userOf(headers);
    this.api.rbac.check(user, asked);
    const body = Buffer.from(await req.arrayBuffer());
    const agent = (headers.get('user-agent') ?? 'unknown').split('/')[0] ?? 'unknown';
    return { asked, method: req.method, headers, user, agent, contentType: headers.get('content-type') ?? '', body };
  }

  /** Throws 401 for an unknown token, 403 for one who may not stand in for the other. */
  #userOf(headers: Headers): User {
    const user = this.api.users.of(headers);
    const other = impersonated(headers);
    if (other === null) return user;
    const of = { verb: 'impersonate', isResource: true, path: '', group: '', namespace: null, subresource: null };
    this.api.rbac.check(user, { ...of, resource: 'users', name: other.name });
    return other;
  }
}

function troubleOf({ status = 500 }: Fault): StatusError {
  switch (status) {
    case 429: {
      const message = 'the server has received too many requests and has asked us to try again later';
      return new StatusError(429, { message, reason: 'TooManyRequests', details: { retryAfterSeconds: 1 } });
    }
    case 503: {
      const message = 'the server is currently unable to handle the request';
      return new StatusError(503, { message, reason: 'ServiceUnavailable', details: {} });
    }
    default: {
      const message = 'Internal error occurred: etcdserver: request timed out';
      return new StatusError(500, { message, reason: 'InternalError', details: {} });
    }
  }
}

function refusalOf(error: unknown): Answer {
  const status = error instanceof StatusError ? error.status : internal(error);
  const retry = status.details?.retryAfterSeconds;
  return {
    status: status.code,
    body: status,
    ...(retry !== undefined && { headers: { 'retry-after': String(retry) } }),
  };
}

/** A mistake of ours: told as the server tells its own, with where it was made. */
function internal(error: unknown) {
  const message = `Internal error occurred: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  return new StatusError(500, { message, reason: 'InternalError' }).status;
}

function responseOf({ status, body, headers = {} }: Answer): Response {
  const isText = typeof body === 'string';
  const type = isText ? 'text/plain; charset=utf-8' : 'application/json';
  const text = isText ? body : `${JSON.stringify(body)}\n`;
  const bare = status === 204 || status === 304;
  return new Response(bare ? null : text, {
    status,
    headers: { 'content-type': type, 'cache-control': 'no-cache, private', ...headers },
  });
}
