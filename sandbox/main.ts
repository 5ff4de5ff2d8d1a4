/** The sandbox: puts a workspace, a page, clusters and the built program together. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWhatChanged, PAGE_FOLDER } from './build.ts';
import { helpText, type Options, readOptions } from './options.ts';
import { startOwnClusters } from './own-clusters.ts';
import { SEED } from './people.ts';
import { SandboxProblem } from './problem.ts';
import { Program } from './program.ts';
import { prepareCluster } from './real-cluster.ts';
import { type RealSlack, realSlack } from './real-slack.ts';
import { SCENARIOS } from './scenarios.ts';
import { catalogOf } from './services.ts';
import { type SlackWorkspace, startWorkspace } from './slack/index.ts';
import { type Page, type PageOptions, startPage } from './web/index.ts';

const say = (line: string) => console.log(line);

/** Two sockets at every start: who kills the program to see it come back need not wait a minute for it. */
const BURSTS = { 'apps.connections.open': 10 };

/** What is to be ended, the last one first. */
const ends: (() => Promise<void>)[] = [];

async function run(options: Options): Promise<void> {
  const began = performance.now();
  const real = options.slack ? realSlack(process.env) : null;
  const folder = await mkdtemp(join(tmpdir(), 'rollbridge-sandbox-'));
  ends.push(() => rm(folder, { recursive: true }));
  const [cluster] = await Promise.all([clusterOf(options, folder), buildWhatChanged(say)]);
  const config = join(folder, 'catalog.yaml');
  await writeFile(config, catalogOf({ context: cluster.context, namespace: options.namespace, ...real }));
  const slack = real === null ? await openWorkspace() : null;
  const program = await Program.prepare({
    ...tokensFor(slack, real),
    ROLLBRIDGE_CONFIG: config,
    KUBECONFIG: cluster.kubeconfig,
    TMPDIR: folder,
  });
  const page = slack && (await openPage({ slack, program, folder: PAGE_FOLDER, port: options.port }));
  ends.push(() => program.stop());
  await program.start();
  if (slack) await SCENARIOS[options.scenario ?? 'halfway'].play(slack.driver);

  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  say(`\nReady after ${seconds} s. ${page ? `Open ${page.url}` : 'Go to your workspace.'}\n`);
  say(`In a second terminal:\n  export KUBECONFIG=${cluster.kubeconfig}\n  kubectl get releases,rollouts -A\n`);
  say('Ctrl-C ends it.');
}

async function clusterOf({ kubeconfig, namespace }: Options, folder: string) {
  if (kubeconfig === null) {
    const own = await startOwnClusters(folder, namespace);
    ends.push(() => own.close());
    return own;
  }
  const { context, made } = await prepareCluster(kubeconfig, namespace);
  if (made.length > 0) say(`Made in the namespace ${namespace}: ${made.join(', ')}`);
  return { kubeconfig, context };
}

async function openWorkspace(): Promise<SlackWorkspace> {
  const slack = await startWorkspace({
    seed: SEED,
    manifest: 'manifest.yml',
    rateLimits: { bursts: BURSTS },
    history: 2000,
  });
  ends.push(() => slack.close());
  return slack;
}

function tokensFor(slack: SlackWorkspace | null, real: RealSlack | null): Readonly<Record<string, string>> {
  if (slack === null) return real?.tokens ?? {};
  const { token, appToken } = SEED.bot;
  return { SLACK_BOT_TOKEN: token, SLACK_APP_TOKEN: appToken, SLACK_API_URL: slack.apiUrl };
}

async function end(code: number): Promise<void> {
  for (const each of ends.splice(0).reverse()) await each();
  process.exit(code);
}

async function openPage(options: PageOptions): Promise<Page> {
  try {
    const page = await startPage(options);
    ends.push(() => page.close());
    return page;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new SandboxProblem(`Port ${options.port} is in use: choose another with --port N.`);
  }
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void end(0));
try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) say(helpText());
  else await run(options);
} catch (error) {
  console.error(error instanceof SandboxProblem ? error.message : error);
  await end(1);
}
