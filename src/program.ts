/**
 * The running bot: makes its parts from settings and catalog, starts them in order, and stops them in the other. What
 * each part does is nowhere here.
 */
import { tmpdir } from 'node:os';
import { type Logger, pino } from 'pino';
import { type Clusters, connect, installCrds } from './clusters.ts';
import type { Settings } from './config/environment.ts';
import { LiveCatalog } from './config/live-catalog.ts';
import { ArgoDriver } from './drivers/argo/driver.ts';
import { ArgoRecording } from './drivers/argo/evidence/recorder.ts';
import { ArgoEvidence } from './drivers/argo/evidence/source.ts';
import { EvidenceKeeping } from './drivers/evidence/keeping.ts';
import { PrometheusGauges } from './drivers/prometheus/gauges.ts';
import { PrometheusRecording } from './drivers/prometheus/recording.ts';
import { PrometheusSource } from './drivers/prometheus/source.ts';
import { FlightRecorder } from './drivers/recorder/recorder.ts';
import { Spool } from './drivers/recorder/spool.ts';
import { KubernetesIncidentStore } from './drivers/store/incidents.ts';
import { KubernetesRecordRehearsal } from './drivers/store/rehearsal.ts';
import { KubernetesReleaseStore } from './drivers/store/releases.ts';
import { KubernetesReleaseRemoval } from './drivers/store/removal.ts';
import { AlertDesk } from './engine/alerts.ts';
import { CaptureDesk } from './engine/asked-capture.ts';
import { WorldChoices } from './engine/choices.ts';
import { Desk } from './engine/desk.ts';
import { EvidenceDesk, type EvidenceParts } from './engine/evidence.ts';
import { WorldHistories } from './engine/history.ts';
import { IncidentDesk } from './engine/incidents/desk.ts';
import { IncidentKeeper } from './engine/incidents/keeper.ts';
import type { IncidentWorld } from './engine/incidents/ports.ts';
import { Pruner } from './engine/pruner.ts';
import { Reconciler } from './engine/reconciler.ts';
import { RecorderDesk } from './engine/recorder.ts';
import { RehearsalDesk } from './engine/rehearsing.ts';
import { Reminders } from './engine/reminders.ts';
import { RollbackDesk } from './engine/rollback.ts';
import { VerifyDesk } from './engine/verify.ts';
import type { World } from './engine/world.ts';
import type { Catalog, Target } from './model/catalog.ts';
import { redactorOf } from './model/redactor.ts';
import { alertsRoute } from './server/alerts.ts';
import { Metrics } from './server/metrics.ts';
import { type Route, routes } from './server/server.ts';
import { Slack } from './slack/index.ts';
import { within } from './waiting/pause.ts';

/** A cluster, or a disk, that does not answer at start must not keep the others waiting. */
const FIRST_LOOK_MS = 5_000;
/** Captures that are under way end with what they have. */
const STOP_WITHIN_MS = 3_000;
/** Where incidents may not be read, releases do not wait for them. */
const INCIDENTS_WITHIN_MS = 1_000;

const clock = { now: () => new Date() };

/** What every part is made with. */
interface Basis {
  readonly settings: Settings;
  readonly live: LiveCatalog;
  readonly clusters: Clusters;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** What reaches beyond the process. */
type Edges = ReturnType<typeof edgesOf>;

export class Program {
  readonly #basis: Basis;
  readonly #edges: Edges;
  readonly #world: World;
  readonly #reconciler: Reconciler;
  readonly #evidence: EvidenceDesk;
  readonly #captures: CaptureDesk;
  readonly #verify: VerifyDesk;
  readonly #reminders: Reminders;
  readonly #recorder: RecorderDesk;
  readonly #pruner: Pruner;
  readonly #incidentWorld: IncidentWorld;
  readonly #incidents: IncidentKeeper;
  #alertDesk: AlertDesk | null = null;

