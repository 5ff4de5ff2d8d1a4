/** The server's connections: it can be cut off from the bot as a whole, and come back on the same port. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export class Line {
  url = '';
  isDown = false;
  /** How many connections were cut, open ones and new ones. */
  cuts = 0;
  /** Told after every cut. */
  onCut: () => void = () => {};
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket: Socket) => {
      if (this.isDown) {
        this.#cut(socket);
        return;
      }
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  /** A defect in `serve` is answered with status 500 and its text. */
  serve(serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>): void {
    this.#server.on('request', (request, response) => {
      serve(request, response).catch((error: unknown) => {
        if (response.headersSent) response.destroy();
        else response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
      });
    });
  }

  /** For requests that want to go on as a WebSocket. */
  upgrade(accept: (request: IncomingMessage, socket: Duplex, head: Buffer) => void): void {
    this.#server.on('upgrade', accept);
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => {
        this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
        resolve();
      });
    });
  }

  /** Cuts every connection and every new one at once. */
  down(): void {
    this.isDown = true;
    for (const socket of this.#sockets) this.#cut(socket);
  }

  up(): void {
    this.isDown = false;
  }

  close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    return closed;
  }

  #cut(socket: Socket): void {
    this.cuts += 1;
    socket.destroy();
    this.onCut();
  }
}
