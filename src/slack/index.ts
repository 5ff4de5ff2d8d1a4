/** Slack, put together: what the engine needs of it before, and how it is started once the engine is there. */
import type { Logger } from 'pino';
import type { Settings } from '../config/environment.ts';
import type { EvidenceVault } from '../engine/evidence/ports.ts';
import type { Incidents, Notes, Said } from '../engine/incidents/intents.ts';
import type { IncidentAudience, IncidentStore, OnCall } from '../engine/incidents/ports.ts';
import type { Captures, Choices, Histories, Intents, Overview, Rehearsals } from '../engine/intents.ts';
import type { Notices } from '../engine/notices/intents.ts';
import type { Audience, Clock, ReleaseStore } from '../engine/ports.ts';
import type { Catalog, IncidentRules } from '../model/catalog.ts';
import type { Metrics } from '../server/metrics.ts';
import type { Route } from '../server/server.ts';
import { within } from '../waiting/pause.ts';
import { SlackApp } from './app.ts';
import { AskedEvidence } from './asked-evidence.ts';
import { Cards } from './cards.ts';
import { SlackDirectory } from './directory.ts';
import { createEntrance } from './entrance.ts';
import { Refused } from './failures.ts';
import { IncidentCards, type PostmortemPages } from './incident/cards.ts';
import { Outbox } from './outbox.ts';
import { WebApi } from './web-api.ts';

export interface SlackOptions {
  readonly settings: Settings;
  /** The one in force at this moment. */
  readonly store: ReleaseStore;
  readonly incidents: IncidentStore;
  readonly incidentRules: () => IncidentRules;
  readonly oncall: OnCall;
  readonly archives: Pick<EvidenceVault, 'archive'>;
  readonly postmortems: PostmortemPages;
  readonly log: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

export interface SlackStart {
  readonly intents: Intents;
  readonly overview: Overview;
  readonly choices: Choices;
  readonly rehearsals: Rehearsals;
  readonly histories: Histories;
  readonly captures: Captures;
  readonly incidents: Incidents;
  readonly notes: Notes;
  readonly notices: Notices;
  readonly routes: Route[];
}

const STOP_WITHIN_MS = 8_000;
/** Rollbacks go by remembered groups, so they are worth a short wait before anybody can press. */
const GROUPS_WITHIN_MS = 3_000;

export class Slack {
  readonly #options: SlackOptions;
  readonly #api: WebApi;
  readonly #outbox: Outbox;
  readonly #cards: Cards;
  /** Hears of evidence that people asked for. */
  readonly askedEvidence: AskedEvidence;
  readonly #incidents: IncidentCards;
  readonly directory: SlackDirectory;
  #app: SlackApp | null = null;

  constructor(options: SlackOptions) {
    const { settings, store, archives, log, clock } = options;
    this.#options = options;
    this.#api = new WebApi(settings.slackBotToken, settings.slackApiUrl, log);
    this.#outbox = new Outbox(this.#api, log);
    this.directory = new SlackDirectory(this.#api, log);
    this.askedEvidence = new AskedEvidence({ outbox: this.#outbox, archives, log });
    this.#cards = new Cards({ outbox: this.#outbox, store, directory: this.directory, archives, clock, log });
    this.#incidents = new IncidentCards({
      outbox: this.#outbox,
      api: this.#api,
      store: options.incidents,
      directory: this.directory,
      oncall: options.oncall,
      postmortems: options.postmortems,
      rules: options.incidentRules,
      clock,
      log,
    });
  }

  get incidentAudience(): IncidentAudience {
    return this.#incidents;
  }

  get audience(): Audience {
    return this.#cards;
  }

  get ready(): boolean {
    return this.#app?.ready ?? false;
  }

  /** Calls to Slack that wait or are under way. */
  get waiting(): number {
    return this.#outbox.waiting;
  }

  /** The port that is served once it is started. */
  get port(): number {
    return this.#app?.port ?? this.#options.settings.port;
  }

  /** Resolves when Slack has accepted the tokens. Throws when it refuses one, or when the port is taken. */
  async start({ routes, ...deps }: SlackStart): Promise<void> {
    const { settings, log, clock, metrics } = this.#options;
    this.#app = new SlackApp({
      settings,
      api: this.#api,
      entrance: createEntrance({ settings, routes, log, unverified: () => metrics.slackRequest('unverified') }),
      log,
      deps: { ...deps, clock },
      marks: {
        emoji: () => this.#options.incidentRules().timelineEmoji,
        said: (channel, ts) => this.#said(channel, ts),
      },
      outcome: (outcome, code) => {
        metrics.slackRequest(outcome);
        if (code !== undefined) metrics.refused(code);
      },
    });
    await this.#app.start();
  }

  /**
   * Reads the groups of this catalog, and no others from now on; wanted once before the start, too. Resolves when they were
   * tried, or after a moment.
   */
  async learnGroups(catalog: Catalog): Promise<void> {
    await within(GROUPS_WITHIN_MS, this.directory.start(groupsOf(catalog)));
  }

  /** Null as well where the bot may not read. */
  async #said(channel: string, ts: string): Promise<Said | null> {
    try {
      return await this.#outbox.read('conversations.replies', channel, () => this.#api.said(channel, ts));
    } catch (error) {
      if (error instanceof Refused) return null;
      throw error;
    }
  }

  /** Takes nothing new and lets what is being handled finish. */
  async stop(): Promise<void> {
    await this.#app?.stop(STOP_WITHIN_MS);
    this.directory.stop();
  }

  /** Shows the last state of everything, then ends. */
  async flush(): Promise<void> {
    const deadline = Date.now() + STOP_WITHIN_MS;
    const shown = [this.#cards, this.#incidents];
    await Promise.all([...shown, this.askedEvidence].map((each) => each.settled(STOP_WITHIN_MS)));
    const stopped = Promise.all(shown.map((each) => each.stop()));
    await this.#outbox.flush(Math.max(0, deadline - Date.now()));
    await within(Math.max(0, deadline - Date.now()), stopped);
  }
}

function groupsOf({ services, incidents }: Catalog): string[] {
  const holders = services.flatMap(({ environments }) =>
    environments.flatMap(({ access }) => [...access.deploy, ...access.approve, ...access.rollback]),
  );
  const principals = [...holders, ...incidents.invite];
  return [...new Set(principals.flatMap((principal) => (principal.kind === 'group' ? [principal.handle] : [])))];
}