  private constructor(basis: Basis) {
    const { clusters, live } = basis;
    this.#basis = basis;
    this.#edges = edgesOf(basis);
    this.#world = worldOf(basis, this.#edges);
    this.#reconciler = new Reconciler(this.#world);
    const evidence = evidenceOf(basis, this.#edges);
    this.#evidence = new EvidenceDesk(this.#world, evidence);
    this.#captures = new CaptureDesk(this.#world, { ...evidence, audience: this.#edges.slack.askedEvidence });
    const { driver, recorder, recording, store } = this.#edges;
    const prometheus = new PrometheusRecording({ catalog: () => live.current, now: clock.now });
    const sources = [recording, prometheus];
    this.#recorder = new RecorderDesk(this.#world, { recorder, sources, known: () => store.known });
    this.#verify = new VerifyDesk(this.#world, {
      reach: driver,
      gauges: new PrometheusGauges({ catalog: () => live.current, now: clock.now }),
    });
    this.#reminders = new Reminders(this.#world);
    const { namespace } = live.current.home;
    const removal = new KubernetesReleaseRemoval({ connection: clusters.home, namespace });
    this.#pruner = new Pruner(this.#world, removal);
    const { incidents, slack } = this.#edges;
    this.#incidentWorld = { releases: this.#world, store: incidents, audience: slack.incidentAudience };
    this.#incidents = new IncidentKeeper(this.#incidentWorld);
  }

  /** Throws ConfigProblem when the catalog or the kubeconfig is wrong. Nothing runs yet. */
  static async read(settings: Settings): Promise<Program> {
    const log = pino({ level: settings.logLevel, redact: ['*.headers.authorization', '*.token'] });
    const live = await LiveCatalog.read(settings.configPath, log);
    return new Program({ settings, live, clusters: connect(live.current), metrics: new Metrics(), log });
  }

