/**
 * One connection of Socket Mode, from its greeting to its end. It never opens itself anew: who keeps it decides when.
 *
 * Slack's own client leaves as soon as it is told to, and what is being worked on can then never be acknowledged. Here
 * the word is passed on, and the socket stays until everything that came by it is acknowledged.
 */
import { SocketModeClient } from '@slack/socket-mode';
import { within } from '../waiting/pause.ts';
import { InFlight } from './in-flight.ts';
import { type ClientLog, logAdapter } from './log-adapter.ts';
import { clientOptions } from './web-api.ts';

export interface Envelope {
  readonly id: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly receivedAt: Date;
  /** Rejects when the socket is gone. */
  readonly ack: (answer?: unknown) => Promise<void>;
}

export interface SocketOptions {
  readonly appToken: string;
  /** Null is Slack's own. */
  readonly slackApiUrl: string | null;
  readonly log: ClientLog;
  /** Resolves when nobody will acknowledge it any more. Never rejects. */
  readonly take: (envelope: Envelope) => Promise<void>;
}

/** For the address, the connection and the greeting. */
const GREETED_WITHIN_MS = 15_000;
/** After that Slack has told the person that it failed. */
const ACKNOWLEDGED_WITHIN_MS = 3_000;
/** Longer than the ten seconds after which Slack closes by itself, which loses nothing that is on its way. */
const LINGER_MS = 15_000;
/** Slack answers the closing of a socket, but keeps the connection. */
const CLOSED_WITHIN_MS = 500;
/** Slack's pongs are sometimes late by more than the five seconds that its client allows unless told otherwise. */
const PONG_WITHIN_MS = 10_000;

const FAREWELL = 'farewell';

class PatientClient extends SocketModeClient {
  /** Never rejects: nobody waits for it, and what cannot be read must not end the program. */
  protected override async onWebSocketMessage(data: string | ArrayBuffer, isBinary: boolean): Promise<void> {
    try {
      const reason = isBinary ? null : farewellIn(String(data));
      if (reason === null) await super.onWebSocketMessage(data, isBinary);
      else this.emit(FAREWELL, reason);
    } catch (error) {
      this.emit('error', error);
    }
  }
}

function farewellIn(text: string): string | null {
  if (!text.includes('"disconnect"')) return null;
  const { type, reason } = JSON.parse(text) as { type?: unknown; reason?: unknown };
  return type === 'disconnect' ? String(reason) : null;
}

interface SlackEvent {
  readonly envelope_id?: string;
  readonly body: Envelope['body'];
  readonly ack: (answer?: unknown) => Promise<void>;
}

export class Socket {
  readonly #client: SocketModeClient;
  readonly #unacknowledged = new InFlight();
  readonly #ended = Promise.withResolvers<void>();
  readonly #told = Promise.withResolvers<string>();
  #closed: Promise<void> | null = null;

  private constructor({ appToken, slackApiUrl, log, take }: SocketOptions) {
    this.#client = new PatientClient({
      appToken,
      autoReconnectEnabled: false,
      clientOptions: clientOptions(slackApiUrl, log),
      clientPingTimeout: PONG_WITHIN_MS,
      // What it calls an error is tried again by whoever keeps the socket.
      logger: logAdapter({ warn: (...said) => log.warn(...said), error: (...said) => log.warn(...said) }),
    });
    this.#client.on('disconnected', () => this.#ended.resolve());
    this.#client.on(FAREWELL, (reason: string) => this.#told.resolve(reason));
    this.#client.on('slack_event', ({ envelope_id, body, ack }: SlackEvent) => {
      if (envelope_id === undefined) return;
      const acknowledged = Promise.withResolvers<void>();
      const counted: Envelope['ack'] = (answer) => ack(answer).finally(() => acknowledged.resolve());
      const taken = take({ id: envelope_id, body, receivedAt: new Date(), ack: counted });
      void this.#unacknowledged.track(Promise.race([acknowledged.promise, taken]));
    });
  }

  /** Resolves when Slack has greeted it. Throws what Slack or the way to it said. */
  static async open(options: SocketOptions): Promise<Socket> {
    const socket = new Socket(options);
    const turnedAway = socket.#told.promise.then((reason) =>
      Promise.reject(new Error(`Slack turned it away: ${reason}`)),
    );
    try {
      const greeted = await within(GREETED_WITHIN_MS, Promise.race([socket.#client.start(), turnedAway]));
      if (greeted === null) throw new Error('Slack did not greet it');
      return socket;
    } catch (error) {
      void socket.close();
      throw error ?? new Error('it was closed before Slack greeted it');
    }
  }

  /** Resolves when it is gone. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** Resolves with Slack's reason when it is to be replaced, or with null when it is gone without one. */
  get left(): Promise<string | null> {
    return Promise.race([this.#told.promise, this.#ended.promise.then(() => null)]);
  }

  /** Another one has taken its place: hears what is still on its way, then closes. */
  async retire(): Promise<void> {
    await within(LINGER_MS, this.ended);
    await this.close();
  }

  /** Closes when everything that came by it is acknowledged. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await Promise.race([this.#unacknowledged.settled(ACKNOWLEDGED_WITHIN_MS), this.ended]);
    void this.#client.disconnect();
    await within(CLOSED_WITHIN_MS, this.ended);
  }
}
