/** Signed HTTP to the bot, as Slack sends it, and every way in which somebody else might send it. */
import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { performance } from 'node:perf_hooks';
import { type Ack, type Delivery, failureOf, type HttpRequest, type Kind, type SendOptions } from './delivery.ts';
import type { Json } from './message.ts';

export interface DispatchParts {
  readonly signingSecret: string;
  readonly ackTimeoutMs: number;
}

export class Dispatch {
  /** Where the bot listens, such as `http://127.0.0.1:3000/slack/events`. */
  botUrl: string | null = null;
  readonly #parts: DispatchParts;

  constructor(parts: DispatchParts) {
    this.#parts = parts;
  }

  /** Events travel as JSON, commands as a form, and interactions as JSON in a form. */
  send(kind: Kind, payload: Json, options?: SendOptions): Promise<Delivery> {
    if (kind === 'events_api') return this.raw('application/json', JSON.stringify(payload), options);
    const fields =
      kind === 'slash_commands' ? (payload as Record<string, string>) : { payload: JSON.stringify(payload) };
    return this.raw('application/x-www-form-urlencoded', new URLSearchParams(fields).toString(), options);
  }

  raw(contentType: string, body: string, options: SendOptions = {}): Promise<Delivery> {
    const secret = options.wrongSignature ? 'not the secret' : this.#parts.signingSecret;
    const signed = sign(secret, body, options.ageSeconds ?? 0);
    return this.replay({ headers: { 'content-type': contentType, ...signed, ...options.headers }, body });
  }

  /** The very same request, signature and time included. */
  async replay(request: HttpRequest): Promise<Delivery> {
    if (this.botUrl === null) throw new Error('The workspace does not know where the bot listens: connect it first.');
    const ack = await send(this.botUrl, request, this.#parts.ackTimeoutMs);
    return { request, ack, failure: failureOf(ack) };
  }
}

/** Of the real time, whatever clock the workspace has: the bot compares it with its own. */
function sign(secret: string, body: string, ageSeconds: number): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000) - ageSeconds);
  const hash = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${hash}` };
}

/** Never rejects: status 0 with Slack's word for the failure in the body. */
function send(url: string, { headers, body }: HttpRequest, timeoutMs: number): Promise<Ack> {
  const started = performance.now();
  return new Promise((resolve) => {
    const end = (status: number, text: string) => {
      clearTimeout(deadline);
      resolve({ status, body: text, ms: performance.now() - started });
    };
    const length = { 'content-length': String(Buffer.byteLength(body)) };
    const options = { method: 'POST', agent: false, headers: { ...headers, ...length } };
    const sent = httpRequest(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => end(response.statusCode ?? 0, Buffer.concat(chunks).toString('utf8')));
    });
    const giveUp = () => {
      end(0, 'operation_timeout');
      sent.destroy();
    };
    // An answer that came in time but was not read yet, because this process stood still, is not late.
    const deadline = setTimeout(() => setImmediate(giveUp), timeoutMs);
    sent.on('error', () => end(0, 'dispatch_failed'));
    sent.end(body);
  });
}
