import { describe, expect, test } from '@jest/globals';
import { keptRevisions, pageOf, WorldHistories } from '../../../src/engine/history/history.ts';
import type { Release } from '../../../src/model/release.ts';
import type { Rollback } from '../../../src/model/rollback.ts';
import { codeOf, IMAGE, NEW, OLD, releaseOf, resting, statusOf } from '../support/situations.ts';
import { type Lab, newLab, quiet } from '../support/world.ts';

function labOf(): Lab {
  const lab = newLab();
  return lab;
}

async function rolledBack(): Promise<Lab> {
  const lab = labOf();
  await lab.deploy();
  await lab.settle();
  const intent = { by: { id: 'UDEV' }, service: 'shop', environment: null, to: null, from: null, reason: 'errors' };
  await lab.desk.rollback({ ...intent, pressedAt: new Date('2026-05-04T12:00:00.000Z') });
  await lab.settle();
  return lab;
}

const historyOf = (lab: Lab, after: string | null = null) =>
  new WorldHistories(lab.program.world).history('shop', null, after);

describe('the history of a service', () => {
  test('joins each release with the revision that the cluster keeps of it', async () => {
    const lab = labOf();
    await lab.deploy();
    await lab.settle();
    const { releases, revisions } = historyOf(lab);
    expect(releases.map(({ view, revision }) => [view.release.spec.version, revision])).toEqual([['2.0.0', 2]]);
    expect(revisions?.map(({ revision, isWanted, origin }) => [revision, isWanted, origin])).toEqual([
      [2, true, 'asked'],
      [1, false, null],
      [0, false, null],
    ]);
  });

  test('keeps a release whose revision is gone', async () => {
    const { releases } = historyOf(await rolledBack());
    expect(releases.map(({ view, revision }) => [view.release.status?.phase, revision])).toEqual([
      ['RolledBack', null],
    ]);
  });

  test('names releases that were started elsewhere, and revisions that no release brought', async () => {
    const lab = labOf();
    await lab.settle();
    lab.rollout.set(`${IMAGE}:3.0.0`);
    await lab.settle();
    const { releases, revisions } = historyOf(lab);
    expect(releases.map(({ view }) => view.release.spec.action)).toEqual(['adopt']);
    expect(revisions?.map(({ image, origin }) => [image, origin])).toEqual([
      [`${IMAGE}:3.0.0`, 'elsewhere'],
      [`${IMAGE}:1.0.0`, null],
      [`${IMAGE}:0.9.0`, null],
    ]);
  });

  test('is read from memory: the cluster is asked nothing', async () => {
    const lab = await rolledBack();
    const before = lab.program.life.order.length;
    lab.program.life.left = 0;
    expect(historyOf(lab).releases).toHaveLength(1);
    new WorldHistories(lab.program.world).lately(null);
    await quiet();
    expect(lab.program.life.order).toHaveLength(before);
  });

  test('of a service that nobody knows is refused, with the nearest name', () => {
    const histories = new WorldHistories(labOf().program.world);
    expect(() => histories.history('shpo', null, null)).toThrow(
      expect.objectContaining({ hint: 'Did you mean shop?' }),
    );
    expect(() => histories.history('shop', 'prodution', null)).toThrow(
      expect.objectContaining({ code: 'unknown-environment', hint: 'Did you mean production?' }),
    );
  });

  test('keeps releases to an object that the catalog named before, without revisions of the one that it names now', async () => {
    const lab = await rolledBack();
    const { catalog } = lab.program;
    const services = catalog.services.map((service) => ({
      ...service,
      environments: service.environments.map((environment) => ({
        ...environment,
        targets: environment.targets.map((target) => ({ ...target, name: 'shop-v2' })),
      })),
    }));
    lab.program.catalog = { ...catalog, services };
    expect(historyOf(lab).releases.map(({ revision }) => revision)).toEqual([null]);
  });

  test('over all services leaves out what the catalog does not know any more', async () => {
    const lab = await rolledBack();
    const histories = new WorldHistories(lab.program.world);
    expect(histories.lately(null).releases).toHaveLength(1);
    lab.program.catalog = { ...lab.program.catalog, services: [] };
    expect(histories.lately(null)).toEqual({ releases: [], newer: 0, older: 0 });
  });
});

describe('a page of releases', () => {
  const all: Release[] = Array.from({ length: 25 }, (_, n) => releaseOf(null, { name: `release-${n}` }));
  const names = (after: string | null) => {
    const { releases, newer, older } = pageOf(all, after, 10);
    return [releases[0]?.name, releases.length, newer, older];
  };

  test('begins with the newest, and goes on after the one at which the page before ended', () => {
    expect(names(null)).toEqual(['release-0', 10, 0, 15]);
    expect(names('release-6')).toEqual(['release-7', 10, 7, 8]);
    expect(names('release-19')).toEqual(['release-20', 5, 20, 0]);
  });

  test('is not shifted by releases that began since', () => {
    const { releases } = pageOf([releaseOf(null, { name: 'new' }), ...all], 'release-9', 10);
    expect(releases[0]?.name).toBe('release-10');
  });

  test('is refused as stale when the release at which it ended is gone', async () => {
    expect(await codeOf(() => pageOf(all, 'removed', 10))).toBe('stale');
  });
});

describe('a revision', () => {
  const kept = [
    { hash: NEW, revision: 2, image: `${IMAGE}:2.0.0` },
    { hash: OLD, revision: 1, image: `${IMAGE}:1.0.0` },
  ];

  test('is marked with what it is in the target', () => {
    const revisions = keptRevisions(kept, resting(), []);
    expect(revisions.filter(({ isWanted }) => isWanted)).toHaveLength(1);
    expect(revisions.find(({ isWanted }) => isWanted)?.roles).toContain('stable');
  });

  test('is said to come from a release that was rolled back before its own hash was noted', () => {
    const rollback: Rollback = {
      by: { kind: 'user', id: 'UDEV' },
      cause: 'pressed',
      from: { hash: NEW, image: `${IMAGE}:2.0.0` },
      to: { hash: OLD, revision: 1, image: `${IMAGE}:1.0.0`, template: '{}' },
      mechanism: 'abort',
      clock: { pressedAt: '2026-05-04T12:00:00.000Z' },
    };
    const status = statusOf('RolledBack', { rollback });
    const [record] = status.targets;
    const early = releaseOf(record === undefined ? status : { ...status, targets: [{ ...record, hash: null }] });
    expect(keptRevisions(kept, resting(), [early]).map(({ origin }) => origin)).toEqual(['asked', null]);
  });

  test.each([
    ['a refused release', releaseOf(statusOf('Refused'))],
    ['a restart', releaseOf(statusOf('Completed'), { spec: { ...releaseOf(null).spec, action: 'restart' } })],
  ])('is not said to come from %s', (_, release) => {
    expect(keptRevisions(kept, resting(), [release]).map(({ origin }) => origin)).toEqual([null, null]);
  });
});
