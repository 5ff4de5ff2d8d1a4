/** Evidence beside the work: of every rollback and every failure, once, never in the way, and again after a restart. */
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { EvidenceDesk } from '../../../src/engine/evidence/evidence.ts';
import { findPlace } from '../../../src/engine/lookup.ts';
import { RollbackDesk } from '../../../src/engine/rollback/rollback.ts';
import { choose } from '../../../src/engine/rollback/way-back.ts';
import { UserProblem } from '../../../src/model/problem.ts';
import { FakeSource, FakeVault } from '../support/evidence.ts';
import { hashOf } from '../support/rollout.ts';
import { IMAGE, NOW } from '../support/situations.ts';
import { until } from '../support/until.ts';
import { Lab, Life, quiet } from '../support/world.ts';

jest.setTimeout(30_000);

const FIRST = hashOf(`${IMAGE}:1.0.0`);
const SECOND = hashOf(`${IMAGE}:2.0.0`);

const INTENT = {
  by: { id: 'UDEV' },
  service: 'shop',
  environment: null,
  to: null,
  from: null,
  reason: 'alarms',
  pressedAt: NOW,
};
const ROLLBACK = {
  by: { kind: 'user', id: 'UDEV' },
  cause: 'pressed',
  mechanism: 'abort-canary',
  clock: { pressedAt: NOW.toISOString() },
} as const;

/** A lab with evidence on. */
class Office {
  readonly lab = new Lab();
  readonly vault = new FakeVault();
  readonly source = new FakeSource();
  evidence = this.#begin();
  rollbacks = this.#rollbacks();

  #begin(withinMs = 20_000): EvidenceDesk {
    const { program } = this.lab;
    program.catalog = { ...program.catalog, evidence: { ...program.catalog.evidence, capture: true, withinMs } };
    const evidence = new EvidenceDesk(program.world, { vault: this.vault, sources: [this.source] });
    evidence.start();
    return evidence;
  }

  #rollbacks(): RollbackDesk {
    return new RollbackDesk(this.lab.program.world, this.lab.program.reconciler, this.evidence);
  }

  restart(): void {
    this.lab.restart();
    this.evidence = this.#begin();
    this.rollbacks = this.#rollbacks();
  }

  within(ms: number): void {
    const { program } = this.lab;
    program.catalog = { ...program.catalog, evidence: { ...program.catalog.evidence, withinMs: ms } };
  }

  rollBack() {
    return this.rollbacks.rollBack(INTENT, 'pressed');
  }

  /** Resolves when the evidence of the newest release is like this. */
  comesTo(state: string): Promise<void> {
    return until(() => this.lab.status().evidence?.state === state, `evidence that is ${state}`);
  }
}

const offices: Office[] = [];
afterEach(async () => {
  for (const office of offices.splice(0)) {
    office.lab.program.life.left = Number.POSITIVE_INFINITY;
    await office.evidence.stop();
    await office.lab.stop();
  }
});

async function atGate(): Promise<Office> {
  const office = new Office();
  offices.push(office);
  await office.lab.deploy();
  await office.lab.settle();
  return office;
}

