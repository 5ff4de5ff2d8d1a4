/** One open socket of the app: what is sent by it, and which of that the app has acknowledged. */
import type { RawData, WebSocket } from 'ws';
import { isRecord } from './block-kit/index.ts';
import type { Envelope } from './delivery.ts';
import type { Json } from './message.ts';

/** `leaving`: the app was told to go; nothing new is sent to it. */
export type SocketState = 'open' | 'leaving' | 'closed';

export interface AppSocketParts {
  readonly id: number;
  readonly socket: WebSocket;
  /** Told after everything that happens to it. */
  readonly changed: () => void;
}

/** Slack pings every few seconds and drops who does not answer. */
const PING_MS = 5_000;

export class AppSocket {
  readonly id: number;
  state: SocketState = 'open';
  /** What went out by it. */
  readonly envelopes: Envelope[] = [];
  /** Envelopes that were acknowledged by it, in time or not. */
  acknowledged = 0;
  readonly #socket: WebSocket;
  readonly #changed: () => void;
  readonly #waiting = new Map<string, (payload: unknown) => void>();
  #closing: NodeJS.Timeout | undefined;
  #isAlive = true;

  constructor({ id, socket, changed }: AppSocketParts) {
    this.id = id;
    this.#socket = socket;
    this.#changed = changed;
    const pinging = setInterval(() => this.#ping(), PING_MS);
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    socket.on('message', (data) => this.#hear(data));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(pinging);
      clearTimeout(this.#closing);
      this.state = 'closed';
      changed();
    });
  }

  say(message: Json): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** Resolves with the payload of the acknowledgement, which may never come. An envelope counts by this socket alone. */
  deliver(envelope: Envelope): Promise<unknown> {
    this.envelopes.push(envelope);
    this.say(envelope);
    return new Promise((resolve) => this.#waiting.set(envelope.envelope_id, resolve));
  }

  /** Closes it as the protocol wants it, after this time. */
  closeAfter(ms: number): void {
    this.#closing = setTimeout(() => this.#socket.close(), ms);
  }

  /** Gone without a word. */
  drop(): void {
    this.#socket.terminate();
  }

  #hear(data: RawData): void {
    const answer = read(data);
    const resolve = this.#waiting.get(String(answer.envelope_id));
    if (!resolve) return;
    this.#waiting.delete(String(answer.envelope_id));
    this.acknowledged += 1;
    resolve(answer.payload);
    this.#changed();
  }

  #ping(): void {
    if (!this.#isAlive) this.drop();
    this.#isAlive = false;
    this.#socket.ping();
  }
}

function read(data: RawData): Json {
  try {
    const said: unknown = JSON.parse(String(data));
    return isRecord(said) ? said : {};
  } catch {
    return {};
  }
}
