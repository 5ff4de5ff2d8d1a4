#!/usr/bin/env node
/** Puts the parts together and nothing else. The only reader of `process.env`. */
import { tmpdir } from 'node:os';
import { KubeConfig } from '@kubernetes/client-node';
import { pino } from 'pino';
import releaseCrd from '../deploy/crds/releases.yaml';
import { extentOf, readCatalog } from './config/catalog-file.ts';
import { HELP, parseOrder } from './config/command-line.ts';
import { parseEnvironment, type Settings } from './config/environment.ts';
import { catalogJsonSchema } from './config/json-schema.ts';
import { LiveCatalog } from './config/live-catalog.ts';
import { ConfigProblem } from './config/problem.ts';
import { ArgoDriver } from './drivers/argo/driver.ts';
import { ArgoEvidence } from './drivers/argo/evidence/source.ts';
import { FolderVault } from './drivers/evidence/vault.ts';
import { PrometheusSource } from './drivers/prometheus/source.ts';
import { applyCrds } from './drivers/store/crds.ts';
import { KubernetesRecordRehearsal } from './drivers/store/rehearsal.ts';
import { KubernetesReleaseStore } from './drivers/store/releases.ts';
import { KubernetesReleaseRemoval } from './drivers/store/removal.ts';
import { WorldChoices } from './engine/choices.ts';
import { Desk } from './engine/desk.ts';
import { EvidenceDesk } from './engine/evidence.ts';
import { WorldHistories } from './engine/history.ts';
import { Pruner } from './engine/pruner.ts';
import { Reconciler } from './engine/reconciler.ts';
import { RehearsalDesk } from './engine/rehearsing.ts';
import { RollbackDesk } from './engine/rollback.ts';
import type { World } from './engine/world.ts';
import { ClusterConnection } from './kubernetes/connection.ts';
import type { Catalog, Target } from './model/catalog.ts';
import { Metrics } from './server/metrics.ts';
import { routes } from './server/server.ts';
import { Slack } from './slack/index.ts';

/** A cluster that does not answer at start must not keep the others waiting. */
const FIRST_LOOK_MS = 5_000;
/** Captures that are under way end with what they have. */
const STOP_WITHIN_MS = 3_000;

function connect(catalog: Catalog): Readonly<Record<string, ClusterConnection>> {
  const connections = Object.entries(catalog.clusters).map(([name, { context }]) => {
    const config = new KubeConfig();
    if (context === null) config.loadFromCluster();
    else {
      config.loadFromDefault();
      if (!config.getContexts().some((known) => known.name === context)) {
        throw new ConfigProblem([`cluster ${name}: the kubeconfig has no context "${context}"`]);
      }
      config.setCurrentContext(context);
    }
    return [name, new ClusterConnection(config)] as const;
  });
  return Object.fromEntries(connections);
}

function targetsOf(catalog: Catalog): readonly Target[] {
  return catalog.services.flatMap((service) => service.environments.flatMap((environment) => environment.targets));
}

