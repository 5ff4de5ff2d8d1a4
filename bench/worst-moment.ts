/** P8: rollbacks at the moment at which Argo Rollouts loses writes most easily, beside the kubectl plugin. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { K8sObject } from '../src/kubernetes/objects.ts';
import { get, until } from '../test/cluster/support/cluster.ts';
import { DEV } from '../test/cluster/support/story.ts';
import { type Arena, isAtRest } from './arena.ts';
import { pause } from './numbers.ts';

const run = promisify(execFile);
const WITHIN_MS = 2_000;

export interface Tally {
  readonly tried: number;
  readonly moved: number;
}

type Way = 'rollbridge' | 'plugin';

/** Presses again and again, each time 0 to 300 ms after the pause shows. */
export async function measureWorstMoment(arena: Arena, service: string, tries: number, way: Way): Promise<Tally> {
  const moved: boolean[] = [];
  for (let round = 0; round < tries; round++) {
    await arena.deploy(service);
    await pause(Math.random() * 300);
    const pressedAt = Date.now();
    if (way === 'rollbridge') await arena.say(DEV, `/rollback ${service} now`);
    else await run('kubectl-argo-rollouts', ['abort', service, '-n', arena.namespace]);
    moved.push(await hasMoved(arena, service, pressedAt, way));
    await arena.tidy(service);
    await pause(200 + Math.random() * 500);
  }
  return { tried: tries, moved: moved.filter(Boolean).length };
}

/** A canary's weight is 0; blue-green, which had not switched, is aborted or back on its old version. */
function hasMoved(arena: Arena, service: string, pressedAt: number, way: Way): Promise<boolean> {
  const left = () => Math.max(0, pressedAt + WITHIN_MS - Date.now());
  const effect = service.startsWith('canary')
    ? until(async () => (await canaryWeight(arena, service)) === 0, { what: 'weight 0', timeoutMs: left() })
    : arena.sees(service, (rollout) => isAtRest(rollout) || (way === 'plugin' && !!rollout.status?.abortedAt), left());
  return effect.then(
    () => true,
    () => false,
  );
}

async function canaryWeight(arena: Arena, service: string): Promise<number> {
  const name = `${service}-${service}-canary`;
  const ingress = await get<K8sObject>(arena.connection, 'Ingress', arena.namespace, name);
  return Number(ingress?.metadata.annotations?.['nginx.ingress.kubernetes.io/canary-weight'] ?? 0);
}
