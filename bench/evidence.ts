/** P2: how long until the evidence of a release with fifty pods is whole, beside what people would use instead. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, watch } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from '../test/cluster/support/cluster.ts';
import type { Arena } from './arena.ts';
import { captureBarely } from './bare-capture.ts';
import { randomPause, shuffled } from './numbers.ts';

const run = promisify(execFile);
const SCRIPT = new URL('capture-with-kubectl.sh', import.meta.url).pathname;

/** Of the two versions together. */
export const PODS = 50;

const WAYS = ['rollbridge', 'script', 'bare'] as const;
export type Captor = (typeof WAYS)[number];

/** Milliseconds of every try. */
export type EvidenceTimes = Readonly<Record<Captor, readonly number[]>> & {
  /** From the press until the archive stands in the thread. */
  readonly inThread: readonly number[];
};

/** All ways in random order, each on the same release while it waits at its pause; Rollbridge's own is its rollback. */
export async function measureEvidence(arena: Arena, rounds: number, withKubectl: boolean): Promise<EvidenceTimes> {
  const [service = ''] = arena.services.crowded;
  const times = { rollbridge: [] as number[], script: [] as number[], bare: [] as number[], inThread: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    await arena.deploy(service);
    await arena.podsServe(service, PODS);
    const others = shuffled(withKubectl ? (['script', 'bare'] as const) : (['bare'] as const));
    for (const way of others) {
      await randomPause();
      times[way].push(await timed((folder) => collected(arena, service, way, folder)));
    }
    await randomPause();
    const { whole, inThread } = await rolledBack(arena, service);
    times.rollbridge.push(whole);
    times.inThread.push(inThread);
    await arena.tidy(service);
  }
  return times;
}

async function collected(arena: Arena, service: string, way: 'script' | 'bare', folder: string): Promise<void> {
  if (way === 'script') await run(SCRIPT, [arena.namespace, service, folder]);
  else await captureBarely(arena.bare, { namespace: arena.namespace, rollout: service }, folder);
  const logs = await readdir(join(folder, 'logs'));
  if (logs.length !== PODS) throw new Error(`${way} has ${logs.length} logs of ${PODS} pods`);
}

async function timed(collect: (folder: string) => Promise<void>): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'rollbridge-bench-capture-'));
  const from = performance.now();
  await collect(folder);
  const ms = performance.now() - from;
  await rm(folder, { recursive: true });
  return ms;
}

async function rolledBack(arena: Arena, service: string) {
  const { uploads } = arena;
  const capture = appears(arena.evidence);
  const from = performance.now();
  const pressed = arena.say(service, `/rollback ${service} now`);
  const { name, at } = await capture;
  await pressed;
  await until(() => Promise.resolve(arena.uploads > uploads), { what: 'the archive' });
  const inThread = performance.now() - from;
  await checked(join(arena.evidence, name));
  return { whole: at - from, inThread };
}

/** The next folder that is whole, and when that was. */
async function appears(directory: string): Promise<{ readonly name: string; readonly at: number }> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for await (const { filename } of watch(directory, { signal: AbortSignal.timeout(30_000) })) {
    if (filename !== null && !filename.endsWith('.partial')) return { name: filename, at: performance.now() };
  }
  throw new Error('waited 30 s in vain for evidence');
}

/** A capture that is quick because it has little does not count. */
async function checked(folder: string): Promise<void> {
  const { files, missing } = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as {
    readonly files: readonly { readonly path: string }[];
    readonly missing: readonly object[];
  };
  const count = (kind: string) => files.filter(({ path }) => path.startsWith(`${kind}/`)).length;
  if (count('logs') < PODS || count('pods') < PODS || missing.length > 0)
    throw new Error(
      `the evidence has ${count('logs')} logs, ${count('pods')} pods; missing: ${JSON.stringify(missing)}`,
    );
}
