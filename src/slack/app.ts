/**
 * Slack's requests, from the socket to a verb and back: one dispatcher for commands, buttons, forms and shortcuts. A
 * person always gets an answer, in time or a little later.
 */
import { App } from '@slack/bolt';
import type { Logger } from 'pino';
import { answered, type Outcome } from '../commands/answered.ts';
import type { Deps } from '../commands/types.ts';
import type { Settings } from '../config/environment.ts';
import type { ProblemCode } from '../model/problem.ts';
import { backOffMs } from '../waiting/back-off.ts';
import { pause, within } from '../waiting/pause.ts';
import type { FormApi, Identity, IdentityApi, WhisperApi } from './api.ts';
import { arrivalOf, Doubtful } from './arrival.ts';
import type { Entrance } from './entrance.ts';
import { failureOf } from './failures.ts';
import { InFlight } from './in-flight.ts';
import type { Incoming, Marks } from './incoming.ts';
import { linkTo } from './link.ts';
import { listen } from './listeners.ts';
import { logAdapter } from './log-adapter.ts';
import { requireOwnTeam } from './team.ts';
import { clientOptions } from './web-api.ts';
import { Whisper } from './whisper.ts';

export interface AppOptions {
  readonly settings: Settings;
  readonly api: IdentityApi & FormApi & WhisperApi;
  readonly entrance: Entrance;
  readonly deps: Omit<Deps, 'linkTo'>;
  readonly marks: Marks;
  readonly log: Logger;
  readonly outcome: (outcome: Outcome, code?: ProblemCode) => void;
}

export class SlackApp {
  readonly #app: App;
  readonly #options: AppOptions;
  readonly #inFlight = new InFlight();
  readonly #stop = new AbortController();
  readonly #known = Promise.withResolvers<Identity>();
  #identity: Identity | null = null;
  #port: number | null = null;

  constructor(options: AppOptions) {
    const { settings, entrance, log } = options;
    this.#options = options;
    this.#app = new App({
      receiver: entrance.receiver,
      // Asked of Slack by ourselves, so that a Slack that is away at the start is waited for.
      authorize: () => Promise.resolve({ botToken: settings.slackBotToken, ...this.#bot() }),
      clientOptions: clientOptions(settings.slackApiUrl, log),
      convoStore: false,
      logger: logAdapter(log),
    });
    this.#listen();
  }

  /** True while requests are taken and Slack has accepted the token. */
  get ready(): boolean {
    return this.#port !== null && this.#identity !== null && this.#options.entrance.isOpen();
  }

  /** The port that is served; null before the start. */
  get port(): number | null {
    return this.#port;
  }

  /** Resolves when Slack has accepted the tokens. Throws when it refuses one, or when the port is taken. */
  async start(): Promise<void> {
    const server = await this.#app.start(this.#options.settings.port);
    const address = server.address();
    this.#port = typeof address === 'object' && address !== null ? address.port : this.#options.settings.port;
    await Promise.all([this.#introduce(), this.#options.entrance.opened()]);
  }

  /** Takes nothing new, and lets what runs finish, but no longer than this. */
  async stop(ms: number): Promise<void> {
    const listened = this.#port !== null;
    this.#port = null;
    this.#stop.abort();
    const closed = listened ? this.#app.stop().catch(() => undefined) : null;
    await within(ms, Promise.all([closed, this.#inFlight.settled(ms)]));
  }

  async #introduce(): Promise<void> {
    this.#identity = await this.#whoAmI();
    this.#known.resolve(this.#identity);
  }

  async #whoAmI(): Promise<Identity> {
    const { api, log } = this.#options;
    for (let failures = 1; ; failures++) {
      try {
        return await api.identity();
      } catch (error) {
        const failure = failureOf(error);
        if (failure.kind === 'permanent') throw new TokenRefused(failure.error);
        if (this.#stop.signal.aborted) throw error;
        const pauseMs = failure.kind === 'limited' ? failure.afterMs : backOffMs(failures);
        log.warn({ reason: String(error), pauseMs }, 'Slack does not answer yet; trying again');
        await pause(pauseMs, this.#stop.signal);
      }
    }
  }

  #bot(): { botId?: string; botUserId?: string } {
    const { botId, userId } = this.#identity ?? { botId: null, userId: null };
    return { ...(botId !== null && { botId }), ...(userId !== null && { botUserId: userId }) };
  }

  #listen(): void {
    const { api, log, marks } = this.#options;
    const deps: Deps = {
      ...this.#options.deps,
      linkTo: (channel, ts) => linkTo(this.#identity?.address ?? null, channel, ts),
    };
    this.#app.use(async ({ context, next }) => {
      const { doubt } = arrivalOf(context);
      if (doubt !== null) throw new Doubtful(doubt);
      await next();
    });
    const whisper = new Whisper(api, log);
    listen(this.#app, { deps, forms: api, whisper, marks, log, take: (incoming) => this.#take(incoming) });
  }

  #take<T>({ context, what, sender, channel, urgent, run, telling, reply }: Incoming<T>): Promise<void> {
    const { log, outcome } = this.#options;
    const request = { by: { id: sender.userId }, receivedAt: arrivalOf(context).receivedAt, channel };
    const asked = async () => {
      // A rollback waits for no call of Slack's: until it is known who we are, the signature and the catalog decide.
      const identity = this.#identity ?? (urgent ? null : await this.#known.promise);
      if (identity !== null) requireOwnTeam(sender, identity);
      return await run(request);
    };
    const answer = answered(what, request, asked, { log, outcome, telling });
    return this.#inFlight.track(reply(answer, request));
  }
}

/** Has a `code`, so that it is shown as it is. */
class TokenRefused extends Error {
  readonly code = 'slack-token-refused';

  constructor(error: string) {
    super(`Slack refused the bot token (${error}): copy it anew from “OAuth & Permissions” into SLACK_BOT_TOKEN`);
    this.name = 'TokenRefused';
  }
}