async function run(settings: Settings): Promise<void> {
  const log = pino({ level: settings.logLevel, redact: ['*.headers.authorization', '*.token'] });
  const live = await LiveCatalog.read(settings.configPath, log);
  const catalog = live.current;
  const clock = { now: () => new Date() };
  const metrics = new Metrics();
  const connections = connect(catalog);
  const home = connections[catalog.home.cluster];
  if (home === undefined) throw new ConfigProblem([`home.cluster: there is no cluster "${catalog.home.cluster}"`]);

  const store = new KubernetesReleaseStore({
    connection: home,
    namespace: catalog.home.namespace,
    log,
    onLive: (live) => metrics.watchLive('releases', live),
  });
  metrics.countReleases(() => store.all());
  const driver = new ArgoDriver({
    connections,
    onError: (where, error) => log.warn({ err: error, where }, 'a watch failed and is started over'),
  });
  const vault = new FolderVault({
    rules: () => live.current.evidence,
    temporary: tmpdir(),
    onError: (error) => log.warn({ err: error }, 'old evidence could not be removed'),
  });
  const slack = new Slack({ settings, store, archives: vault, log, clock, metrics });
  const world: World = {
    get catalog() {
      return live.current;
    },
    driver,
    store,
    records: new KubernetesRecordRehearsal({ connection: home, ...catalog.home }),
    directory: slack.directory,
    audience: slack.audience,
    clock,
    log,
    measure: (stage, mechanism, seconds) => metrics.rollback(stage, mechanism, seconds),
  };
  const reconciler = new Reconciler(world);
  const evidence = new EvidenceDesk(world, {
    vault,
    sources: [
      new ArgoEvidence({ connections, remembered: (target) => driver.remembered(target) }),
      new PrometheusSource({ catalog: () => live.current, now: clock.now }),
    ],
  });
  const pruner = new Pruner(
    world,
    new KubernetesReleaseRemoval({ connection: home, namespace: catalog.home.namespace }),
  );
  const desk = new Desk(world, new RollbackDesk(world, reconciler, evidence));

  for (const [cluster, connection] of Object.entries(connections)) {
    connection.keepWarm();
    connection.onReachable((reachable) => {
      log[reachable ? 'info' : 'error']({ cluster, reachable }, 'API server');
      driver.reachable(cluster);
      if (connection === home) store.renew();
    });
  }
  const records = installCrds(home, log).then(() => store.start());
  const firstLook = Promise.all([records, driver.start(targetsOf(catalog))]);
  await Promise.all([within(FIRST_LOOK_MS, firstLook), slack.learnGroups(catalog)]);
  reconciler.start();
  evidence.start();
  pruner.start();
  live.watch({
    prepare: (next) => Promise.all([within(FIRST_LOOK_MS, driver.start(targetsOf(next))), slack.learnGroups(next)]),
    took: (next) => {
      reconciler.refollow();
      driver.keepTo(targetsOf(next));
      pruner.lookAtAll();
    },
    outcome: (outcome) => metrics.configReload(outcome),
  });
  process.on('SIGHUP', () => void live.reload());
  const stop = async (signal: string) => {
    log.info({ signal }, 'stopping');
    live.stop();
    await slack.stop();
    await within(STOP_WITHIN_MS, evidence.stop());
    await Promise.all([reconciler.stop(), within(STOP_WITHIN_MS, pruner.stop())]);
    await slack.flush();
    store.stop();
    driver.stop();
    await Promise.all(Object.values(connections).map((connection) => connection.close()));
    log.info('stopped');
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void stop(signal));

  await slack.start({
    intents: desk,
    overview: desk,
    choices: new WorldChoices(world),
    rehearsals: new RehearsalDesk(world),
    histories: new WorldHistories(world),
    routes: routes({ metrics, checks: { releases: () => store.known, slack: () => slack.ready } }),
  });
  log.info({ port: settings.port, services: live.current.services.length }, 'ready');
}

async function installCrds(home: ClusterConnection, log: pino.Logger): Promise<void> {
  try {
    const came = await applyCrds(home, [releaseCrd]);
    log.info(
      { came },
      came === 'applied' ? 'CRDs are up to date' : 'CRDs may not be written: expecting them to be there',
    );
  } catch (error) {
    log.error({ err: error }, 'CRDs could not be checked');
  }
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([
    work,
    new Promise((resolve) => {
      timer = setTimeout(resolve, ms);
    }),
  ]);
  clearTimeout(timer);
}

async function installCrdsOnly(): Promise<void> {
  const config = new KubeConfig();
  config.loadFromDefault();
  const connection = new ClusterConnection(config);
  console.log(`CRDs: ${await applyCrds(connection, [releaseCrd])}`);
  await connection.close();
}

async function main(): Promise<void> {
  const order = parseOrder(process.argv.slice(2));
  switch (order.do) {
    case 'run':
      return await run(parseEnvironment(process.env));
    case 'check':
      return console.log(`${order.file}: ${extentOf(await readCatalog(order.file))}`);
    case 'schema':
      return console.log(JSON.stringify(catalogJsonSchema(), null, 2));
    case 'crds':
      return await installCrdsOnly();
    case 'help':
      return console.log(HELP);
    case 'version':
      return console.log(ROLLBRIDGE_VERSION);
  }
}

main().catch((error: unknown) => {
  const isOurs = error instanceof ConfigProblem || (error instanceof Error && 'code' in error);
  console.error(isOurs ? (error as Error).message : error);
  process.exit(1);
});