describe('a rollback', () => {
  test('is captured with the state before it, the decisions after it, and what the sources have', async () => {
    const office = await atGate();
    office.source.collecting = (bundle) =>
      bundle.put({ path: 'rollout.json', content: { object: {} }, source: 'fake' });
    await office.rollBack();
    await office.comesTo('saved');
    const [bundle] = office.vault.bundles;
    expect(bundle?.pieces.map(({ path }) => path).sort()).toEqual([
      'as-of/target.json',
      'release.json',
      'rollout.json',
    ]);
    expect(bundle?.object('as-of/target.json')).toMatchObject({ asOf: NOW, weight: { set: 20 }, desiredHash: SECOND });
    expect(bundle?.object('release.json')).toMatchObject({ status: { rollback: { reason: 'alarms' } } });
    expect(bundle?.about).toMatchObject({
      occasion: 'rollback',
      bad: SECOND,
      good: FIRST,
      again: false,
      service: 'shop',
    });
    const { startedAt } = office.lab.status();
    expect(office.source.asked[0]?.since).toEqual(new Date(startedAt ?? 0));
    expect(office.lab.status().evidence).toEqual({
      occasion: 'rollback',
      state: 'saved',
      asOf: NOW.toISOString(),
      folder: bundle?.name,
      files: 4,
      missing: 0,
      why: null,
      file: null,
    });
    expect(office.lab.said()).toContain('evidenceSaved');
  });

  test('is captured after its first write was accepted, and nothing waits for it', async () => {
    const office = await atGate();
    const { life } = office.lab.program;
    office.source.collecting = () => {
      life.order.push('collect');
      return new Promise(() => undefined);
    };
    const from = life.order.length;
    await office.rollBack();
    await office.lab.settle();
    expect(life.order.slice(from)).toContain('collect');
    expect(life.order.indexOf('collect', from)).toBeGreaterThan(life.order.indexOf('passed rollback', from));
    expect(office.lab.status().phase).toBe('RolledBack');
    expect(office.lab.status().evidence?.state).toBe('capturing');
  });

  test('is captured though the store is away, and recorded when it is back', async () => {
    const office = await atGate();
    const { store, life } = office.lab.program;
    let away = true;
    store.step = (what) => (away ? Promise.reject(new Error('away')) : life.step(what));
    await office.rollBack();
    await until(() => office.vault.bundles[0]?.about !== null && office.vault.bundles.length === 1, 'a sealed bundle');
    expect(office.vault.bundles[0]?.object('rollback.json')).toMatchObject({
      reason: 'alarms',
      mechanism: 'abort-canary',
    });
    away = false;
    await office.comesTo('saved');
    expect(office.vault.bundles).toHaveLength(1);
  });

  test('that no release knows of is captured for the release that it gets', async () => {
    const office = new Office();
    offices.push(office);
    office.lab.program.kill();
    office.lab.rollout.set(`${IMAGE}:2.0.0`);
    office.restart();
    await office.rollBack();
    await office.lab.settle();
    await office.comesTo('saved');
    expect(office.vault.bundles[0]?.about).toMatchObject({ release: office.lab.newest().name });
  });

  test('of a failed release is captured beside the failure, and is what is remembered', async () => {
    const office = await atGate();
    office.lab.rollout.elsewhere((rollout) => Object.assign(rollout, { abort: true }));
    await office.lab.settle();
    await office.comesTo('saved');
    await office.rollBack();
    await until(() => office.lab.said().filter((what) => what === 'evidenceSaved').length === 2, 'both captures');
    expect(office.vault.bundles.map(({ about }) => about?.occasion)).toEqual(['failure', 'rollback']);
    expect(office.lab.status().evidence?.occasion).toBe('rollback');
  });
});

