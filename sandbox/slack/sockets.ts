/** Socket Mode: the app's connections, and payloads that go to any one of them. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { AppSocket } from './app-socket.ts';
import { type Ack, type Delivery, type Envelope, failureOf, type Kind } from './delivery.ts';
import type { Json } from './message.ts';
import type { Workspace } from './workspace.ts';

/** `warning` comes some ten seconds before the end, `refresh_requested` with or without it. */
export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled' | 'too_many_websockets';

/** "Up to 10 open WebSocket connections at the same time". */
export const MOST_SOCKETS = 10;
/** Documented as "about 10 seconds". */
const WARNED_BEFORE_MS = 10_000;

export interface SocketsParts {
  readonly workspace: Workspace;
  readonly ackTimeoutMs: number;
}

export class Sockets {
  /** Every socket there ever was, oldest first. */
  readonly all: AppSocket[] = [];
  readonly #parts: SocketsParts;
  readonly #server = new WebSocketServer({ noServer: true });
  #turn = 0;

  constructor(parts: SocketsParts) {
    this.#parts = parts;
  }

  /** Those that payloads may go to. */
  get open(): AppSocket[] {
    return this.all.filter(({ state }) => state === 'open');
  }

  /** For the `upgrade` of an HTTP connection. A ticket that is not good is answered with 401. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? '/', 'http://localhost').searchParams.get('ticket') ?? '';
    if (!this.#parts.workspace.tickets.redeem(ticket)) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (opened) => this.#greet(opened));
  }

  /** To the next open socket in turn. Throws when there is none. */
  async send(kind: Kind, payload: Json): Promise<Delivery> {
    const accepts_response_payload = kind !== 'events_api';
    return await this.resend({ payload, envelope_id: randomUUID(), type: kind, accepts_response_payload });
  }

  /** The very same envelope, perhaps by another socket. */
  async resend(envelope: Envelope): Promise<Delivery> {
    const { open } = this;
    const socket = open[this.#turn++ % open.length];
    if (!socket) throw new Error('No socket is open.');
    const ack = await this.#acknowledged(socket.deliver(envelope));
    return { request: { envelope }, ack, failure: failureOf(ack) };
  }

  /** Tells a socket to go, the oldest one unless told otherwise, and closes it a little later. */
  disconnect(reason: DisconnectReason, socket = this.open[0]): AppSocket {
    if (!socket) throw new Error('No socket is open.');
    socket.say({ type: 'disconnect', reason, debug_info: { host: 'sandbox' } });
    if (reason !== 'warning') socket.state = 'leaving';
    socket.closeAfter(this.#closesAfterMs(reason));
    this.#parts.workspace.changed();
    return socket;
  }

  /** What was sent before may still be acknowledged, unless the app is not wanted at all. */
  #closesAfterMs(reason: DisconnectReason): number {
    if (reason === 'warning') return WARNED_BEFORE_MS;
    return reason === 'refresh_requested' ? this.#parts.ackTimeoutMs : 0;
  }

  #greet(opened: WebSocket): void {
    const { workspace } = this.#parts;
    const socket = new AppSocket({ id: this.all.length + 1, socket: opened, changed: () => workspace.changed() });
    this.all.push(socket);
    if (this.open.length > MOST_SOCKETS) {
      this.disconnect('too_many_websockets', socket);
      return;
    }
    socket.say({
      type: 'hello',
      num_connections: this.open.length,
      connection_info: { app_id: workspace.seed.bot.appId },
      debug_info: { host: 'sandbox', build_number: 1, approximate_connection_time: 18_060 },
    });
    workspace.changed();
  }

  /** Never rejects. What comes after the deadline, or by another socket, is too late. */
  async #acknowledged(answer: Promise<unknown>): Promise<Ack> {
    const started = performance.now();
    const { promise: deadline, resolve } = Promise.withResolvers<typeof LATE>();
    const timer = setTimeout(() => resolve(LATE), this.#parts.ackTimeoutMs);
    const payload = await Promise.race([answer, deadline]);
    clearTimeout(timer);
    const ms = performance.now() - started;
    return payload === LATE ? { status: 0, body: 'operation_timeout', ms } : { status: 200, body: bodyOf(payload), ms };
  }
}

const LATE = Symbol('no acknowledgement in time');

/** As the body of an HTTP answer would be: nothing for an acknowledgement that says nothing. */
function bodyOf(payload: unknown): string {
  const isEmpty = payload === undefined || payload === null || Object.keys(payload).length === 0;
  return isEmpty ? '' : JSON.stringify(payload);
}
