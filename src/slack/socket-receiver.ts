/** Socket Mode, up to the point where a request is Bolt's. Health and metrics keep their port. */
import { createServer, type Server } from 'node:http';
import type { App, Receiver } from '@slack/bolt';
import type { Logger } from 'pino';
import { listener, type Route } from '../server/server.ts';
import type { Arrival } from './arrival.ts';
import { Repeats } from './repeats.ts';
import type { Envelope } from './socket.ts';
import { Sockets } from './sockets.ts';

export interface SocketReceiverOptions {
  readonly appToken: string;
  /** Null is Slack's own. */
  readonly slackApiUrl: string | null;
  readonly routes: readonly Route[];
  readonly log: Logger;
}

export class SocketReceiver implements Receiver {
  readonly sockets: Sockets;
  readonly #server: Server;
  readonly #log: Logger;
  readonly #repeats = new Repeats();
  #app: App | null = null;

  constructor({ appToken, slackApiUrl, routes, log }: SocketReceiverOptions) {
    this.#log = log;
    this.#server = createServer(listener(routes));
    this.sockets = new Sockets({ appToken, slackApiUrl, log, take: (envelope) => this.#take(envelope) });
  }

  init(app: App): void {
    this.#app = app;
  }

  /** Resolves when the port is served; sockets come when they come. Throws when the port is taken. */
  async start(port: number): Promise<Server> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(port, resolve);
    });
    this.sockets.start();
    return this.#server;
  }

  /** Resolves when every socket is closed, which is after its last acknowledgement. */
  async stop(): Promise<void> {
    this.#server.close();
    await this.sockets.stop();
  }

  /** Never rejects. */
  async #take(envelope: Envelope): Promise<void> {
    const { body, receivedAt } = envelope;
    const arrival: Arrival = { receivedAt, doubt: null };
    const answered = Promise.withResolvers<unknown>();
    const ack = (answer?: unknown): Promise<void> => {
      answered.resolve(answer);
      return envelope.ack(answer);
    };
    try {
      const earlier = this.#repeats.earlier(envelope, answered.promise);
      if (earlier !== null) await envelope.ack(await earlier);
      else await this.#app?.processEvent({ body, ack, customProperties: { arrival } });
    } catch (error) {
      this.#log.error({ err: error }, 'a request could not be handled');
    }
  }
}
