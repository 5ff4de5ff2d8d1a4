/** What every store of releases must do, asked of the real one over a fake API server and over a real one. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { KubernetesReleaseStore } from '../../../src/drivers/store/releases.ts';
import type { KubernetesReleaseRemoval } from '../../../src/drivers/store/removal.ts';
import type { Release, ReleaseSpec, ReleaseStatus } from '../../../src/model/release.ts';
import { emptyStatus, fullStatus, nullStatus } from './releases-fixture.ts';

export interface Bench {
  /** Started; every call makes another one, as another replica would be. */
  open(now?: () => number): Promise<KubernetesReleaseStore>;
  /** As somebody else writes with kubectl. */
  write(name: string, spec: ReleaseSpec, annotations?: Record<string, string>): Promise<unknown>;
  remove(name: string): Promise<unknown>;
  removal(): KubernetesReleaseRemoval;
  close(): Promise<void>;
}

export const SPEC: ReleaseSpec = { service: 'shop', environment: 'production', version: '2.0.0' };

export async function eventually(holds: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export function releaseStoreContract(prepare: () => Promise<Bench>): void {
  describe('a store of releases', () => {
    let bench: Bench;
    let store: KubernetesReleaseStore;

    beforeEach(async () => {
      bench = await prepare();
      store = await bench.open();
    });

    afterEach(() => bench.close());

    test('knows a release at once when it has made it', async () => {
      const made = await store.create(SPEC, null);
      expect(made).toMatchObject({ spec: SPEC, status: null });
      expect(made.name).toMatch(/^shop-production-[0-9a-z]{8}$/);
      expect(store.all()).toEqual([made]);
    });

    test.each([
      ['an empty status', emptyStatus],
      ['a status with everything in it', fullStatus],
      ['a status with null wherever it may be', nullStatus],
    ])('gives %s back exactly as it was', async (_, status) => {
      const spec = {
        ...SPEC,
        version: `sha256:${'a'.repeat(64)}`,
        reason: 'Zeile 1\nЗачем? 🚀',
        requestedBy: 'Anna <a@b.c>',
      };
      const made = await store.create(spec, status);
      expect(made).toMatchObject({ spec });
      expect(made.status).toStrictEqual(status);
      expect((await bench.open()).all()).toStrictEqual([made]);
    });

    test('changes every field of a status into every other value', async () => {
      const { name } = await store.create(SPEC, fullStatus);
      expect((await store.update(name, () => nullStatus)).status).toStrictEqual(nullStatus);
      expect((await store.update(name, () => emptyStatus)).status).toStrictEqual(emptyStatus);
      expect((await store.update(name, () => fullStatus)).status).toStrictEqual(fullStatus);
    });

    test('keeps what was replaced byte for byte', async () => {
      const made = await store.create(SPEC, fullStatus);
      expect(made.status?.targets[0]?.replaced?.template).toBe(fullStatus.targets[0]?.replaced?.template);
    });

    test('lists the newest first', async () => {
      let now = Date.now();
      const quick = await bench.open(() => now++);
      const names: string[] = [];
      for (let n = 0; n < 5; n++) names.unshift((await quick.create(SPEC, null)).name);
      expect(quick.all().map(({ name }) => name)).toEqual(names);
      expect((await bench.open()).all().map(({ name }) => name)).toEqual(names);
    });

    test('finds another name when the time is taken', async () => {
      const frozen = await bench.open(() => 1_772_445_600_000);
      const names = [await frozen.create(SPEC, null), await frozen.create(SPEC, emptyStatus)].map(({ name }) => name);
      expect(names).toEqual(['shop-production-mm90chs0', 'shop-production-mm90chs1']);
    });

    test('hears of what others make and change, and each time once', async () => {
      const heard: Release[] = [];
      const stop = store.follow((release) => heard.push(release));
      await bench.write('by-hand', { ...SPEC, requestedBy: 'somebody' });
      await eventually(() => heard.length === 1, 'the release made by hand');
      const other = await bench.open();
      await other.update('by-hand', () => emptyStatus);
      await eventually(() => heard.length === 2, 'the change');
      expect(heard.map(({ name, status }) => [name, status?.phase])).toEqual([
        ['by-hand', undefined],
        ['by-hand', 'Pending'],
      ]);
      expect(store.all()).toStrictEqual([heard[1]]);
      stop();
      await store.update('by-hand', () => fullStatus);
      expect(heard).toHaveLength(2);
    });

    test('never shows a release that is made with a status before it has one', async () => {
      const other = await bench.open();
      const heard: (ReleaseStatus | null)[] = [];
      for (const each of [store, other]) each.follow(({ status }) => heard.push(status));
      await store.create(SPEC, emptyStatus);
      await eventually(() => heard.length === 2, 'both have heard');
      expect(heard).toStrictEqual([emptyStatus, emptyStatus]);
    });

    test('hides a release whose maker died before it had a status', async () => {
      await bench.write('half-made', SPEC, { 'rollbridge.dev/status-follows': 'true' });
      await bench.write('whole', SPEC);
      await eventually(() => store.all().length > 0, 'the whole one');
      expect(store.all().map(({ name }) => name)).toEqual(['whole']);
    });

    test('forgets a release that is removed, and tells of it once, as it was', async () => {
      const gone: Release[] = [];
      const stop = store.follow(
        () => undefined,
        (release) => gone.push(release),
      );
      const { name } = await store.create(SPEC, null);
      const last = await store.update(name, () => emptyStatus);
      await bench.remove(name);
      await eventually(() => gone.length > 0, 'it is gone');
      expect(store.all()).toEqual([]);
      stop();
      await bench.remove((await store.create(SPEC, emptyStatus)).name);
      await eventually(() => store.all().length === 0, 'the next one is gone');
      expect(gone).toStrictEqual([last]);
      await expect(store.update(name, () => emptyStatus)).rejects.toMatchObject({ code: 'unknown-release' });
    });

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

    test('writes nothing when there is nothing to change', async () => {
      const made = await store.create(SPEC, emptyStatus);
      expect(await store.update(made.name, () => null)).toStrictEqual(made);
    });

    test('passes on what the change throws, and writes nothing', async () => {
      const made = await store.create(SPEC, emptyStatus);
      const refuse = () => {
        throw new Error('not now');
      };
      await expect(store.update(made.name, refuse)).rejects.toThrow('not now');
      expect(store.all()).toStrictEqual([made]);
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

    test('keeps the first and the last 200 events of a story', async () => {
      const story = Array.from({ length: 300 }, (_, n) => ({ at: 'now', what: 'refused' as const, why: String(n) }));
      const { status } = await store.create(SPEC, { ...emptyStatus, story });
      expect(status?.story).toStrictEqual([...story.slice(0, 1), ...story.slice(100)]);
    });
  });
}