  /** Resolves when requests from Slack are taken. Throws when Slack refuses a token, or when the port is taken. */
  async start(): Promise<void> {
    const { settings, live, log } = this.#basis;
    await Promise.all([this.#lookAround(), within(FIRST_LOOK_MS, this.#edges.spool.load())]);
    this.#reconciler.start();
    // Before evidence, which asks for what was recorded before a restart.
    this.#recorder.start();
    this.#edges.spool.start();
    this.#evidence.start();
    this.#edges.kept.start();
    this.#verify.start();
    this.#reminders.start();
    this.#pruner.start();
    this.#incidents.start();
    this.#followCatalog();
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
    const { slack, store, incidents, driver, kept, spool } = this.#edges;
    log.info({ signal }, 'stopping');
    live.stop();
    await slack.stop();
    this.#reminders.stop();
    this.#alertDesk?.stop();
    await within(STOP_WITHIN_MS, Promise.all([this.#evidence.stop(), this.#captures.stop(), this.#verify.stop()]));
    this.#recorder.stop();
    await within(STOP_WITHIN_MS, spool.stop());
    await within(STOP_WITHIN_MS, kept.stop());
    const others = Promise.all([this.#pruner.stop(), this.#incidents.stop()]);
    await Promise.all([this.#reconciler.stop(), within(STOP_WITHIN_MS, others)]);
    await slack.flush();
    store.stop();
    incidents.stop();
    driver.stop();
    await Promise.all(Object.values(clusters.connections).map((connection) => connection.close()));
    log.info('stopped');
  }

  async #lookAround(): Promise<void> {
    const { live, clusters, log } = this.#basis;
    const { slack, store, incidents, driver, recording } = this.#edges;
    for (const [cluster, connection] of Object.entries(clusters.connections)) {
      connection.keepWarm();
      connection.onReachable((reachable) => {
        log[reachable ? 'info' : 'error']({ cluster, reachable }, 'API server');
        driver.reachable(cluster);
        recording.reachable(cluster);
        if (connection !== clusters.home) return;
        store.renew();
        incidents.renew();
      });
    }
    const installed = installCrds(clusters.home, log);
    const records = installed.then(() => Promise.all([store.start(), within(INCIDENTS_WITHIN_MS, incidents.start())]));
    const firstLook = Promise.all([records, driver.start(targetsOf(live.current))]);
    await Promise.all([within(FIRST_LOOK_MS, firstLook), slack.learnGroups(live.current)]);
  }

  #followCatalog(): void {
    const { live, metrics } = this.#basis;
    const { slack, driver } = this.#edges;
    live.watch({
      prepare: (next) => Promise.all([within(FIRST_LOOK_MS, driver.start(targetsOf(next))), slack.learnGroups(next)]),
      took: (next) => {
        this.#reconciler.refollow();
        driver.keepTo(targetsOf(next));
        this.#pruner.lookAtAll();
        this.#recorder.lookAtAll();
      },
      outcome: (outcome) => metrics.configReload(outcome),
    });
  }

  async #listen(): Promise<void> {
    const { slack, store } = this.#edges;
    const world = this.#world;
    const rollbacks = new RollbackDesk(world, this.#reconciler, this.#evidence);
    const desk = new Desk(world, rollbacks);
    const checks = { releases: () => store.known, slack: () => slack.ready };
    await slack.start({
      intents: desk,
      overview: desk,
      choices: new WorldChoices(world),
      rehearsals: new RehearsalDesk(world),
      histories: new WorldHistories(world),
      captures: this.#captures,
      incidents: new IncidentDesk(this.#incidentWorld),
      routes: [...routes({ metrics: this.#basis.metrics, checks }), ...this.#alerts(rollbacks)],
    });
  }

  /** Without a token nobody could be told from anybody else, so nothing is served. */
  #alerts(rollbacks: RollbackDesk): Route[] {
    const { settings, live, log } = this.#basis;
    const token = settings.alertsToken;
    const isWanted = live.current.services.some(({ environments }) =>
      environments.some((each) => each.alerts.length > 0),
    );
    if (token === null && isWanted)
      log.warn('the catalog has rules for alerts, but ROLLBRIDGE_ALERTS_TOKEN is not set');
    if (token === null) return [];
    const desk = new AlertDesk(this.#world, rollbacks);
    this.#alertDesk = desk;
    return [alertsRoute({ token, ready: () => this.#edges.store.known, take: (alerts) => desk.take(alerts), log })];
  }
}

function edgesOf({ settings, live, clusters, metrics, log }: Basis) {
  const storeOf = (plural: string) => ({
    connection: clusters.home,
    namespace: live.current.home.namespace,
    log,
    onLive: (live: boolean) => metrics.watchLive(plural, live),
  });
  const store = new KubernetesReleaseStore(storeOf('releases'));
  const incidents = new KubernetesIncidentStore(storeOf('incidents'));
  metrics.countReleases(() => store.all());
  const driver = new ArgoDriver({
    connections: clusters.connections,
    onError: (where, error) => log.warn({ err: error, where }, 'a watch failed and is started over'),
  });
  const { bucketKeys } = settings;
  const kept = new EvidenceKeeping({ rules: () => live.current.evidence, bucketKeys, temporary: tmpdir(), log });
  const { vault } = kept;
  const recorder = new FlightRecorder(() => live.current.evidence.recorder);
  const recording = new ArgoRecording({
    connections: clusters.connections,
    remembered: (target) => driver.remembered(target),
    onLack: (where, why) => log.warn({ where, why }, 'releases in flight are not recorded whole'),
  });
  const spool = new Spool({
    recorder,
    directory: () => vault.place(),
    redact: (text) => redactorOf(live.current.evidence.redact).text(text),
    onError: (error) => log.warn({ err: error }, 'recordings cannot be written down'),
  });
  const slack = new Slack({
    settings,
    store,
    incidents,
    incidentRules: () => live.current.incidents,
    archives: vault,
    log,
    clock,
    metrics,
  });
  return { store, incidents, driver, kept, vault, recorder, recording, spool, slack };
}

function evidenceOf({ live, clusters }: Basis, { driver, vault, recorder }: Edges): EvidenceParts {
  const remembered = (target: Target) => driver.remembered(target);
  return {
    vault,
    sources: [
      new ArgoEvidence({ connections: clusters.connections, remembered, recordings: recorder }),
      new PrometheusSource({ catalog: () => live.current, now: clock.now, recordings: recorder }),
    ],
  };
}

function worldOf({ live, clusters, metrics, log }: Basis, { driver, store, slack }: Edges): World {
  return {
    get catalog() {
      return live.current;
    },
    driver,
    store,
    records: new KubernetesRecordRehearsal({ connection: clusters.home, ...live.current.home }),
    directory: slack.directory,
    audience: slack.audience,
    clock,
    log,
    measure: (stage, mechanism, seconds) => metrics.rollback(stage, mechanism, seconds),
  };
}

function targetsOf(catalog: Catalog): readonly Target[] {
  return catalog.services.flatMap((service) => service.environments.flatMap((environment) => environment.targets));
}
