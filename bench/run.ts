/**
 * Measures what Rollbridge promises, side by side in one run with what people would use instead. Needs a control plane
 * (KUBECONFIG), the built program (`npm run build`) and, to compare with it, kubectl and `kubectl-argo-rollouts` on the path. Writes
 * bench/RESULTS.md; ends with 1 when a target is missed.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { Arena, type Services } from './arena.ts';
import { measureLatency } from './latency.ts';
import { type Measured, missedOf, report } from './report.ts';
import { pluginVersion, type Way } from './ways.ts';
import { measureBlueGreens, measureCanaries, type Try } from './worst-moment.ts';

const ROUNDS = 16;
const TRIES = 50;
const KUBECTL_TRIES = 15;
const RESULTS = new URL('RESULTS.md', import.meta.url);

const named = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
const SERVICES: Services = {
  canaries: named('canary', 10),
  blueGreens: named('colour', 10),
  plainCanaries: named('plain-canary', 3),
  plainBlueGreens: named('plain-colour', 3),
};

async function main(): Promise<void> {
  if (!existsSync('dist/rollbridge.js')) throw new Error('there is no program to measure: npm run build');
  const plugin = await pluginVersion();
  const startedAt = Date.now();
  const [before = Number.NaN] = loadavg();
  const arena = await Arena.open(SERVICES);
  try {
    const measured = await measure(arena, plugin !== null);
    const { gitVersion } = await arena.bare.request<{ gitVersion: string }>('GET', '/version');
    const text = report(measured, {
      date: new Date().toISOString().slice(0, 10),
      commit: commit(),
      kubernetes: gitVersion,
      argoRollouts: plugin,
      node: process.version,
      cores: cpus().length,
      load: [before, loadavg()[0] ?? Number.NaN],
      minutes: (Date.now() - startedAt) / 60_000,
    });
    writeFileSync(RESULTS, text);
    console.log(text);
    const missed = missedOf(measured);
    for (const line of missed) console.error(`missed: ${line}`);
    process.exitCode = missed.length === 0 ? 0 : 1;
  } catch (error) {
    console.error(arena.program.output.split('\n').slice(-40).join('\n'));
    throw error;
  } finally {
    await arena.close();
  }
}

async function measure(arena: Arena, withKubectl: boolean): Promise<Measured> {
  const ways: readonly Way[] = [
    'button',
    'command',
    'getAndPatch',
    'patch',
    ...(withKubectl ? (['kubectl', 'plugin'] as const) : []),
  ];
  const kubectlTries = withKubectl ? KUBECTL_TRIES : 0;
  console.error('P1: latency');
  const latency = await measureLatency(arena, ways, ROUNDS);
  console.error('P8: canaries');
  const canary = await measureCanaries(arena, TRIES, kubectlTries);
  console.error('P8: blue-green');
  const blueGreen = await measureBlueGreens(arena, TRIES, kubectlTries);
  for (const { rollbridge } of [canary, blueGreen]) tellWithoutEffect(rollbridge);
  return { latency, canary, blueGreen };
}

function tellWithoutEffect(tries: readonly Try[]): void {
  for (const { ms, service, afterMs, answer } of tries)
    if (ms === null)
      console.error(`${service}, pressed ${afterMs.toFixed(0)} ms after its pause: no effect; ${answer}`);
}

function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

await main();
