/** What the store of releases must do besides what every store must, and what removes them. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { KubernetesStore } from '../../../src/drivers/store/records.ts';
import type { KubernetesReleaseRemoval } from '../../../src/drivers/store/removal.ts';
import type { Release } from '../../../src/model/release.ts';
import { type Bench, eventually, SPEC } from './contract.ts';
import { emptyStatus, fullStatus } from './releases-fixture.ts';

export interface ReleaseBench extends Bench<Release> {
  removal(): KubernetesReleaseRemoval;
}

export function releasesContract(prepare: () => Promise<ReleaseBench>): void {
  describe('releases in a store', () => {
    let bench: ReleaseBench;
    let store: KubernetesStore<Release>;

    beforeEach(async () => {
      bench = await prepare();
      store = await bench.open();
    });

    afterEach(() => bench.close());

    test('removes a release as it is known, once, and says so to whoever asks again', async () => {
      const [old, other] = [await store.create(SPEC, emptyStatus), await store.create(SPEC, fullStatus)];
      expect(await bench.removal().remove(old)).toBe(true);
      await eventually(() => store.all().length === 1, 'it is gone');
      expect(store.all()).toStrictEqual([other]);
      expect(await bench.removal().remove(old)).toBe(true);
    });

    test('does not remove a release that somebody has changed since', async () => {
      const known = await store.create(SPEC, emptyStatus);
      const changed = await (await bench.open()).update(known.name, () => fullStatus);
      expect(await bench.removal().remove(known)).toBe(false);
      expect(await store.update(known.name, () => null)).toStrictEqual(changed);
      expect(await bench.removal().remove(changed)).toBe(true);
    });

    test('does not remove another release that has taken the name since', async () => {
      await bench.write('by-hand', SPEC);
      await eventually(() => store.all().length === 1, 'the first one');
      const [first] = store.all();
      if (first === undefined) throw new Error('there is no release');
      await bench.remove('by-hand');
      await bench.write('by-hand', { ...SPEC, version: '3.0.0' });
      expect(await bench.removal().remove(first)).toBe(false);
      await eventually(() => store.all()[0]?.spec.version === '3.0.0', 'the second one');
    });

    test('removes a release once when two processes do it at the same time', async () => {
      const known = await store.create(SPEC, emptyStatus);
      expect(await Promise.all([bench.removal().remove(known), bench.removal().remove(known)])).toContain(true);
      await eventually(() => store.all().length === 0, 'it is gone');
    });

    test('keeps what was replaced byte for byte', async () => {
      const made = await store.create(SPEC, fullStatus);
      expect(made.status?.targets[0]?.replaced?.template).toBe(fullStatus.targets[0]?.replaced?.template);
    });

    test('loses no change when several write at the same time', async () => {
      const { name } = await store.create(SPEC, emptyStatus);
      const stores = [store, await bench.open(), await bench.open()];
      const approve =
        (by: string) =>
        ({ status }: Release) => ({
          ...(status ?? emptyStatus),
          approvals: [
            ...(status?.approvals ?? []),
            { by, at: 'now', basis: { hash: null, step: null, pausedSince: null } },
          ],
        });
      await Promise.all(stores.map((each, n) => each.update(name, approve(`U0${n}`))));
      const after = await store.update(name, () => null);
      expect(after.status?.approvals.map(({ by }) => by).toSorted()).toEqual(['U00', 'U01', 'U02']);
    });
  });
}
