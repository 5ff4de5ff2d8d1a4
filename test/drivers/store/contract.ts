/** What every store of records must do, of each kind, asked of the real one over a fake API server and over a real one. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AnyRecord, KindWords } from '../../../src/drivers/store/kind.ts';
import type { KubernetesStore } from '../../../src/drivers/store/records.ts';
import type { ReleaseSpec } from '../../../src/model/release.ts';

type Status<R extends AnyRecord> = NonNullable<R['status']>;

export interface Bench<R extends AnyRecord> {
  /** Started; every call makes another one, as another replica would be. */
  open(now?: () => number): Promise<KubernetesStore<R>>;
  /** As somebody else writes with kubectl. */
  write(name: string, spec: R['spec'], annotations?: Record<string, string>): Promise<unknown>;
  remove(name: string): Promise<unknown>;
  close(): Promise<void>;
}

/** What records of a kind look like. */
export interface Samples<R extends AnyRecord> {
  readonly words: KindWords;
  readonly spec: R['spec'];
  /** With everything in it. */
  readonly fullSpec: R['spec'];
  /** As one is at its beginning, with everything in it, and with null wherever it may be. */
  readonly empty: Status<R>;
  readonly full: Status<R>;
  readonly none: Status<R>;
  /** With so many events in its story. */
  readonly withStory: (events: number) => Status<R>;
  readonly storyOf: (status: Status<R>) => readonly unknown[];
}

export const SPEC: ReleaseSpec = { service: 'shop', environment: 'production', version: '2.0.0' };

