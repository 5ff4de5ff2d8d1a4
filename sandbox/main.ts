/** The sandbox's command: starts it, says where it is, and ends it. */
import { Ends } from './ends.ts';
import { helpText, type Options, readOptions } from './options.ts';
import { SandboxProblem } from './problem.ts';
import { startSandbox } from './sandbox.ts';

const say = (line: string) => console.log(line);
const ends = new Ends();
let isEnding = false;

async function run(options: Options): Promise<void> {
  const began = performance.now();
  const { page, kubeconfig } = await startSandbox(options, { say, ends, environment: process.env });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  say(`\nReady after ${seconds} s. ${page ? `Open ${page.url}` : 'Go to your workspace.'}\n`);
  say(`In a second terminal:\n  export KUBECONFIG=${kubeconfig}\n  kubectl get releases,rollouts -A\n`);
  say('Ctrl-C ends it.');
}

/** Once: who is impatient and asks again must not keep it from tidying up. */
async function end(code: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  await ends.all().catch(fail);
  process.exit(code);
}

function fail(error: unknown): void {
  console.error(error instanceof SandboxProblem ? error.message : error);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end(0));
try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) say(helpText());
  else await run(options);
} catch (error) {
  // What is ended while it starts fails; that is no news.
  if (!isEnding) fail(error);
  await end(1);
}
