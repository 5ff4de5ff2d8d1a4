import { afterEach, describe, expect, test } from '@jest/globals';
import { Pruner } from '../../../src/engine/history/pruner.ts';
import type { ReleaseRemoval } from '../../../src/engine/ports.ts';
import { UserProblem } from '../../../src/model/problem.ts';
import type { Release } from '../../../src/model/release.ts';
import { MemoryRecords } from '../support/records.ts';
import { SimRollout } from '../support/rollout.ts';
import { done, NOW, releaseOf, statusOf } from '../support/situations.ts';
import { Etcd } from '../support/store.ts';
import { until } from '../support/until.ts';
import { Program, quiet } from '../support/world.ts';

/** Removes from the store of the lab, with the test that an API server makes. */
class FakeRemoval implements ReleaseRemoval {
  readonly asked: string[] = [];
  /** Called before each removal: throw to refuse, write to be somebody else. */
  before: (name: string) => void = () => undefined;
  readonly #etcd: Etcd;

  constructor(etcd: Etcd) {
    this.#etcd = etcd;
  }

  // biome-ignore lint/suspicious/useAwait: errors must come as rejections
  async remove({ name, resourceVersion }: Release): Promise<boolean> {
    this.asked.push(name);
    this.before(name);
    const known = this.#etcd.releases.get(name);
    if (known !== undefined && known.resourceVersion !== resourceVersion) return false;
    this.#etcd.releases.delete(name);
    return true;
  }
}

const ended: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

/** Releases that ended long ago, the highest number newest. */
function shelf(count: number, keep: number) {
  const etcd = new Etcd();
  const program = new Program({ etcd, rollout: new SimRollout(), incidents: new MemoryRecords('inc', () => NOW) });
  const removal = new FakeRemoval(etcd);
  program.catalog = { ...program.catalog, history: { keep } };
  for (let n = 1; n <= count; n++) end(etcd, n);
  const pruner = new Pruner(program.world, removal);
  ended.push(() => pruner.stop());
  return { etcd, program, removal, pruner, names: () => [...etcd.releases.keys()] };
}

function end(etcd: Etcd, n: number): void {
  const status = statusOf('Completed', { endedAt: '2026-01-01T10:00:00.000Z' });
  const targets = status.targets.map((record) => ({ ...record, hash: `hash-${n}`, replaced: null }));
  etcd.write(`release-${n}`, { ...status, targets }, releaseOf(null).spec);
}

describe('old releases', () => {
  test('go at the start, the oldest first, until as many are left as the catalog says', async () => {
    const { removal, pruner, names } = shelf(5, 2);
    pruner.start();
    await until(() => names().length === 2, 'two are left');
    expect(removal.asked).toEqual(['release-1', 'release-2', 'release-3']);
    expect(names()).toEqual(['release-4', 'release-5']);
  });

  test('go when another release ends, and none goes for one that is under way', async () => {
    const { etcd, removal, pruner, names } = shelf(2, 2);
    pruner.start();
    etcd.write('running', statusOf('Progressing'), releaseOf(null).spec);
    await quiet();
    expect(removal.asked).toEqual([]);
    end(etcd, 3);
    await until(() => names().length === 3, 'the oldest is gone');
    expect(names()).toEqual(['release-2', 'running', 'release-3']);
  });

  test('go when the catalog wants fewer', async () => {
    const { program, pruner, names } = shelf(4, 50);
    pruner.start();
    await quiet();
    expect(names()).toHaveLength(4);
    program.catalog = { ...program.catalog, history: { keep: 1 } };
    pruner.lookAtAll();
    await until(() => names().length === 1, 'one is left');
  });

  test('go of a service that is not in the catalog any more', async () => {
    const { program, pruner, names } = shelf(4, 2);
    program.catalog = { ...program.catalog, services: [] };
    pruner.start();
    await until(() => names().length === 2, 'two are left');
  });

  test('stay as long as their target cannot be seen', async () => {
    const { program, removal, pruner, names } = shelf(4, 2);
    program.driver.remembered = done({ live: false });
    pruner.start();
    await quiet();
    expect(removal.asked).toEqual([]);
    program.driver.remembered = null;
    pruner.lookAtAll();
    await until(() => names().length === 2, 'two are left');
  });

  test('stay when somebody has changed them since they were judged', async () => {
    const { etcd, removal, pruner, names } = shelf(3, 2);
    removal.before = (name) => {
      if (removal.asked.length === 1) etcd.write(name, statusOf('RolledBack', { hold: HOLD }));
    };
    pruner.start();
    await until(() => removal.asked.length === 1, 'it was tried');
    await quiet();
    expect(names()).toEqual(['release-1', 'release-2', 'release-3']);
  });

  test('are judged anew before each removal: none goes once a rollback has begun', async () => {
    const { etcd, removal, pruner, names } = shelf(5, 2);
    removal.before = () => {
      if (removal.asked.length === 1) etcd.write('release-5', statusOf('RollingBack'));
    };
    pruner.start();
    await until(() => removal.asked.length === 1, 'the first one');
    await pruner.stop();
    expect(removal.asked).toEqual(['release-1']);
    expect(names()).toHaveLength(4);
  });

  test('are left alone for a while when the cluster refuses, whatever ends meanwhile', async () => {
    const { etcd, removal, pruner, names } = shelf(3, 2);
    removal.before = () => {
      throw new UserProblem('cluster-forbidden', { happened: 'no', why: '', hint: '' });
    };
    pruner.start();
    await until(() => removal.asked.length === 1, 'it was refused');
    for (let n = 4; n < 9; n++) {
      end(etcd, n);
      await quiet();
    }
    expect(removal.asked).toHaveLength(1);
    expect(names()).toHaveLength(8);
  });

  test('go once though two processes remove them', async () => {
    const { program, removal, pruner, names } = shelf(6, 2);
    const other = new Pruner(program.world, removal);
    ended.push(() => other.stop());
    pruner.start();
    other.start();
    await until(() => names().length === 2, 'two are left');
    expect(names()).toEqual(['release-5', 'release-6']);
  });
});

const HOLD = { since: '2026-01-01T10:00:00.000Z', reason: null, lifted: null };