describe('a failure', () => {
  test('that the controller aborted is captured once', async () => {
    const office = await atGate();
    office.lab.rollout.elsewhere((rollout) => Object.assign(rollout, { abort: true }));
    await office.lab.settle();
    await office.comesTo('saved');
    await office.lab.settle();
    expect(office.vault.bundles).toHaveLength(1);
    expect(office.source.asked).toMatchObject([{ why: 'failure', bad: SECOND, good: FIRST }]);
    expect(office.vault.bundles[0]?.object('as-of/target.json')).toMatchObject({ desiredHash: SECOND });
  });

  test('that was taken back elsewhere is captured', async () => {
    const office = await atGate();
    office.lab.rollout.set(`${IMAGE}:1.0.0`);
    await office.lab.settle();
    await office.comesTo('saved');
    expect(office.lab.status().phase).toBe('RolledBack');
    expect(office.vault.bundles[0]?.about).toMatchObject({ occasion: 'failure' });
  });

  test('is none where all went well', async () => {
    const office = await atGate();
    office.lab.rollout.elsewhere((rollout) => Object.assign(rollout, { full: true }));
    await office.lab.settle();
    expect(office.lab.status()).toMatchObject({ phase: 'Completed', evidence: null });
    expect(office.vault.bundles).toEqual([]);
  });

  test('of long ago is left alone', async () => {
    const office = await atGate();
    const { program } = office.lab;
    program.catalog = { ...program.catalog, evidence: { ...program.catalog.evidence, capture: false } };
    office.lab.rollout.elsewhere((rollout) => Object.assign(rollout, { abort: true }));
    await office.lab.settle();
    const { name } = office.lab.newest();
    const longAgo = new Date(NOW.getTime() - 11 * 60_000).toISOString();
    office.lab.etcd.write(name, { ...office.lab.status(), endedAt: longAgo });
    office.restart();
    await quiet();
    expect(office.vault.bundles).toEqual([]);
  });
});

