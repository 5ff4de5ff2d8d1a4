/** P1 with capture on and off: what evidence costs the write that moves traffic. */
import { until } from '../test/cluster/support/cluster.ts';
import type { Arena } from './arena.ts';
import { measured } from './latency.ts';
import { randomPause } from './numbers.ts';

/** Milliseconds of every try. */
export interface CaptureCost {
  readonly on: readonly number[];
  readonly off: readonly number[];
  /** The same presses by Rollbridge's own clock. */
  readonly ownOn: readonly number[];
  readonly ownOff: readonly number[];
}

/** Ten canaries at their pause, all taken back by command with capture on, then off, off, on, and so forth. */
export async function measureCaptureCost(arena: Arena, batches: number): Promise<CaptureCost> {
  const cost = { on: [] as number[], off: [] as number[], ownOn: [] as number[], ownOff: [] as number[] };
  for (let batch = 0; batch < batches; batch++) {
    const isOn = batch % 4 === 0 || batch % 4 === 3;
    await arena.capture(isOn);
    await Promise.all(arena.services.canaries.map((service) => arena.deploy(service)));
    for (const service of arena.services.canaries) {
      const { uploads } = arena;
      const { ms, ownMs } = await measured(arena, service, 'command');
      (isOn ? cost.on : cost.off).push(ms);
      if (ownMs !== null) (isOn ? cost.ownOn : cost.ownOff).push(ownMs);
      await arena.tidy(service);
      // The next press is not to meet the upload of this one's archive.
      if (isOn) await until(() => Promise.resolve(arena.uploads > uploads), { what: `an archive of ${service}` });
    }
    await randomPause();
  }
  await arena.capture(true);
  return cost;
}
