/** P1: from a rollback press to the write that moves traffic, beside a bare client and the kubectl plugin. */
import type { Arena } from './arena.ts';
import { randomPause, shuffled } from './numbers.ts';
import { between, ownClock } from './own-clock.ts';
import { isRollbridge, prepared, type Way } from './ways.ts';

/** Milliseconds of every try. */
export interface Latency {
  readonly times: Readonly<Record<Way, readonly number[]>>;
  /** The presses among them as Rollbridge's own histogram has them. */
  readonly own: readonly number[];
}

interface Try {
  readonly way: Way;
  readonly ms: number;
  readonly ownMs: number | null;
}

/** Canaries that wait at their first pause, each taken back in one of the ways, all ways in turn, in random order. */
export async function measureLatency(arena: Arena, ways: readonly Way[], rounds: number): Promise<Latency> {
  const services = arena.services.canaries;
  const tries: Try[] = [];
  let left = shuffledRounds(ways, rounds);
  while (left.length > 0) {
    const batch = services.flatMap((service, index) => {
      const way = left[index];
      return way === undefined ? [] : [{ service, way }];
    });
    left = left.slice(batch.length);
    await Promise.all(batch.map(({ service }) => arena.deploy(service)));
    for (const { service, way } of batch) {
      tries.push(await measured(arena, service, way));
      await arena.tidy(service);
    }
    await randomPause();
  }
  const times = (way: Way) => tries.filter((one) => one.way === way).map(({ ms }) => ms);
  return {
    times: {
      button: times('button'),
      command: times('command'),
      getAndPatch: times('getAndPatch'),
      patch: times('patch'),
      kubectl: times('kubectl'),
      plugin: times('plugin'),
    },
    own: tries.flatMap(({ ownMs }) => (ownMs === null ? [] : [ownMs])),
  };
}

function shuffledRounds(ways: readonly Way[], rounds: number): readonly Way[] {
  return Array.from({ length: rounds }, () => shuffled(ways)).flat();
}

/** One press, from a random moment on. */
export async function measured(arena: Arena, service: string, way: Way): Promise<Try> {
  const press = await prepared(arena, service, way);
  const before = isRollbridge(way) ? await ownClock(arena.program) : null;
  await randomPause();
  const hasMoved = () => arena.isAborted(service) || arena.isRestored(service);
  const seen = arena.witness.sees(`the write on ${service} (${way})`, hasMoved, 10_000);
  const from = performance.now();
  const [at] = await Promise.all([seen, press()]);
  const ownMs = before === null ? null : between(before, await ownClock(arena.program));
  return { way, ms: at - from, ownMs };
}
