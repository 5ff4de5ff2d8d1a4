/** Slack, put together: what the engine needs of it before, and how it is started once the engine is there. */
import type { CustomRoute } from '@slack/bolt';
import type { Logger } from 'pino';
import type { Settings } from '../config/environment.ts';
import type { Intents, Overview } from '../engine/intents.ts';
import type { Audience, Clock, ReleaseStore } from '../engine/ports.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Metrics } from '../server/metrics.ts';
import { SlackApp } from './app.ts';
import { Cards } from './cards.ts';
import { SlackDirectory } from './directory.ts';
import { Outbox } from './outbox.ts';
import { WebApi } from './web-api.ts';

export interface SlackOptions {
  readonly settings: Settings;
  readonly catalog: Catalog;
  readonly store: ReleaseStore;
  readonly log: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

export interface SlackStart {
  readonly intents: Intents;
  readonly overview: Overview;
  readonly routes: CustomRoute[];
}

const STOP_WITHIN_MS = 8_000;

export class Slack {
  readonly #options: SlackOptions;
  readonly #outbox: Outbox;
  readonly #cards: Cards;
  readonly directory: SlackDirectory;
  #app: SlackApp | null = null;

  constructor(options: SlackOptions) {
    const { settings, store, log, clock } = options;
    const api = new WebApi(settings.slackBotToken, settings.slackApiUrl);
    this.#options = options;
    this.#outbox = new Outbox(api, log);
    this.directory = new SlackDirectory(api.client, log);
    this.#cards = new Cards({ api, outbox: this.#outbox, store, directory: this.directory, clock, log });
  }

  get audience(): Audience {
    return this.#cards;
  }

  get ready(): boolean {
    return this.#app?.ready ?? false;
  }

  async start({ intents, overview, routes }: SlackStart): Promise<void> {
    const { settings, log, clock, metrics, catalog } = this.#options;
    this.#app = new SlackApp({
      settings,
      routes,
      log,
      deps: { intents, overview, clock },
      outcome: (outcome, code) => {
        metrics.slackRequest(outcome);
        if (code !== undefined) metrics.refused(code);
      },
    });
    await this.directory.start(groupsOf(catalog));
    await this.#app.start();
  }

  /** Takes nothing new and lets what is being handled finish. */
  async stop(): Promise<void> {
    await this.#app?.stop(STOP_WITHIN_MS);
    this.directory.stop();
  }

  /** Shows the last state of everything, then ends. */
  async flush(): Promise<void> {
    await this.#cards.stop();
    await this.#outbox.flush(STOP_WITHIN_MS);
  }
}

function groupsOf({ services }: Catalog): string[] {
  const principals = services.flatMap(({ environments }) =>
    environments.flatMap(({ access }) => [...access.deploy, ...access.approve, ...access.rollback]),
  );
  return [...new Set(principals.flatMap((principal) => (principal.kind === 'group' ? [principal.handle] : [])))];
}