describe('when something goes wrong', () => {
  test('a vault that cannot be used is told in words, and the rollback is untouched', async () => {
    const office = await atGate();
    office.vault.trouble = new UserProblem('evidence-not-kept', {
      happened: 'Evidence could not be saved',
      why: 'no space is left',
      hint: 'Make room.',
    });
    await office.rollBack();
    await office.lab.settle();
    await office.comesTo('failed');
    expect(office.lab.status().phase).toBe('RolledBack');
    expect(office.lab.status().evidence?.why).toBe('no space is left');
    expect(office.lab.status().story).toContainEqual(
      expect.objectContaining({ what: 'evidenceFailed', why: 'no space is left', hint: 'Make room.' }),
    );
  });

  test('a capture that fails for what nobody foresaw is told, too', async () => {
    const office = await atGate();
    office.vault.trouble = new Error('broken');
    await office.rollBack();
    await office.comesTo('failed');
    expect(office.lab.status().story).toContainEqual(
      expect.objectContaining({ what: 'evidenceFailed', why: 'broken', hint: expect.stringContaining('log') }),
    );
  });

  test('a source that fails is named as missing', async () => {
    const office = await atGate();
    office.source.collecting = () => Promise.reject(new Error('broken'));
    await office.rollBack();
    await office.comesTo('saved');
    expect(office.vault.bundles[0]?.missing).toEqual([{ what: 'fake', why: 'broken' }]);
    expect(office.lab.status().evidence?.missing).toBe(1);
    expect(office.lab.status().story).toContainEqual(
      expect.objectContaining({ what: 'evidenceSaved', missing: 1, gaps: [{ why: 'broken', count: 1 }] }),
    );
  });

  test('a source that does not end in time is left behind', async () => {
    const office = await atGate();
    office.within(10);
    office.source.collecting = () => new Promise(() => undefined);
    await office.rollBack();
    await office.comesTo('saved');
    expect(office.vault.bundles[0]?.missing).toEqual([{ what: 'fake', why: 'it did not end in time' }]);
  });

  test('a disk that hangs is given up in the end, told, and keeps nobody waiting', async () => {
    const office = await atGate();
    office.within(50);
    office.vault.opening = () => new Promise(() => undefined);
    await office.rollBack();
    await office.comesTo('failed');
    expect(office.lab.status().evidence?.why).toMatch(/could not be written in time/);
    expect(office.lab.said()).toContain('evidenceFailed');
  });

  test('a release that somebody removes while its evidence is captured ends no process by an unhandled rejection', async () => {
    const office = await atGate();
    const { program, etcd } = office.lab;
    office.source.collecting = () => new Promise(() => undefined);
    const chosen = await choose(program.world, INTENT, findPlace(program.catalog, 'shop', null));
    const rollback = { ...ROLLBACK, from: chosen.goal.from, to: chosen.goal.to };
    const recorded = Promise.resolve(office.lab.newest());
    etcd.releases.clear();
    office.evidence.pressed({ chosen, rollback, recorded });
    await until(() => office.source.begun.length === 1, 'the capture to begin');
    // What is unhandled at the end of a test fails it; the capture goes on until then.
    await quiet();
  });

  test('a capture that a dead process began is begun again, and says so', async () => {
    const office = await atGate();
    office.source.collecting = () => new Promise(() => undefined);
    await office.rollBack();
    await office.comesTo('capturing');
    office.source.collecting = () => Promise.resolve();
    office.restart();
    await office.comesTo('saved');
    expect(office.vault.bundles).toHaveLength(2);
    const [, again] = office.vault.bundles;
    expect(again?.about).toMatchObject({ occasion: 'rollback', again: true, asOf: NOW.toISOString() });
    expect(again?.missing[0]).toMatchObject({ what: 'as-of/target.json', why: expect.stringContaining('restarted') });
  });

  test('a process that is stopped seals what it has', async () => {
    const office = await atGate();
    office.source.collecting = (bundle, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          bundle.lacks('a.log', String(signal.reason.message));
          resolve();
        });
      });
    await office.rollBack();
    await until(() => office.source.begun.length === 1, 'the capture to begin');
    await office.evidence.stop();
    expect(office.lab.status().evidence?.state).toBe('saved');
    expect(office.vault.bundles[0]?.missing).toEqual([{ what: 'a.log', why: 'Rollbridge was stopped' }]);
  });

  test('two captures run at once, and the next begins when one has ended', async () => {
    const office = await atGate();
    const ends: (() => void)[] = [];
    office.source.collecting = () => new Promise((resolve) => ends.push(resolve));
    const chosen = await choose(office.lab.program.world, INTENT, findPlace(office.lab.program.catalog, 'shop', null));
    const rollback = { ...ROLLBACK, from: chosen.goal.from, to: chosen.goal.to };
    for (const name of ['a', 'b', 'c']) {
      const place = { ...chosen.place, target: { ...chosen.place.target, name } };
      const recorded = Promise.resolve(office.lab.newest());
      office.evidence.pressed({ chosen: { ...chosen, place }, rollback, recorded });
    }
    await quiet();
    expect(office.source.begun.map(({ target }) => target.name)).toEqual(['a', 'b']);
    // What memory held at its moment was taken all the same.
    expect(office.source.asked.map(({ target }) => target.name)).toEqual(expect.arrayContaining(['a', 'b', 'c']));
    ends[0]?.();
    await until(() => office.source.begun.length === 3, 'the third capture');
    for (const end of ends) end();
  });

  test('nothing is captured when the catalog says so', async () => {
    const office = await atGate();
    const { program } = office.lab;
    program.catalog = { ...program.catalog, evidence: { ...program.catalog.evidence, capture: false } };
    await office.rollBack();
    await office.lab.settle();
    expect(office.lab.status()).toMatchObject({ phase: 'RolledBack', evidence: null });
    expect(office.vault.bundles).toEqual([]);
  });

  test('whenever the process dies, in the end the evidence is saved and told once', async () => {
    for (let left = 0; left < 12; left++) {
      const office = await atGate();
      office.lab.program.life.left = left;
      await Promise.race([office.rollBack(), quiet().then(quiet)]);
      await office.lab.settle();
      const life = new Life();
      office.lab.restart(life);
      office.restart();
      if (office.lab.status().rollback === null) await office.rollBack();
      await office.lab.settle();
      await office.comesTo('saved');
      const folders = office.lab
        .status()
        .story.flatMap((event) => (event.what === 'evidenceSaved' ? [event.folder] : []));
      expect(folders).toContain(`shop_${NOW.toISOString()}`);
      expect(new Set(folders).size).toBe(folders.length);
      await office.evidence.stop();
    }
  });
});
