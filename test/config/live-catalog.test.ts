import { unlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LiveCatalog } from '../../src/config/live-catalog.ts';
import { ConfigProblem } from '../../src/config/problem.ts';
import { ConfigMapMount } from './config-map-mount.ts';

const GOOD = `home: {cluster: home, namespace: rollbridge}
clusters: {home: {context: home}}
services:
  shop:
    image: ghcr.io/acme/shop
    environments:
      production:
        channel: C0DEPLOYS
        access: {deploy: ["@devs"]}
        targets: [{cluster: home, namespace: shop, name: shop, container: app}]
`;
const OTHER = GOOD.replace('@devs', '@others');
const BROKEN = GOOD.replace('channel: C0DEPLOYS', 'chanel: C0DEPLOYS').replace('"@devs"', 'dana');

class Watcher {
  readonly said: string[] = [];
  readonly errors: object[];
  readonly live: LiveCatalog;
  hold: () => Promise<void> = () => Promise.resolve();
  #heard: () => void = () => undefined;

  private constructor(live: LiveCatalog, errors: object[]) {
    this.live = live;
    this.errors = errors;
  }

  static async of(path: string): Promise<Watcher> {
    const errors: object[] = [];
    const error = (fields: unknown) => errors.push(fields as object);
    return new Watcher(await LiveCatalog.read(path, { info: () => undefined, error }), errors);
  }

  start(): this {
    this.live.watch({
      prepare: async (next) => {
        this.#hear(`prepare ${who(next)}`);
        await this.hold();
      },
      took: (next) => this.#hear(`took ${who(next)}`),
      outcome: (outcome) => this.#hear(outcome),
    });
    return this;
  }

  async hears(what: string, times = 1): Promise<void> {
    while (this.said.filter((each) => each === what).length < times) {
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }

  #hear(what: string): void {
    this.said.push(what);
    this.#heard();
  }
}

const who = (catalog: LiveCatalog['current']) => {
  const [first] = catalog.services[0]?.environments[0]?.access.deploy ?? [];
  return first?.kind === 'group' ? first.handle : '';
};

let mount: ConfigMapMount;
let watcher: Watcher;

beforeEach(async () => {
  mount = new ConfigMapMount(GOOD);
  watcher = (await Watcher.of(mount.path)).start();
});

afterEach(() => {
  watcher.live.stop();
  mount.remove();
});

describe('a catalog in a ConfigMap', () => {
  test('takes effect when the kubelet swaps it, prepared before', async () => {
    mount.swap(OTHER);
    await watcher.hears('applied');
    expect(watcher.said).toEqual(['prepare others', 'took others', 'applied']);
    expect(who(watcher.live.current)).toBe('others');
  });

  test('is not in force before everything is prepared for it', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    watcher.hold = () => promise;
    mount.swap(OTHER);
    await watcher.hears('prepare others');
    expect(who(watcher.live.current)).toBe('devs');
    resolve();
    await watcher.hears('applied');
  });

  test('that is broken is refused with every mistake, and the one before stays', async () => {
    mount.swap(BROKEN);
    await watcher.hears('refused');
    expect(who(watcher.live.current)).toBe('devs');
    const [{ mistakes }] = watcher.errors as [{ mistakes: string[] }];
    expect(mistakes.length).toBeGreaterThanOrEqual(3);
    expect(mistakes[0]).toMatch(/catalog\.yaml: line \d+, services\.shop/);
    expect(watcher.said).toEqual(['refused']);
  });

  test('that is mended is taken again', async () => {
    mount.swap(BROKEN);
    await watcher.hears('refused');
    mount.swap(OTHER);
    await watcher.hears('applied');
  });

  test('that is put back after a mistake is in force already', async () => {
    mount.swap(BROKEN);
    await watcher.hears('refused');
    mount.swap(`# the same in other words\n${GOOD}`);
    await watcher.hears('unchanged');
    expect(watcher.said).toEqual(['refused', 'unchanged']);
  });
});

describe('a catalog as a plain file', () => {
  test('is read again when it is asked for', async () => {
    unlinkSync(mount.path);
    writeFileSync(mount.path, OTHER);
    await watcher.live.reload();
    expect(who(watcher.live.current)).toBe('others');
  });

  test('that is gone is refused in one line', async () => {
    unlinkSync(mount.path);
    await watcher.live.reload();
    expect(watcher.errors).toEqual([{ mistakes: [`${mount.path}: there is no such file`] }]);
    expect(who(watcher.live.current)).toBe('devs');
  });
});

describe('a change that wants a restart', () => {
  test.each([
    ['the home', GOOD.replace('namespace: rollbridge', 'namespace: other'), 'home'],
    ['a context', GOOD.replace('context: home', 'context: away'), 'clusters'],
    [
      'another cluster',
      GOOD.replace('{home: {context: home}}', '{home: {context: home}, eu: {context: eu}}'),
      'clusters',
    ],
  ])('%s: is refused and says so', async (_, text, what) => {
    mount.swap(text);
    await watcher.live.reload();
    expect(watcher.errors).toEqual([{ mistakes: [`restart needed: ${what} cannot change while the bot runs`] }]);
  });
});

test('where the Prometheus of a cluster is may change', async () => {
  mount.swap(GOOD.replace('{context: home}', '{context: home, prometheus: {url: "http://prometheus:9090"}}'));
  await watcher.live.reload();
  expect(watcher.live.current.clusters.home?.prometheus?.url).toBe('http://prometheus:9090');
});

test('what cannot be prepared is refused, and the one before stays', async () => {
  watcher.hold = () => Promise.reject(new Error('no memory'));
  mount.swap(OTHER);
  await watcher.live.reload();
  expect([who(watcher.live.current), watcher.errors]).toEqual(['devs', [{ mistakes: ['Error: no memory'] }]]);
});

test('what changed between the start and the watch is seen', async () => {
  const late = await Watcher.of(mount.path);
  mount.swap(OTHER);
  await late.start().hears('applied');
  late.live.stop();
});

test('a file that stays wrong is said once', async () => {
  mount.swap(BROKEN);
  await watcher.hears('refused');
  unlinkSync(mount.path);
  await watcher.hears('refused', 2);
  writeFileSync(mount.path, OTHER);
  await watcher.hears('applied');
  expect(watcher.said.filter((what) => what === 'refused')).toHaveLength(2);
});

test('nothing is taken any more after the end', async () => {
  watcher.live.stop();
  mount.swap(OTHER);
  await watcher.live.reload();
  expect([who(watcher.live.current), watcher.said]).toEqual(['devs', []]);
});

test('a file that is wrong at the start is an error', async () => {
  mount.swap(BROKEN);
  await expect(Watcher.of(mount.path)).rejects.toThrow(ConfigProblem);
});
