import { jest } from '@jest/globals';
import { ApiError } from '../../src/kubernetes/errors.ts';
import { ListWatch } from '../../src/kubernetes/list-watch.ts';
import { FakeConnection, failing, page, type Thing, thing } from './fake-connection.ts';

const PATH = '/api/v1/namespaces/shop/things';
const gone = () => new ApiError(410, 'Expired', 'too old resource version', 'GET', PATH);
const forbidden = () => new ApiError(403, 'Forbidden', 'cannot watch resource "things"', 'GET', PATH);

class Bench {
  readonly connection = new FakeConnection();
  readonly heard: string[] = [];
  readonly live: boolean[] = [];
  readonly errors: unknown[] = [];
  readonly watch: ListWatch<string, Thing>;

  constructor(...lists: (() => unknown)[]) {
    this.connection.lists = lists;
    this.watch = new ListWatch<string, Thing>(this.connection, {
      path: PATH,
      query: { labelSelector: 'app' },
      summarise: ({ value }) => value,
      changed: (key, next) => this.heard.push(`${key} ${next ?? 'gone'}`),
      onLive: (live) => this.live.push(live),
      onError: (error) => this.errors.push(error),
    });
    benches.push(this);
  }

  async start(): Promise<void> {
    void this.watch.start();
    await settle();
  }

  items(): Record<string, string> {
    return Object.fromEntries(this.watch.items());
  }
}

const benches: Bench[] = [];

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(async () => {
  for (const { watch } of benches.splice(0)) watch.stop();
  await settle();
  jest.useRealTimers();
});

/** Lets everything go on that waits for no timer; with `ms`, for timers too. */
async function settle(ms = 0): Promise<void> {
  for (let round = 0; round < 5; round++) await jest.advanceTimersByTimeAsync(0);
  if (ms > 0) await jest.advanceTimersByTimeAsync(ms);
}

describe('the list', () => {
  test('is read page by page, and the watch goes on from where it stood', async () => {
    const bench = new Bench(page([thing('a', 1)], 50, 'next'), page([thing('b', 2)], 50));
    await bench.start();
    expect(bench.connection.queries).toEqual([
      { labelSelector: 'app', limit: '100' },
      { labelSelector: 'app', limit: '100', continue: 'next' },
    ]);
    expect(bench.items()).toEqual({ 'shop/a': 'a@1', 'shop/b': 'b@2' });
    expect(bench.connection.watch.query).toMatchObject({ labelSelector: 'app', watch: 'true', resourceVersion: '50' });
    expect([bench.watch.live, bench.live, bench.errors]).toEqual([true, [true], []]);
  });

  test('is in when start resolves, though the first tries failed', async () => {
    const bench = new Bench(failing(new Error('refused')), failing(new Error('refused')), page([thing('a', 1)], 2));
    const started = bench.watch.start();
    await settle(2_000);
    await started;
    expect([bench.items(), bench.errors.length]).toEqual([{ 'shop/a': 'a@1' }, 2]);
  });

  test('is asked for ever more seldom while it fails, five seconds apart at most', async () => {
    const bench = new Bench(failing(new Error('refused')));
    await bench.start();
    await settle(60_000);
    const asked = bench.connection.queries.length;
    expect(asked).toBeGreaterThan(10);
    expect(asked).toBeLessThan(40);
    expect(bench.watch.live).toBe(false);
  });

  test('that does not bring an object any more tells that it is gone', async () => {
    const bench = new Bench(page([thing('a', 1), thing('b', 2)], 10), page([thing('b', 2)], 20));
    await bench.start();
    bench.connection.watch.fail(new Error('cut'));
    await settle(1_000);
    expect(bench.items()).toEqual({ 'shop/b': 'b@2' });
    expect(bench.heard).toContain('shop/a gone');
  });

  test('that was made before an object does not make that object gone', async () => {
    const bench = new Bench(page([], 10), () => {
      bench.watch.learn(thing('new', 25));
      return page([], 20)();
    });
    await bench.start();
    bench.connection.watch.fail(new Error('cut'));
    await settle(1_000);
    expect([bench.items(), bench.heard]).toEqual([{ 'shop/new': 'new@25' }, ['shop/new new@25']]);
  });
});

