/** P1: from a rollback press to the write that moves traffic, beside a bare client and the kubectl plugin. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Rollout } from '../src/drivers/argo/objects.ts';
import { DEV } from '../test/cluster/support/story.ts';
import type { Arena } from './arena.ts';
import { randomPause, type Summary, summary } from './numbers.ts';

const run = promisify(execFile);

export interface Latency {
  readonly rollbridge: Summary;
  readonly patch: Summary;
  readonly getAndPatch: Summary;
  readonly plugin: Summary;
}

/** Each way in turn, in every round, on a canary that waits at its first pause. */
export async function measureLatency(arena: Arena, rounds: number): Promise<Latency> {
  const times = {
    rollbridge: [] as number[],
    patch: [] as number[],
    getAndPatch: [] as number[],
    plugin: [] as number[],
  };
  for (let round = 0; round < rounds; round++) {
    for (const way of ['rollbridge', 'getAndPatch', 'patch', 'plugin'] as const) {
      const service = arena.nextCanary();
      await arena.deploy(service);
      await randomPause();
      const seen = arena.sawAbort(service);
      const from = performance.now();
      await press(arena, service, way);
      times[way].push((await seen) - from);
      await arena.tidy(service);
    }
  }
  return {
    rollbridge: summary(times.rollbridge),
    patch: summary(times.patch),
    getAndPatch: summary(times.getAndPatch),
    plugin: summary(times.plugin),
  };
}

async function press(arena: Arena, service: string, way: keyof Latency): Promise<void> {
  const path = arena.rolloutPath(service);
  const abort = { body: { status: { abort: true } }, contentType: 'application/merge-patch+json' };
  switch (way) {
    case 'rollbridge':
      await arena.say(DEV, `/rollback ${service} now`);
      return;
    case 'getAndPatch':
      await arena.connection.request<Rollout>('GET', path);
      await arena.connection.request('PATCH', `${path}/status`, abort);
      return;
    case 'patch':
      await arena.connection.request('PATCH', `${path}/status`, abort);
      return;
    case 'plugin':
      await run('kubectl-argo-rollouts', ['abort', service, '-n', arena.namespace]);
  }
}
