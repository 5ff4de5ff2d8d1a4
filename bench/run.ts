/**
 * Measures what Rollbridge promises, side by side in one run with what people would use instead. Needs a control plane
 * (KUBECONFIG), the built program (`npm run build`) and, to compare with it, kubectl and `kubectl-argo-rollouts` on the path. Writes
 * bench/RESULTS.md; ends with 1 when a target is missed. With the names of figures (`p2`, `p6`, `p7`) it measures those
 * alone; `p7`, the sandbox, needs nothing but Node.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { Arena, type Services } from './arena.ts';
import { measureCaptureCost } from './capture-cost.ts';
import { measureEvidence } from './evidence.ts';
import { measureLatency } from './latency.ts';
import { renewed, type Sections } from './page.ts';
import { type Circumstances, type Measured, missedOf, report } from './report.ts';
import { evidenceSection, type MeasuredEvidence, missedEvidence } from './report-evidence.ts';
import { missedSandbox, sandboxSection } from './report-sandbox.ts';
import { missedStarts, startSection } from './report-start.ts';
import { measureSandbox } from './sandbox.ts';
import { measureStarts } from './start.ts';
import { pluginVersion, type Way } from './ways.ts';
import { measureBlueGreens, measureCanaries, type Try } from './worst-moment.ts';

const ROUNDS = 16;
const TRIES = 50;
const STARTS = 20;
const CAPTURES = 8;
const COST_BATCHES = 12;
const KUBECTL_TRIES = 15;
const RESULTS = new URL('RESULTS.md', import.meta.url);

const named = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
const servicesFor = (figures: ReadonlySet<Figure>): Services => ({
  canaries: named('canary', 10),
  blueGreens: named('colour', 10),
  crowded: named('crowd', figures.has('p2') ? 1 : 0),
  plainCanaries: named('plain-canary', 3),
  plainBlueGreens: named('plain-colour', 3),
});

type Figure = 'p1' | 'p2' | 'p6' | 'p7' | 'p8';

/** P1 and P8 are measured together. Throws for a word that is no figure. */
function asked(words: readonly string[]): ReadonlySet<Figure> {
  const known: readonly Figure[] = ['p1', 'p2', 'p6', 'p7', 'p8'];
  const unknown = words.find((word) => !known.some((figure) => figure === word.toLowerCase()));
  if (unknown !== undefined) throw new Error(`there is no figure ${unknown}: ${known.join(', ')}`);
  return new Set(
    words.length === 0 ? known : known.filter((figure) => words.some((word) => word.toLowerCase() === figure)),
  );
}

/** Sections of the page, and targets that were missed. */
interface Found {
  readonly sections: Partial<Sections>;
  readonly missed: readonly string[];
}

async function main(): Promise<void> {
  const figures = asked(process.argv.slice(2));
  const sandbox = figures.has('p7') ? await onSandbox() : null;
  const needsCluster = [...figures].some((figure) => figure !== 'p7');
  const cluster = needsCluster ? await onCluster(figures) : null;
  const sections = { rollbacks: null, p2: null, p6: null, p7: null, ...cluster?.sections, ...sandbox?.sections };
  const text = renewed(readFileSync(RESULTS, 'utf8'), sections);
  writeFileSync(RESULTS, text);
  console.log(text);
  const missed = [...(cluster?.missed ?? []), ...(sandbox?.missed ?? [])];
  for (const line of missed) console.error(`missed: ${line}`);
  process.exitCode = missed.length === 0 ? 0 : 1;
}

const machine = () => ({
  date: new Date().toISOString().slice(0, 10),
  commit: commit(),
  node: process.version,
  cores: cpus().length,
});

const loadNow = () => loadavg()[0] ?? Number.NaN;

async function onSandbox(): Promise<Found> {
  console.error('P7: the sandbox');
  const before = loadNow();
  const starts = await measureSandbox(STARTS);
  const p7 = sandboxSection(starts, { ...machine(), load: [before, loadNow()] });
  return { sections: { p7 }, missed: missedSandbox(starts) };
}

async function onCluster(figures: ReadonlySet<Figure>): Promise<Found> {
  if (!existsSync('dist/rollbridge.cjs')) throw new Error('there is no program to measure: npm run build');
  const plugin = await pluginVersion();
  const startedAt = Date.now();
  const before = loadNow();
  const arena = await Arena.open(servicesFor(figures));
  try {
    const { gitVersion } = await arena.bare.request<{ gitVersion: string }>('GET', '/version');
    const circumstances = (): Circumstances => ({
      ...machine(),
      kubernetes: gitVersion,
      argoRollouts: plugin,
      load: [before, loadNow()],
      minutes: (Date.now() - startedAt) / 60_000,
    });
    const starts = figures.has('p6') ? await measureStarts(arena, STARTS) : null;
    const rollbacks = figures.has('p1') || figures.has('p8') ? await measure(arena, plugin !== null) : null;
    const evidence = figures.has('p2') ? await measureCapture(arena, plugin !== null) : null;
    const { canaries, blueGreens, crowded } = arena.services;
    const sections = {
      rollbacks: rollbacks && report(rollbacks, circumstances()),
      p2: evidence && evidenceSection(evidence, circumstances()),
      p6: starts && startSection(starts, circumstances(), canaries.length + blueGreens.length + crowded.length),
    };
    const missed = [
      ...(rollbacks ? missedOf(rollbacks) : []),
      ...(evidence ? missedEvidence(evidence) : []),
      ...(starts ? missedStarts(starts) : []),
    ];
    return { sections, missed };
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

async function measureCapture(arena: Arena, withKubectl: boolean): Promise<MeasuredEvidence> {
  console.error('P2: evidence');
  const times = await measureEvidence(arena, CAPTURES, withKubectl);
  console.error('P2: what it costs a rollback');
  return { times, cost: await measureCaptureCost(arena, COST_BATCHES) };
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
