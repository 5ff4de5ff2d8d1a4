/**
 * Keeps two sockets to Slack open: each is replaced before it is left, and while one has to be found anew, the other one
 * serves. Slack sends each payload to any one of them.
 */
import type { Logger } from 'pino';
import { backOffMs } from '../waiting/back-off.ts';
import { pause } from '../waiting/pause.ts';
import { failureOf } from './failures.ts';
import { Socket, type SocketOptions } from './socket.ts';

export type SocketsOptions = SocketOptions & { readonly log: Logger };

const COUNT = 2;
/** Slack's reasons for a change that is a matter of course. */
const PLANNED = new Set(['warning', 'refresh_requested']);
/** One that lived for this long was no attempt that failed. */
const STEADY_MS = 10_000;
/** Somebody has to change something at Slack first. */
const REFUSED_PAUSE_MS = 60_000;

export class Sockets {
  readonly #options: SocketsOptions;
  readonly #live = new Set<Socket>();
  readonly #stop = new AbortController();
  readonly #first = Promise.withResolvers<void>();
  #wasOpen = false;

  constructor(options: SocketsOptions) {
    this.#options = options;
    // Whoever starts asks for it, perhaps later than it is refused.
    this.#first.promise.catch(() => undefined);
  }

  get isOpen(): boolean {
    return this.#live.size > 0;
  }

  /** Resolves at the first greeting. Throws AppTokenRefused when Slack refuses before that. */
  get opened(): Promise<void> {
    return this.#first.promise;
  }

  /** The others are opened after the first one, so that neither the start nor a later refresh has to do with them all. */
  start(): void {
    void this.#keep();
    for (let count = 1; count < COUNT; count++) {
      void this.opened.then(
        () => this.#keep(),
        () => undefined,
      );
    }
  }

  /** Each one closes when everything that came by it is acknowledged. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all([...this.#live].map((socket) => socket.close()));
  }

  async #keep(): Promise<void> {
    let former: Socket | null = null;
    for (let failures = 0; !this.#stop.signal.aborted; ) {
      const openedAt = Date.now();
      try {
        const socket = await this.#open();
        void former?.retire();
        former = socket;
        const reason = await socket.left;
        if (this.#stop.signal.aborted) return;
        const isFine = Date.now() - openedAt > STEADY_MS || (reason !== null && PLANNED.has(reason));
        failures = isFine ? 0 : failures + 1;
        this.#options.log[isFine ? 'info' : 'warn']({ reason }, 'a socket to Slack is replaced');
        if (!isFine) await pause(backOffMs(failures), this.#stop.signal);
      } catch (error) {
        failures += 1;
        await this.#afterFailure(error, failures);
      }
    }
  }

  async #open(): Promise<Socket> {
    const socket = await Socket.open(this.#options);
    this.#live.add(socket);
    void socket.ended.then(() => this.#live.delete(socket));
    if (this.#stop.signal.aborted) await socket.close();
    this.#wasOpen = true;
    this.#first.resolve();
    this.#options.log.info({ open: this.#live.size }, 'a socket to Slack is open');
    return socket;
  }

  async #afterFailure(error: unknown, failures: number): Promise<void> {
    const { log } = this.#options;
    const failure = failureOf(error);
    if (failure.kind !== 'permanent') {
      const pauseMs = failure.kind === 'limited' ? failure.afterMs : backOffMs(failures);
      log.warn({ reason: String(error), pauseMs }, 'no socket to Slack could be opened; trying again');
      await pause(pauseMs, this.#stop.signal);
      return;
    }
    const refused = new AppTokenRefused(failure.error);
    // Without effect once there was a socket.
    this.#first.reject(refused);
    if (this.#wasOpen) log.error({ pauseMs: REFUSED_PAUSE_MS }, refused.message);
    await pause(REFUSED_PAUSE_MS, this.#stop.signal);
  }
}

/** Has a `code`, so that it is shown as it is. */
class AppTokenRefused extends Error {
  readonly code = 'slack-app-token-refused';

  constructor(error: string) {
    super(
      `Slack refused the app-level token (${error}): SLACK_APP_TOKEN needs one with the scope connections:write from ` +
        '“Basic Information”, of an app whose Socket Mode is on',
    );
    this.name = 'AppTokenRefused';
  }
}
