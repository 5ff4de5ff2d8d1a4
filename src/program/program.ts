/**
 * The running bot: makes its parts from settings and catalog, starts them in order, and stops them in the other. What
 * each part does is nowhere here.
 */
import { pino } from 'pino';
import type { Settings } from '../config/environment.ts';
import { LiveCatalog } from '../config/live-catalog.ts';
import { lacksIn } from '../drivers/outward/index.ts';
import type { Variables } from '../drivers/outward/secrets.ts';
import type { Catalog, Target } from '../model/catalog.ts';
import { alertsRoute } from '../server/alerts.ts';
import { Metrics } from '../server/metrics.ts';
import { type Route, routes } from '../server/server.ts';
import { within } from '../waiting/pause.ts';
import { connect, installCrds } from './clusters.ts';
import { type Desks, desksOf, type Worker, workersOf } from './desks.ts';
import { type Basis, type Edges, edgesOf } from './edges.ts';

/** A cluster, or a disk, that does not answer at start must not keep the others waiting. */
const FIRST_LOOK_MS = 5_000;
/** Captures that are under way end with what they have. */
const STOP_WITHIN_MS = 3_000;
/** Where incidents or notices may not be read, releases do not wait for them. */
const INCIDENTS_WITHIN_MS = 1_000;

export class Program {
  readonly #basis: Basis;
  readonly #edges: Edges;
  readonly #desks: Desks;
  readonly #workers: readonly Worker[];

  private constructor(basis: Basis) {
    this.#basis = basis;
    this.#edges = edgesOf(basis);
    this.#desks = desksOf(basis, this.#edges);
    this.#workers = workersOf(this.#desks, this.#edges);
  }

  /** Throws ConfigProblem when the catalog or the kubeconfig is wrong. Nothing runs yet. */
  static async read(settings: Settings, variables: Variables): Promise<Program> {
    const log = pino({ level: settings.logLevel, redact: ['*.headers.authorization', '*.token'] });
    const live = await LiveCatalog.read(settings.configPath, log);
    return new Program({ settings, variables, live, clusters: connect(live.current), metrics: new Metrics(), log });
  }

  /** Resolves when requests from Slack are taken. Throws when Slack refuses a token, or when the port is taken. */
  async start(): Promise<void> {
    const { settings, live, log } = this.#basis;
    const { spool, kept } = this.#edges;
    const { reconciler, recorder } = this.#desks;
    await Promise.all([this.#lookAround(), within(FIRST_LOOK_MS, spool.load())]);
    reconciler.start();
    // Before evidence, which asks for what was recorded before a restart.
    recorder.start();
    spool.start();
    for (const worker of this.#workers) worker.start();
    kept.start();
    this.#followCatalog();
    void this.#sayWhatLacks(live.current);
    await this.#listen();
    log.info({ port: settings.port, services: live.current.services.length }, 'ready');
  }

  /** Reads the catalog again. A broken one is refused in the log. */
  async reload(): Promise<void> {
    await this.#basis.live.reload();
  }

  /** At any time after `read`. Resolves when what was running has come to an end, and what has to be said was said. */
  async stop(signal: NodeJS.Signals): Promise<void> {
    const { live, clusters, log } = this.#basis;
    const { slack, store, incidents, notices, driver, kept, spool } = this.#edges;
    const { reconciler, recorder, alerts } = this.#desks;
    log.info({ signal }, 'stopping');
    live.stop();
    await slack.stop();
    alerts.stop();
    await within(STOP_WITHIN_MS, Promise.all(this.#workers.map((worker) => worker.stop())));
    recorder.stop();
    await within(STOP_WITHIN_MS, spool.stop());
    await within(STOP_WITHIN_MS, kept.stop());
    await reconciler.stop();
    await slack.flush();
    store.stop();
    incidents.stop();
    notices.stop();
    driver.stop();
    await Promise.all(Object.values(clusters.connections).map((connection) => connection.close()));
    log.info('stopped');
  }

  async #lookAround(): Promise<void> {
    const { live, clusters, log } = this.#basis;
    const { slack, store, incidents, notices, driver, recording } = this.#edges;
    for (const [cluster, connection] of Object.entries(clusters.connections)) {
      connection.keepWarm();
      connection.onReachable((reachable) => {
        log[reachable ? 'info' : 'error']({ cluster, reachable }, 'API server');
        driver.reachable(cluster);
        recording.reachable(cluster);
        if (connection !== clusters.home) return;
        store.renew();
        incidents.renew();
        notices.renew();
      });
    }
    const installed = installCrds(clusters.home, log);
    const others = () => Promise.all([incidents, notices].map((each) => within(INCIDENTS_WITHIN_MS, each.start())));
    const records = installed.then(() => Promise.all([store.start(), others()]));
    const firstLook = Promise.all([records, driver.start(targetsOf(live.current))]);
    await Promise.all([within(FIRST_LOOK_MS, firstLook), slack.learnGroups(live.current)]);
  }

  #followCatalog(): void {
    const { live, metrics } = this.#basis;
    const { slack, driver } = this.#edges;
    const { reconciler, recorder } = this.#desks;
    live.watch({
      prepare: (next) => Promise.all([within(FIRST_LOOK_MS, driver.start(targetsOf(next))), slack.learnGroups(next)]),
      took: (next) => {
        reconciler.refollow();
        driver.keepTo(targetsOf(next));
        recorder.lookAtAll();
        for (const worker of this.#workers) worker.lookAtAll?.();
        void this.#sayWhatLacks(next);
      },
      outcome: (outcome) => metrics.configReload(outcome),
    });
  }

  async #sayWhatLacks({ outward }: Catalog): Promise<void> {
    const { variables, log } = this.#basis;
    for (const lack of await lacksIn(outward, variables)) log.warn(lack, 'a system outside cannot be told: no key');
  }

  async #listen(): Promise<void> {
    const { slack, store } = this.#edges;
    const checks = { releases: () => store.known, slack: () => slack.ready };
    await slack.start({
      ...this.#desks,
      overview: this.#desks.intents,
      routes: [...routes({ metrics: this.#basis.metrics, checks }), ...this.#alerts()],
    });
  }

  /** Without a token nobody could be told from anybody else, so nothing is served. */
  #alerts(): Route[] {
    const { settings, live, log } = this.#basis;
    const { alertsToken: token } = settings;
    const environments = live.current.services.flatMap((service) => service.environments);
    if (token === null && environments.some(({ alerts }) => alerts.length > 0)) {
      log.warn('the catalog has rules for alerts, but ROLLBRIDGE_ALERTS_TOKEN is not set');
    }
    if (token === null) return [];
    const { alerts } = this.#desks;
    return [alertsRoute({ token, ready: () => this.#edges.store.known, take: (taken) => alerts.take(taken), log })];
  }
}

function targetsOf(catalog: Catalog): readonly Target[] {
  return catalog.services.flatMap((service) => service.environments.flatMap((environment) => environment.targets));
}
