/** The whole of Slack's side, as shipped, in a workspace on this machine, with an engine that answers as told. */

import { Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import {
  type Driver,
  type Seed,
  type SlackWorkspace,
  startWorkspace,
  type WorkspaceOptions,
} from '../../sandbox/slack/index.ts';
import type { SlackEntrance } from '../../src/config/environment.ts';
import type { Catalog, Environment } from '../../src/model/catalog.ts';
import type { IncidentSpec, IncidentStatus } from '../../src/model/incident.ts';
import { Metrics } from '../../src/server/metrics.ts';
import { routes } from '../../src/server/server.ts';
import { Slack } from '../../src/slack/index.ts';
import { FakeEngine } from '../commands/fake-engine.ts';
import { MemoryRecords } from '../engine/support/records.ts';
import { EVIDENCE } from '../evidence-rules.ts';
import { environment } from '../views/fixtures.ts';
import { MemoryStore } from './memory-store.ts';

export const ANN = 'U0ANN';
export const LEAD = 'U0LEAD';
export const STRANGER = 'U0STRANGER';
export const CHANNEL = 'C0RELEASES';
export const TOKEN = 'xoxb-secret-token';
export const APP_TOKEN = 'xapp-secret-token';

export const SEED: Seed = {
  users: [
    { id: ANN, name: 'ann' },
    { id: LEAD, name: 'lead' },
    { id: STRANGER, name: 'stranger' },
  ],
  groups: [
    { id: 'S0DEVS', handle: 'developers', members: [ANN] },
    { id: 'S0RELEASE', handle: 'release-managers', members: [LEAD] },
  ],
  channels: [{ id: CHANNEL, name: 'releases', members: [ANN, LEAD, STRANGER, 'U0BOT'] }],
  bot: { userId: 'U0BOT', botId: 'B0BOT', token: TOKEN, appToken: APP_TOKEN, appId: 'A0BOT' },
  signingSecret: 'a signing secret',
};

export type LogLine = Readonly<Record<string, unknown>>;

export class Office {
  readonly lines: LogLine[] = [];
  /** By folder. */
  readonly archives: Record<string, Uint8Array> = {};
  readonly engine = new FakeEngine();
  readonly store = new MemoryStore();
  readonly incidents = new MemoryRecords<IncidentSpec, IncidentStatus>('inc', () => new Date());
  readonly metrics = new Metrics();
  readonly workspace: SlackWorkspace;
  readonly slack: Slack;
  readonly #environment: Environment;
  readonly #entrance: SlackEntrance;

  private constructor(workspace: SlackWorkspace, env: Environment, entrance: SlackEntrance) {
    this.workspace = workspace;
    this.#environment = env;
    this.#entrance = entrance;
    this.slack = new Slack({
      settings: {
        slackBotToken: TOKEN,
        slackEntrance: entrance,
        slackApiUrl: workspace.apiUrl,
        port: 0,
        configPath: '',
        alertsToken: null,
        logLevel: 'info',
        bucketKeys: null,
      },
      store: this.store,
      incidents: this.incidents,
      oncall: { now: () => Promise.resolve({ emails: [], lack: null }) },
      incidentRules: () => ({ invite: [], bridge: null, statusChannel: null, timelineEmoji: 'pushpin', keep: 50 }),
      postmortems: { page: () => Promise.resolve(Buffer.from('<!doctype html>')) },
      archives: { archive: (folder) => Promise.resolve(this.archives[folder] ?? null) },
      log: loggerInto(this.lines),
      clock: { now: () => new Date() },
      metrics: this.metrics,
    });
    this.store.environment = env;
    this.store.onView((view) => this.slack.audience.changed(view));
  }

  static async closed(seed: Partial<Seed> = {}, env: Environment = environment()): Promise<Office> {
    const workspace = await startWorkspace({ seed: { ...SEED, ...seed }, manifest: 'manifest.yml' });
    return new Office(workspace, env, { by: 'http', signingSecret: SEED.signingSecret });
  }

  /** In Socket Mode. */
  static async closedWithSockets(options: Partial<WorkspaceOptions> = {}): Promise<Office> {
    const workspace = await startWorkspace({ seed: SEED, manifest: 'manifest.yml', ...options });
    return new Office(workspace, environment(), { by: 'sockets', appToken: APP_TOKEN });
  }

  static async open(seed?: Partial<Seed>): Promise<Office> {
    const office = await Office.closed(seed);
    await office.start();
    return office;
  }

  get people(): Driver {
    return this.workspace.driver;
  }

  async start(): Promise<void> {
    const checks = { slack: () => this.slack.ready };
    await this.slack.learnGroups(catalogOf(this.#environment));
    await this.slack.start({
      intents: this.engine,
      overview: this.engine,
      choices: this.engine,
      rehearsals: this.engine,
      histories: this.engine,
      captures: this.engine,
      incidents: this.engine,
      notes: this.engine,
      notices: this.engine,
      routes: routes({ metrics: this.metrics, checks }),
    });
    if (this.#entrance.by === 'http') this.people.connect(`${this.url}/slack/events`);
  }

  get url(): string {
    return `http://127.0.0.1:${this.slack.port}`;
  }

  async close(): Promise<void> {
    this.people.up();
    this.people.clearFaults();
    await this.slack.stop();
    await this.slack.flush();
    await this.workspace.close();
  }

  /** What the person reads as the newest private answer, once there are this many. */
  async answer(user: string, count = 1): Promise<string> {
    const all = await this.people.waitFor(
      (people) => (people.ephemerals(user).length >= count ? people.ephemerals(user) : undefined),
      { what: `answer ${count} to ${user}` },
    );
    const last = all.at(-1);
    return last === undefined ? '' : this.people.textOf(last);
  }

  said(text: string): LogLine | undefined {
    return this.lines.find(({ msg }) => msg === text);
  }
}

/** For what happens outside of the workspace: looks again and again. */
export async function until<T>(look: () => T | undefined | null | false, what: string): Promise<T> {
  for (const started = Date.now(); Date.now() - started < 4_000; await pause(10)) {
    const found = look();
    if (found) return found;
  }
  throw new Error(`waited in vain for ${what}`);
}

export function loggerInto(lines: LogLine[]) {
  const into = new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const line of chunk.toString().trim().split('\n')) lines.push(JSON.parse(line) as LogLine);
      done();
    },
  });
  return pino({ level: 'debug' }, into);
}

function catalogOf(env: Environment): Catalog {
  return {
    home: { cluster: 'prod-eu', namespace: 'rollbridge' },
    clusters: { 'prod-eu': { context: null, prometheus: null } },
    evidence: EVIDENCE,
    history: { keep: 50 },
    incidents: { invite: [], bridge: null, statusChannel: null, timelineEmoji: 'pushpin', keep: 50 },
    outward: { destinations: [], giveUpAfterMs: 7_200_000, oncall: null },
    services: [{ name: 'shop', image: 'ghcr.io/acme/shop', environments: [env] }],
    defaultEnvironment: 'production',
  };
}