describe('the watch', () => {
  test('brings new, changed and removed objects', async () => {
    const bench = new Bench(page([thing('a', 1)], 10));
    await bench.start();
    bench.connection.watch.say('ADDED', thing('b', 11));
    bench.connection.watch.say('MODIFIED', thing('a', 12));
    bench.connection.watch.say('DELETED', thing('b', 13));
    await settle();
    expect(bench.items()).toEqual({ 'shop/a': 'a@12' });
    expect(bench.heard).toEqual(['shop/a a@1', 'shop/b b@11', 'shop/a a@12', 'shop/b gone']);
  });

  test('that ends in order goes on from the last bookmark, without a list', async () => {
    const bench = new Bench(page([], 10));
    await bench.start();
    bench.connection.watch.say('BOOKMARK', { metadata: { resourceVersion: '90' } });
    await settle(290_000);
    bench.connection.watch.end();
    await settle(1_000);
    expect(bench.connection.watch.query.resourceVersion).toBe('90');
    expect([bench.connection.queries.length, bench.live, bench.errors]).toEqual([1, [true], []]);
  });

  test('whose past is gone is followed by a new list at once, and it stays live', async () => {
    const bench = new Bench(page([thing('a', 1)], 10), page([thing('a', 5)], 20));
    await bench.start();
    bench.connection.watch.say('ERROR', { code: 410, message: 'too old' });
    await settle();
    expect([bench.items(), bench.connection.queries.length]).toEqual([{ 'shop/a': 'a@5' }, 2]);
    expect([bench.live, bench.errors]).toEqual([[true], []]);
  });

  test('whose past is always gone is not followed by list after list', async () => {
    const bench = new Bench(page([], 10));
    bench.connection.watchErrors = Array.from({ length: 1_000 }, gone);
    await bench.start();
    await settle(30_000);
    expect(bench.connection.queries.length).toBeLessThan(30);
  });

  test('that is forbidden is not followed by list after list', async () => {
    const bench = new Bench(page([], 10));
    bench.connection.watchErrors = Array.from({ length: 1_000 }, forbidden);
    await bench.start();
    await settle(30_000);
    expect(bench.connection.queries.length).toBeLessThan(30);
    expect(bench.errors[0]).toEqual(forbidden());
  });

  test.each([
    ['fails', (bench: Bench) => bench.connection.watch.fail(new Error('cut'))],
    ['says something that is no JSON', (bench: Bench) => bench.connection.watch.line('{"type":"ADD')],
    ['says that the server is in trouble', (bench: Bench) => bench.connection.watch.say('ERROR', { code: 500 })],
    ['ends as soon as it began', (bench: Bench) => bench.connection.watch.end()],
  ])('that %s is told, is not live meanwhile, and is started over', async (_, trouble) => {
    const bench = new Bench(page([thing('a', 1)], 10), page([thing('a', 5)], 20));
    await bench.start();
    trouble(bench);
    await settle();
    expect([bench.watch.live, bench.errors.length]).toEqual([false, 1]);
    await settle(200);
    expect([bench.watch.live, bench.live, bench.items()]).toEqual([true, [true, false, true], { 'shop/a': 'a@5' }]);
  });

  test('that has lived well is started over soon, however often it failed before', async () => {
    const bench = new Bench(page([], 10));
    bench.connection.watchErrors = Array.from({ length: 8 }, forbidden);
    await bench.start();
    await settle(60_000);
    expect(bench.watch.live).toBe(true);
    const before = bench.connection.queries.length;
    bench.connection.watch.fail(new Error('cut'));
    await settle(200);
    expect(bench.connection.queries.length).toBe(before + 1);
  });
});

describe('what a write was answered with', () => {
  test.each([
    ['a newer object is taken', thing('a', 12), { 'shop/a': 'a@12' }],
    ['an older object is not', thing('a', 3), { 'shop/a': 'a@11' }],
    ['a new object is taken', thing('b', 12), { 'shop/a': 'a@11', 'shop/b': 'b@12' }],
  ])('%s', async (_, object, expected) => {
    const bench = new Bench(page([thing('a', 1)], 10));
    await bench.start();
    bench.connection.watch.say('MODIFIED', thing('a', 11));
    await settle();
    bench.watch.learn(object);
    expect(bench.items()).toEqual(expected);
  });

  test('does not bring back what was removed since', async () => {
    const bench = new Bench(page([thing('a', 1)], 10));
    await bench.start();
    bench.connection.watch.say('DELETED', thing('a', 15));
    await settle();
    bench.watch.learn(thing('a', 14));
    expect(bench.items()).toEqual({});
  });

  test('is not undone by an older event that comes late', async () => {
    const bench = new Bench(page([thing('a', 1)], 10));
    await bench.start();
    bench.watch.learn(thing('a', 15));
    bench.connection.watch.say('MODIFIED', thing('a', 12));
    await settle();
    expect(bench.items()).toEqual({ 'shop/a': 'a@15' });
  });
});

describe('from outside', () => {
  test('a renewal cuts a watch that looks open, and starts over at once', async () => {
    const bench = new Bench(page([thing('a', 1)], 10), page([thing('a', 5)], 20));
    await bench.start();
    const { signal } = bench.connection.watch;
    bench.watch.renew();
    await settle();
    expect([signal.aborted, bench.watch.live, bench.items()]).toEqual([true, true, { 'shop/a': 'a@5' }]);
  });

  test('a renewal ends the wait after an error', async () => {
    const bench = new Bench(failing(new Error('refused')));
    await bench.start();
    await settle(30_000);
    const before = bench.connection.queries.length;
    bench.watch.renew();
    await settle();
    expect(bench.connection.queries.length).toBe(before + 1);
  });

  test('after a stop nothing is asked or told any more', async () => {
    const bench = new Bench(page([thing('a', 1)], 10));
    await bench.start();
    bench.watch.stop();
    await settle(60_000);
    expect([bench.connection.queries.length, bench.connection.watches.length, bench.errors]).toEqual([1, 1, []]);
    expect(bench.connection.watch.signal.aborted).toBe(true);
  });
});
