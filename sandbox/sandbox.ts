/** Puts a workspace, a page, clusters and the built program together. */
import { mkdtempSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildWhatChanged, PAGE_FOLDER } from './build.ts';
import type { Ends } from './ends.ts';
import { keptFor, stateFile } from './keeping.ts';
import type { Options } from './options.ts';
import { type OwnClusters, type OwnClustersOptions, startOwnClusters } from './own-clusters.ts';
import { SEED } from './people.ts';
import { SandboxProblem } from './problem.ts';
import { Program } from './program.ts';
import { type RealSlack, realSlack } from './real-slack.ts';
import { SCENARIOS } from './scenarios.ts';
import { type CatalogParts, catalogOf } from './services/catalog.ts';
import { type KeptWorkspace, type SlackWorkspace, startWorkspace } from './slack/index.ts';
import { type Page, type PageOptions, startPage } from './web/index.ts';
import { ReadMarks } from './web/read-marks.ts';

export interface Sandbox {
  /** Null in a real workspace. */
  readonly slack: SlackWorkspace | null;
  /** Null on a real cluster. */
  readonly own: OwnClusters | null;
  readonly program: Program;
  /** Null in a real workspace. */
  readonly page: Page | null;
  /** The path of the file. */
  readonly kubeconfig: string;
}

export interface Surroundings {
  /** Lines for whoever started it. */
  readonly say: (line: string) => void;
  /** Takes what is to be ended, also when the start fails. */
  readonly ends: Ends;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Two sockets at every start: who kills the program to see it come back need not wait a minute for it. */
const BURSTS = { 'apps.connections.open': 10 };

/** Resolves when people can use it. Throws SandboxProblem for what its user can put right. */
export async function startSandbox(options: Options, surroundings: Surroundings): Promise<Sandbox> {
  const { say, ends, environment } = surroundings;
  const real = options.slack ? realSlack(environment) : null;
  // In one go, so that no Ctrl-C comes between; and what begins while the rest is ended may still write into it.
  const folder = mkdtempSync(join(tmpdir(), 'rollbridge-sandbox-'));
  ends.add(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const before = await keptFor(options);
  const [{ own, kubeconfig, ...seen }] = await Promise.all([
    clustersOf(options, { folder, kept: before?.clusters ?? null }, surroundings),
    buildWhatChanged(say),
  ]);
  const config = join(folder, 'catalog.yaml');
  const evidence = options.state === null ? join(folder, 'evidence') : `${resolve(options.state)}.evidence`;
  await writeFile(config, catalogOf({ ...seen, namespace: options.namespace, evidence, ...real }));
  const slack = real === null ? await openWorkspace(before?.slack?.workspace, ends) : null;
  const marks = new ReadMarks(before?.slack?.marks);
  const file = options.state === null ? null : stateFile(options.state, { before, slack, marks, own }, say);
  ends.add(async () => file?.close());
  const program = await Program.prepare({
    ...tokensFor(slack, real),
    ROLLBRIDGE_CONFIG: config,
    KUBECONFIG: kubeconfig,
    TMPDIR: folder,
  });
  const clusters = own?.clusters ?? [];
  const shown = { program, clusters, marks, folder: PAGE_FOLDER, port: options.port };
  const page = slack && (await openPage({ slack, ...shown }, ends));
  ends.add(() => program.stop());
  await program.start();
  if (slack && before === null) await SCENARIOS[options.scenario ?? 'halfway'].play(slack.driver);
  // Who could not start once starts in the situation the next time.
  await file?.begin();
  return { slack, own, program, page, kubeconfig };
}

interface SomeClusters extends Pick<CatalogParts, 'contexts' | 'prometheus'> {
  readonly own: OwnClusters | null;
  readonly kubeconfig: string;
}

async function clustersOf(
  { kubeconfig, namespace }: Options,
  parts: Pick<OwnClustersOptions, 'folder' | 'kept'>,
  { say, ends, environment }: Surroundings,
): Promise<SomeClusters> {
  if (kubeconfig === null) {
    const own = await startOwnClusters({ ...parts, namespace });
    ends.add(() => own.close());
    return { own, kubeconfig: own.kubeconfig, contexts: own.contexts, prometheus: own.prometheusUrl };
  }
  const prometheus = environment.PROMETHEUS_URL?.trim() || null;
  // Its client of Kubernetes alone is half of what there is to load, and most starts have no use for it.
  const { prepareCluster } = await import('./real-cluster.ts');
  const { context, made } = await prepareCluster({ kubeconfig, namespace, prometheus });
  if (made.length > 0) say(`Made in the namespace ${namespace}: ${made.join(', ')}`);
  return { own: null, kubeconfig, contexts: { home: context }, prometheus };
}

async function openWorkspace(kept: KeptWorkspace | undefined, ends: Ends): Promise<SlackWorkspace> {
  const slack = await startWorkspace({
    seed: SEED,
    manifest: 'manifest.yml',
    rateLimits: { bursts: BURSTS },
    history: 2000,
    ...(kept && { kept }),
  });
  ends.add(() => slack.close());
  return slack;
}

function tokensFor(slack: SlackWorkspace | null, real: RealSlack | null): Readonly<Record<string, string>> {
  if (slack === null) return real?.tokens ?? {};
  const { token, appToken } = SEED.bot;
  return { SLACK_BOT_TOKEN: token, SLACK_APP_TOKEN: appToken, SLACK_API_URL: slack.apiUrl };
}

async function openPage(options: PageOptions, ends: Ends): Promise<Page> {
  try {
    const page = await startPage(options);
    ends.add(() => page.close());
    return page;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new SandboxProblem(`Port ${options.port} is in use: choose another with --port N.`);
  }
}
