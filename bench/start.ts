/** P6: from the start of the process until it is ready, beside a Node that does nothing. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Program } from '../test/cluster/support/program.ts';
import { type Arena, AS_SHIPPED } from './arena.ts';
import { pause, randomPause, shuffled } from './numbers.ts';

const STARTS = ['ready', 'image', 'loaded', 'empty'] as const;

export type Start = (typeof STARTS)[number];

/** Milliseconds of every try. */
export type Starts = Readonly<Record<Start, readonly number[]>>;

const GIVEN_UP_MS = 30_000;

/** The program of the arena is stopped and started again and again; it runs when this is over. */
export async function measureStarts(arena: Arena, rounds: number): Promise<Starts> {
  const cache = await mkdtemp(join(tmpdir(), 'rollbridge-cache-'));
  const inImage = arena.program.with({ NODE_COMPILE_CACHE: cache });
  const ways: Readonly<Record<Start, () => Promise<number>>> = {
    ready: () => untilReady(arena.program),
    image: () => untilReady(inImage),
    loaded: () => untilOver(['dist/rollbridge.cjs', '--version'], AS_SHIPPED),
    empty: () => untilOver(['-e', ''], ''),
  };
  const times: Record<Start, number[]> = { ready: [], image: [], loaded: [], empty: [] };
  await arena.program.stop();
  await untilReady(inImage); // fills the cache
  await inImage.stop();
  for (let round = 0; round < rounds; round++) {
    for (const start of shuffled(STARTS)) {
      await randomPause();
      times[start].push(await ways[start]());
      await Promise.all([arena.program.stop(), inImage.stop()]);
    }
  }
  await rm(cache, { recursive: true });
  await arena.program.start();
  return times;
}

async function untilReady(program: Program): Promise<number> {
  const from = performance.now();
  program.launch();
  for (;;) {
    const isReady = await fetch(`${program.url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    const ms = performance.now() - from;
    if (isReady) return ms;
    if (ms > GIVEN_UP_MS) throw new Error(`the program does not become ready:\n${program.output}`);
    await pause(5);
  }
}

/** Milliseconds that a Node takes for all it is asked to do. */
export async function untilOver(args: readonly string[], options: string): Promise<number> {
  const env = { ...process.env, NODE_OPTIONS: options };
  const from = performance.now();
  await once(spawn(process.execPath, args, { stdio: 'ignore', env }), 'exit');
  return performance.now() - from;
}
