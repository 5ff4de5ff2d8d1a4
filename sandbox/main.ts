/** The sandbox: puts a workspace, a page, clusters and the built program together. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWhatChanged, PAGE_FOLDER } from './build.ts';
import { helpText, type Options, readOptions } from './options.ts';
import { SEED } from './people.ts';
import { SandboxProblem } from './problem.ts';
import { Program } from './program.ts';
import { prepareCluster } from './real-cluster.ts';
import { SCENARIOS } from './scenarios.ts';
import { catalogOf } from './services.ts';
import { startWorkspace } from './slack/index.ts';
import { type Page, startPage } from './web/index.ts';

const say = (line: string) => console.log(line);

/** What is to be ended, the last one first. */
const ends: (() => Promise<void>)[] = [];

async function run(options: Options): Promise<void> {
  const began = performance.now();
  const kubeconfig = clusterOf(options);
  if (options.slack) throw new SandboxProblem('--slack is not built yet: leave it out.');
  const [cluster] = await Promise.all([prepareCluster(kubeconfig, options.namespace), buildWhatChanged(say)]);
  if (cluster.made.length > 0) say(`Made in the namespace ${options.namespace}: ${cluster.made.join(', ')}`);
  const folder = await mkdtemp(join(tmpdir(), 'rollbridge-sandbox-'));
  ends.push(() => rm(folder, { recursive: true }));
  const config = join(folder, 'catalog.yaml');
  await writeFile(config, catalogOf({ context: cluster.context, namespace: options.namespace }));

  const slack = await startWorkspace({ seed: SEED, manifest: 'manifest.yml', rateLimits: {}, history: 2000 });
  ends.push(() => slack.close());
  const program = await Program.prepare({
    ROLLBRIDGE_CONFIG: config,
    KUBECONFIG: kubeconfig,
    SLACK_BOT_TOKEN: SEED.bot.token,
    SLACK_APP_TOKEN: SEED.bot.appToken,
    SLACK_API_URL: slack.apiUrl,
    TMPDIR: folder,
  });
  const page = await listen(startPage({ slack, program, folder: PAGE_FOLDER, port: options.port }), options.port);
  ends.push(() => page.close());
  ends.push(() => program.stop());
  await program.start();
  await SCENARIOS[options.scenario ?? 'quiet'].play(slack.driver);

  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  say(`\nReady after ${seconds} s. Open ${page.url}\n`);
  say(
    `In a second terminal:\n  export KUBECONFIG=${kubeconfig}\n  kubectl get releases,rollouts -n ${options.namespace}\n`,
  );
  say('Ctrl-C ends it.');
}

async function end(code: number): Promise<void> {
  for (const each of ends.splice(0).reverse()) await each();
  process.exit(code);
}

function clusterOf({ kubeconfig }: Options): string {
  if (kubeconfig !== null) return kubeconfig;
  throw new SandboxProblem('The clusters of the sandbox are not built in yet: give --kubeconfig FILE.');
}

async function listen(starting: Promise<Page>, port: number): Promise<Page> {
  try {
    return await starting;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new SandboxProblem(`Port ${port} is in use: choose another with --port N.`);
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
