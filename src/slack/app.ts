/**
 * Slack's requests, from the socket to a verb and back. The only place that knows Bolt: signed HTTP in, one dispatcher,
 * one catch; a person always gets an answer, in time or a little later.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { App, type Context, type CustomRoute, HTTPReceiver, LogLevel } from '@slack/bolt';
import type { ReceiverProcessEventErrorHandlerArgs } from '@slack/bolt/dist/receivers/HTTPModuleFunctions.js';
import type { Logger } from 'pino';
import { runCommand } from '../commands/index.ts';
import { isUrgentPress, press } from '../commands/press.ts';
import type { Answer, Deps, Request } from '../commands/types.ts';
import type { Settings } from '../config/environment.ts';
import { UserProblem } from '../model/problem.ts';
import { problemAnswer, stillWorking, unexpectedAnswer } from '../views/answers.ts';
import { InFlight } from './in-flight.ts';
import { Replays } from './replays.ts';
import { clientOptions } from './web-api.ts';

/** Slack waits 3 s for an acknowledgement; the cluster gets most of them. */
const ACK_WITHIN_MS = 2_000;
/** For a rollback: its write goes out first and is answered in milliseconds, or something is wrong. */
const URGENT_ACK_WITHIN_MS = 1_000;

export interface AppOptions {
  readonly settings: Settings;
  readonly routes: CustomRoute[];
  readonly deps: Deps;
  readonly log: Logger;
  readonly outcome: (outcome: 'done' | 'refused' | 'failed' | 'unverified', code?: UserProblem['code']) => void;
}

export class SlackApp {
  readonly #app: App;
  readonly #receiver: HTTPReceiver;
  readonly #options: AppOptions;
  readonly #inFlight = new InFlight();
  readonly #replays = new Replays();
  #ready = false;
  #team: string | undefined;

