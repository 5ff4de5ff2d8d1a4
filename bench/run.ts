/**
 * Measures what Rollbridge promises, side by side in one run with what people would use instead. Needs a control plane
 * (KUBECONFIG) and `kubectl-argo-rollouts` on the path. Writes bench/RESULTS.md; ends with 1 when a target is missed.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { Arena } from './arena.ts';
import { type Latency, measureLatency } from './latency.ts';
import type { Summary } from './numbers.ts';
import { measureWorstMoment, type Tally } from './worst-moment.ts';

const SERVICES = 4;
const ROUNDS = 12;
/** One Rollout of a kind at a time: several aborted canaries use up the controller's own request budget. */
const TRIES = 50;
const PLUGIN_TRIES = 15;

execFileSync('node', ['build.mjs'], { stdio: 'ignore' });
const arena = await Arena.open(SERVICES);
try {
  const latency = await measureLatency(arena, ROUNDS);
  const [canaryService = ''] = arena.canaries;
  const [blueGreenService = ''] = arena.blueGreens;
  const [canary, blueGreen] = await Promise.all([
    measureWorstMoment(arena, canaryService, TRIES, 'rollbridge'),
    measureWorstMoment(arena, blueGreenService, TRIES, 'rollbridge'),
  ]);
  const plugin = await measureWorstMoment(arena, canaryService, PLUGIN_TRIES, 'plugin');
  const { gitVersion } = await arena.connection.request<{ gitVersion: string }>('GET', '/version');
  const report = text(latency, { canary, blueGreen, plugin }, gitVersion);
  writeFileSync(new URL('RESULTS.md', import.meta.url), report);
  console.log(report);
  const met =
    ratio(latency.rollbridge, latency.getAndPatch) <= 1 &&
    ratio(latency.plugin, latency.rollbridge) >= 7 &&
    canary.moved === canary.tried &&
    blueGreen.moved === blueGreen.tried;
  process.exitCode = met ? 0 : 1;
} finally {
  await arena.close();
}

function ratio(a: Summary, b: Summary): number {
  return a.median / b.median;
}

function text(latency: Latency, worst: Record<'canary' | 'blueGreen' | 'plugin', Tally>, kubernetes: string): string {
  const row = (name: string, { median, p95, count }: Summary) =>
    `| ${name} | ${median.toFixed(1)} | ${p95.toFixed(1)} | ${count} |`;
  const tally = (name: string, { moved, tried }: Tally) => `| ${name} | ${moved} of ${tried} |`;
  return `# Measured

${new Date().toISOString().slice(0, 10)}, Kubernetes ${kubernetes}, Argo Rollouts 1.9.1, Node ${process.version}, ${cpus().length} cores, all on one machine.
\`npm run bench\` writes this file. Ratios count; absolute times belong to the machine.

## P1: how long until the write that moves traffic is accepted

From the signed request being sent (for Rollbridge), or the first byte of the client's work, until a separate watch shows the
abort on the Rollout: a canary at its first pause, at a random moment, the ways in turn.

| way | median ms | p95 ms | times |
|---|---|---|---|
${row('Rollbridge, `/rollback … now`', latency.rollbridge)}
${row('bare PATCH on a warm connection', latency.patch)}
${row('bare GET and PATCH on a warm connection', latency.getAndPatch)}
${row('`kubectl argo rollouts abort`', latency.plugin)}

| ratio | measured | target |
|---|---|---|
| Rollbridge to GET and PATCH | ${ratio(latency.rollbridge, latency.getAndPatch).toFixed(2)} | ≤ 1.0 |
| the plugin to Rollbridge | ${ratio(latency.plugin, latency.rollbridge).toFixed(1)} | ≥ 7 |

## P8: pressed 0 to 300 ms after a pause shows, effect within 2 s

At this moment the controller easily loses a write to its own. One canary and one blue-green Rollout beside each other.

| way | moved |
|---|---|
${tally('Rollbridge, canary (weight 0 on the Ingress)', worst.canary)}
${tally('Rollbridge, blue-green (the old version wanted, stable and healthy)', worst.blueGreen)}
${tally('`kubectl argo rollouts abort`, canary', worst.plugin)}
`;
}