export async function eventually(holds: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export function storeContract<R extends AnyRecord>(samples: Samples<R>, prepare: () => Promise<Bench<R>>): void {
  const { words, spec, fullSpec, empty, full, none } = samples;
  describe(`a store of ${words.plural}`, () => {
    let bench: Bench<R>;
    let store: KubernetesStore<R>;

    beforeEach(async () => {
      bench = await prepare();
      store = await bench.open();
    });

    afterEach(() => bench.close());

    test('knows a record at once when it has made it', async () => {
      const made = await store.create(spec, null);
      expect(made).toMatchObject({ spec, status: null });
      expect(made.name).toMatch(/^shop-production-[0-9a-z]{8}$/);
      expect(store.all()).toEqual([made]);
    });

    test.each([
      ['an empty status', empty],
      ['a status with everything in it', full],
      ['a status with null wherever it may be', none],
    ])('gives %s back exactly as it was', async (_, status) => {
      const made = await store.create(fullSpec, status);
      expect(made).toMatchObject({ spec: fullSpec });
      expect(made.status).toStrictEqual(status);
      expect((await bench.open()).all()).toStrictEqual([made]);
    });

    test('changes every field of a status into every other value', async () => {
      const { name } = await store.create(spec, full);
      expect((await store.update(name, () => none)).status).toStrictEqual(none);
      expect((await store.update(name, () => empty)).status).toStrictEqual(empty);
      expect((await store.update(name, () => full)).status).toStrictEqual(full);
    });

    test('lists the newest first', async () => {
      let now = Date.now();
      const quick = await bench.open(() => now++);
      const names: string[] = [];
      for (let n = 0; n < 5; n++) names.unshift((await quick.create(spec, null)).name);
      expect(quick.all().map(({ name }) => name)).toEqual(names);
      expect((await bench.open()).all().map(({ name }) => name)).toEqual(names);
    });

    test('finds another name when the time is taken', async () => {
      const frozen = await bench.open(() => 1_772_445_600_000);
      const names = [await frozen.create(spec, null), await frozen.create(spec, empty)].map(({ name }) => name);
      expect(names).toEqual(['shop-production-mm90chs0', 'shop-production-mm90chs1']);
    });

    test('makes one record of a name that two take at once, and each hears which', async () => {
      const other = await bench.open();
      const both = await Promise.all([store, other].map((each) => each.createNamed('shop-1', spec, empty)));
      expect(both.map(({ isNew }) => isNew).toSorted()).toEqual([false, true]);
      expect(both.map(({ record }) => [record.name, record.status])).toStrictEqual([
        ['shop-1', empty],
        ['shop-1', empty],
      ]);
      expect(await other.createNamed('shop-1', fullSpec, full)).toMatchObject({ isNew: false, record: { spec } });
    });

    test('completes a record of that name whose maker died before it had a status, and leaves one made by hand', async () => {
      await bench.write('half-made', spec, { 'rollbridge.dev/status-follows': 'true' });
      await bench.write('by-hand', spec);
      expect((await store.createNamed('half-made', spec, empty)).record.status).toStrictEqual(empty);
      expect(await store.createNamed('by-hand', spec, empty)).toMatchObject({ isNew: false, record: { status: null } });
    });

    test('hears of what others make and change, and each time once', async () => {
      const heard: R[] = [];
      const stop = store.follow((record) => heard.push(record));
      await bench.write('by-hand', fullSpec);
      await eventually(() => heard.length === 1, 'the one made by hand');
      const other = await bench.open();
      await other.update('by-hand', () => empty);
      await eventually(() => heard.length === 2, 'the change');
      expect(heard.map(({ name, status }) => [name, status])).toEqual([
        ['by-hand', null],
        ['by-hand', empty],
      ]);
      expect(store.all()).toStrictEqual([heard[1]]);
      stop();
      await store.update('by-hand', () => full);
      expect(heard).toHaveLength(2);
    });

    test('never shows a record that is made with a status before it has one', async () => {
      const other = await bench.open();
      const heard: R['status'][] = [];
      for (const each of [store, other]) each.follow(({ status }) => heard.push(status));
      await store.create(spec, empty);
      await eventually(() => heard.length === 2, 'both have heard');
      expect(heard).toStrictEqual([empty, empty]);
    });

    test('hides a record whose maker died before it had a status', async () => {
      await bench.write('half-made', spec, { 'rollbridge.dev/status-follows': 'true' });
      await bench.write('whole', spec);
      await eventually(() => store.all().length > 0, 'the whole one');
      expect(store.all().map(({ name }) => name)).toEqual(['whole']);
    });

    test('forgets a record that is removed, and tells of it once, as it was', async () => {
      const gone: R[] = [];
      const stop = store.follow(
        () => undefined,
        (record) => gone.push(record),
      );
      const { name } = await store.create(spec, null);
      const last = await store.update(name, () => empty);
      await bench.remove(name);
      await eventually(() => gone.length > 0, 'it is gone');
      expect(store.all()).toEqual([]);
      stop();
      await bench.remove((await store.create(spec, empty)).name);
      await eventually(() => store.all().length === 0, 'the next one is gone');
      expect(gone).toStrictEqual([last]);
      await expect(store.update(name, () => empty)).rejects.toMatchObject({ code: words.unknown });
    });

    test('keeps what many write at once', async () => {
      const { name } = await store.create(spec, samples.withStory(1));
      const told = ({ status }: R) => (status === null ? [] : samples.storyOf(status as Status<R>));
      const oneMore = (record: R) => samples.withStory(told(record).length + 1);
      await Promise.all(Array.from({ length: 20 }, () => store.update(name, oneMore)));
      expect(told(await store.update(name, () => null))).toHaveLength(21);
    });

    test('writes nothing when there is nothing to change', async () => {
      const made = await store.create(spec, empty);
      expect(await store.update(made.name, () => null)).toStrictEqual(made);
    });

    test('passes on what the change throws, and writes nothing', async () => {
      const made = await store.create(spec, empty);
      const refuse = () => {
        throw new Error('not now');
      };
      await expect(store.update(made.name, refuse)).rejects.toThrow('not now');
      expect(store.all()).toStrictEqual([made]);
    });

    test('keeps the first and the last 200 events of a story', async () => {
      const long = samples.withStory(300);
      const { status } = await store.create(spec, long);
      const events = samples.storyOf(long);
      if (status === null) throw new Error('it has no status');
      expect(samples.storyOf(status)).toStrictEqual([...events.slice(0, 1), ...events.slice(100)]);
    });
  });
}