  constructor(options: AppOptions) {
    const { settings, routes } = options;
    this.#options = options;
    this.#receiver = new HTTPReceiver({
      signingSecret: settings.slackSigningSecret,
      endpoints: ['/slack/events'],
      port: settings.port,
      customRoutes: routes,
      logLevel: LogLevel.ERROR,
      customPropertiesExtractor: (request: IncomingMessage) => ({
        receivedAt: new Date(),
        isReplay: this.#replays.isReplay(request.headers),
      }),
      processEventErrorHandler: errorHandler(options.log, options.outcome),
    });
    this.#app = new App({
      token: settings.slackBotToken,
      receiver: this.#receiver,
      clientOptions: clientOptions(settings.slackApiUrl),
      deferInitialization: true,
      convoStore: false,
      logLevel: LogLevel.ERROR,
    });
  }

  get ready(): boolean {
    return this.#ready;
  }

  /** Throws when Slack does not accept the token or the port is taken. */
  async start(): Promise<void> {
    await this.#app.init();
    this.#team = (await this.#app.client.auth.test()).team_id;
    this.#listen();
    await this.#app.start(this.#options.settings.port);
    this.#ready = true;
  }

  /** Takes nothing new, and lets what runs finish, but no longer than this. */
  async stop(ms: number): Promise<void> {
    this.#ready = false;
    await this.#app.stop();
    await this.#inFlight.settled(ms);
  }

  #listen(): void {
    const { deps } = this.#options;
    this.#app.command(/.*/, async ({ command, ack, respond, context }) => {
      const { command: name, text, user_id, team_id } = command;
      await this.#handle({
        ...this.#arrival(context, user_id, team_id),
        what: `${name} ${text}`.slice(0, 200),
        ackWithinMs: name === '/rollback' ? URGENT_ACK_WITHIN_MS : ACK_WITHIN_MS,
        run: (request) => runCommand(name, text, request, deps),
        ack: (answer) => ack(ephemeral(answer)),
        tell: (answer) => respond(ephemeral(answer)),
        tellsByAck: true,
      });
    });
    this.#app.action(/.*/, async ({ action, body, ack, respond, context }) => {
      const actionId = 'action_id' in action ? action.action_id : '';
      const value = 'value' in action && typeof action.value === 'string' ? action.value : '';
      await this.#handle({
        ...this.#arrival(context, body.user.id, body.team?.id),
        what: `[${actionId}]`.slice(0, 200),
        ackWithinMs: isUrgentPress(actionId) ? URGENT_ACK_WITHIN_MS : ACK_WITHIN_MS,
        run: (request) => press({ ...request, actionId, value }, deps),
        ack: () => ack(),
        tell: (answer) => respond({ ...ephemeral(answer), replace_original: false }),
        tellsByAck: false,
      });
    });
  }

  /** Throws Replay for a request that was seen before: Slack never sends the same signature twice. */
  #arrival(context: Context, userId: string, teamId: string | undefined) {
    if (context.isReplay === true) throw new Replay();
    const request: Request = { by: { id: userId }, receivedAt: context.receivedAt as Date };
    return { request, isForeign: teamId !== undefined && context.teamId !== undefined && teamId !== this.#team };
  }

  #handle(arrived: Arrived): Promise<void> {
    return this.#inFlight.track(this.#answer(arrived));
  }

  async #answer(arrived: Arrived): Promise<void> {
    const answered = this.#run(arrived);
    const early = await withinTime(answered, arrived.ackWithinMs);
    try {
      if (arrived.tellsByAck) {
        await arrived.ack(early ?? stillWorking('if no card shows up, ask again'));
        if (early === null) await arrived.tell(await answered);
      } else {
        await arrived.ack(null);
        await arrived.tell(early ?? (await answered));
      }
    } catch (error) {
      this.#options.log.error({ err: error, what: arrived.what }, 'an answer could not be given');
    }
  }

  /** The one catch: whatever happens becomes an answer. */
  async #run({ request, what, isForeign, run }: Arrived): Promise<Answer> {
    const { log, outcome } = this.#options;
    const by = request.by.id;
    try {
      if (isForeign) throw foreignTeam();
      const answer = await run(request);
      log.info({ by, what, ms: Date.now() - request.receivedAt.getTime() }, 'request');
      outcome('done');
      return answer;
    } catch (error) {
      if (error instanceof UserProblem) {
        log.info({ by, what, code: error.code }, 'request refused');
        outcome('refused', error.code);
        return problemAnswer(error);
      }
      const reference = randomBytes(3).toString('hex').toUpperCase();
      log.error({ err: error, by, what, reference }, 'request failed');
      outcome('failed');
      return unexpectedAnswer(reference);
    }
  }
}

interface Arrived {
  readonly request: Request;
  readonly what: string;
  readonly isForeign: boolean;
  readonly ackWithinMs: number;
  readonly run: (request: Request) => Promise<Answer>;
  readonly ack: (answer: Answer | null) => Promise<unknown>;
  readonly tell: (answer: Answer) => Promise<unknown>;
  /** A slash command is answered in the acknowledgement itself, a press by its response address. */
  readonly tellsByAck: boolean;
}

class Replay extends Error {
  constructor() {
    super('a request was replayed');
    this.name = 'Replay';
  }
}

/** What an error before the acknowledgement means for the HTTP answer. */
function errorHandler(log: Logger, outcome: AppOptions['outcome']) {
  return ({ error, response }: ReceiverProcessEventErrorHandlerArgs): Promise<boolean> => {
    const original = (error as { original?: unknown }).original ?? error;
    const isReplay = original instanceof Replay;
    log.error({ err: original }, isReplay ? 'a replayed request was refused' : 'a request could not be handled');
    outcome(isReplay ? 'unverified' : 'failed');
    response.writeHead(isReplay ? 409 : 500).end();
    return Promise.resolve(false);
  };
}

function ephemeral(answer: Answer | null) {
  return answer === null ? {} : { ...answer, response_type: 'ephemeral' as const };
}

function foreignTeam(): UserProblem {
  return new UserProblem('not-allowed', {
    happened: 'This workspace may not use Rollbridge.',
    why: 'The request came from another workspace than the one the bot belongs to.',
    hint: 'Use it from the workspace in which it is installed.',
  });
}

async function withinTime<T>(work: Promise<T>, ms: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  const first = await Promise.race([work, late]);
  clearTimeout(timer);
  return first;
}
