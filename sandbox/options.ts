/** What the command line says. */
import { parseArgs } from 'node:util';
import { SandboxProblem } from './problem.ts';
import { SCENARIOS, type ScenarioName } from './scenarios.ts';
import { NAMESPACE } from './services/index.ts';

export interface Options {
  /** Of the page; 0 lets the system choose. */
  readonly port: number;
  /** Null: clusters of the sandbox's own. */
  readonly kubeconfig: string | null;
  /** Where the services and records of the sandbox are. */
  readonly namespace: string;
  /** A real workspace, with tokens from the environment. */
  readonly slack: boolean;
  readonly scenario: ScenarioName | null;
  /** The file that keeps the sandbox between runs; null: nothing is kept. */
  readonly state: string | null;
  readonly help: boolean;
}

const PORT = 4100;

const known = {
  port: { type: 'string' },
  kubeconfig: { type: 'string' },
  namespace: { type: 'string' },
  slack: { type: 'boolean' },
  scenario: { type: 'string' },
  state: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Throws SandboxProblem for what it does not know. */
export function readOptions(words: readonly string[]): Options {
  const {
    port,
    kubeconfig = null,
    namespace = NAMESPACE,
    slack = false,
    scenario,
    state = null,
    help = false,
  } = parsed(words);
  if (slack && scenario !== undefined)
    throw new SandboxProblem('--scenario is played by people of the sandbox: leave out --slack.');
  return {
    port: readPort(port),
    kubeconfig,
    namespace: readNamespace(namespace),
    slack,
    scenario: readScenario(scenario),
    state,
    help,
  };
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: known }).values;
  } catch (error) {
    // The first sentence says what is wrong, the rest how one would pass it to any program.
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new SandboxProblem(`${first}. --help lists the options.`);
  }
}

function readPort(text: string | undefined): number {
  if (text === undefined) return PORT;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new SandboxProblem(`--port ${text} is not a port: give a number up to 65535.`);
}

function readNamespace(name: string): string {
  if (/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) return name;
  throw new SandboxProblem(`--namespace ${name} is no name of a namespace: give lower-case letters, digits and "-".`);
}

function readScenario(name: string | undefined): ScenarioName | null {
  if (name === undefined) return null;
  if (Object.hasOwn(SCENARIOS, name)) return name as ScenarioName;
  throw new SandboxProblem(`There is no scenario "${name}"; there is: ${Object.keys(SCENARIOS).join(', ')}.`);
}

export function helpText(): string {
  const scenarios = Object.entries(SCENARIOS).map(([name, { about }]) => `    ${name.padEnd(14)}${about}`);
  return `Usage: npm run sandbox -- [options]

Rollbridge in a browser: the built program between a Slack workspace and Kubernetes clusters.

  --port N            where the page listens, on 127.0.0.1 (default ${PORT})
  --kubeconfig FILE   use the cluster of its current context instead of the sandbox's own; needs Argo Rollouts there.
                      Releases are measured there only if PROMETHEUS_URL is set: an address that Argo Rollouts
                      reaches, too, with http_requests_total and app_memory_utilisation of the pods
  --namespace NAME    where its services are; made there if they are missing (default ${NAMESPACE})
  --slack             use a real workspace (not tried with one yet); needs SLACK_BOT_TOKEN, SLACK_APP_TOKEN,
                      SLACK_CHANNEL (its id) and SLACK_PEOPLE (member ids of who may release)
  --state FILE        keep the sandbox's own workspace and clusters in this file, and go on from it the next time;
                      evidence lies in FILE.evidence
  --scenario NAME     start in a situation, halfway unless given:
${scenarios.join('\n')}
  --help              show this`;
}
