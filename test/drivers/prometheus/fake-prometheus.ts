/** A Prometheus as its HTTP API shows it, which answers whatever a test says. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Asked {
  readonly path: string;
  readonly form: Readonly<Record<string, string>>;
}

export type Reply = { readonly status: number; readonly body: unknown } | 'cut' | 'hang';

export const success = (resultType: string, result: unknown): Reply => ({
  status: 200,
  body: { status: 'success', data: { resultType, result } },
});

export class FakePrometheus {
  readonly asked: Asked[] = [];
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  reply: (asked: Asked) => Reply = () => success('vector', []);
  /** How many requests were under way at once at most. */
  most = 0;
  #underWay = 0;

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.most = Math.max(this.most, ++this.#underWay);
    const form = Object.fromEntries(new URLSearchParams(await text(request)));
    const asked = { path: request.url ?? '', form };
    this.asked.push(asked);
    const reply = this.reply(asked);
    setImmediate(() => {
      this.#underWay--;
      if (reply === 'hang') return;
      if (reply === 'cut') response.destroy();
      else response.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body));
    });
  }
}
