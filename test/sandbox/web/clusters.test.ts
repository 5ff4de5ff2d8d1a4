/** What the page is told of clusters, and what may be broken in them; in time that is moved on by hand. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { Faults } from '../../../sandbox/cluster/api/faults.ts';
import { actSchema } from '../../../sandbox/web/clusters/acts.ts';
import { ClusterFaults } from '../../../sandbox/web/clusters/faults.ts';
import { FigureBook } from '../../../sandbox/web/clusters/figures.ts';
import { serviceOutlook, servicesOf } from '../../../sandbox/web/clusters/outlook.ts';
import { paced } from '../../../sandbox/web/clusters/pace.ts';
import type { Break, ServiceOutlook } from '../../../sandbox/web/clusters/shape.ts';
import { serviceAt, type WatchedCluster } from '../../../sandbox/web/clusters/watched.ts';
import type { Scene } from '../cluster/controllers/scene.ts';
import { blueGreenScene, canaryScene, errorsTemplate, setImage } from '../cluster/rollouts/objects.ts';

let scene: Scene;
let cut = 0;
let cluster: WatchedCluster;
let faults: ClusterFaults;
let book: FigureBook;

function watch(made: Scene): void {
  scene = made;
  cut = 0;
  const onRefuse = () => {
    cut += 1;
  };
  cluster = { name: 'home', store: scene.store, controllers: scene.controllers, faults: new Faults(onRefuse) };
  faults = new ClusterFaults([cluster]);
  book = new FigureBook();
}

function serviceNamed(name: string) {
  const service = serviceAt([cluster], `home/shop/${name}`);
  if (service === null) throw new Error(`there is no service ${name}`);
  return service;
}

const outlook = (name = 'shop'): ServiceOutlook => serviceOutlook(serviceNamed(name));
const ways = (name = 'shop') =>
  outlook(name).traffic.map(({ host, ways }) => [
    host,
    ...ways.map(({ service, hash, rate, failing }) => {
      const tag = outlook(name).revisions.find((each) => each.hash === hash)?.tag ?? null;
      return [service, tag, Math.round(rate), Math.round(failing)];
    }),
  ]);

function breakIt(tag: string, how: Break, on = true): void {
  const hash = outlook().revisions.find((each) => each.tag === tag)?.hash ?? '';
  faults.cause({ do: 'break', service: 'home/shop/shop', hash, how, on });
  scene.seconds(1);
}

afterEach(() => expect(scene.errors).toEqual([]));

describe('what is seen of a canary', () => {
  test('traffic follows the weights in force, from nobody to a share', () => {
    watch(canaryScene());
    expect(ways()).toEqual([['shop.example.com/', ['shop-stable', '1.0.0', 200, 0]]]);
    setImage(scene, 'shop', '2.0.0');
    scene.seconds(5);
    expect(ways()).toEqual([['shop.example.com/', ['shop-stable', '1.0.0', 160, 0], ['shop-canary', '2.0.0', 40, 0]]]);
  });

  test('steps, phase, revisions and their pods', () => {
    watch(canaryScene());
    setImage(scene, 'shop', '2.0.0-crash');
    scene.seconds(5);
    const { phase, steps, revisions } = outlook();
    expect(phase).toBe('Progressing');
    expect(steps.map(({ words, state }) => `${words}: ${state}`)).toEqual([
      '20 %: now',
      'until promoted: ahead',
      '50 %: ahead',
      'wait 5s: ahead',
    ]);
    expect(revisions.map(({ number, tag, role, wanted }) => [number, tag, role, wanted])).toEqual([
      [2, '2.0.0-crash', 'canary', 1],
      [1, '1.0.0', 'stable', 5],
    ]);
    expect(revisions[0]?.pods).toMatchObject([{ state: 'crashing', reason: 'CrashLoopBackOff' }]);
    expect(revisions[1]?.pods.map(({ state }) => state)).toEqual(Array(5).fill('ready'));
  });

  test('events are those of this service, newest first', () => {
    watch(canaryScene());
    setImage(scene, 'shop', '2.0.0');
    scene.seconds(5);
    const { events } = outlook();
    const order = events.map(({ reason }) => reason);
    expect(order).toContain('RolloutUpdated');
    expect(order.indexOf('RolloutPaused')).toBeLessThan(order.indexOf('RolloutUpdated'));
    expect(events.every(({ about }) => / shop/.test(about))).toBe(true);
    expect(events.length).toBeLessThanOrEqual(30);
  });

  test('a service that does not exist is none', () => {
    watch(canaryScene());
    expect(servicesOf(cluster).map(({ key }) => key)).toEqual(['home/shop/shop']);
    expect(serviceAt([cluster], 'home/shop/nobody')).toBeNull();
    expect(serviceAt([cluster], 'away/shop/shop')).toBeNull();
    expect(serviceAt([cluster], '')).toBeNull();
  });
});

test('the preview of a blue-green service is there before anybody is sent to it', () => {
  watch(blueGreenScene());
  expect(ways('pay')).toEqual([['pay-active', ['pay-active', '1.0.0', 200, 0]]]);
  setImage(scene, 'pay', '2.0.0');
  scene.seconds(5);
  expect(ways('pay')).toEqual([['pay-active', ['pay-active', '1.0.0', 200, 0], ['pay-preview', '2.0.0', 0, 0]]]);
  expect(outlook('pay').revisions.map(({ role }) => role)).toEqual(['preview', 'active']);
  expect(outlook('pay').style).toBe('blue-green');
});

describe('bounds of analyses', () => {
  const rate = 'sum(rate(http_requests_total{code=~"5.."}[1m]))';
  test.each([
    ['at most', { query: `${rate} / 2`, successCondition: 'result[0] <= 0.05' }, ['errors', 'most', 0.05]],
    ['a share of successes', { query: `${rate} / 2`, successCondition: 'result[0] >= 0.75' }, ['errors', 'most', 0.25]],
    ['a failure', { query: `${rate} / 2`, failureCondition: 'result[0] > 0.1' }, ['errors', 'most', 0.1]],
    ['memory', { query: 'max(app_memory_utilisation)', successCondition: 'result[0] < 0.9' }, ['memory', 'most', 0.9]],
    ['a number first', { query: rate, successCondition: '5 < result[0]' }, ['requests', 'least', 5]],
    [
      'one among others',
      { query: 'x_duration_seconds', successCondition: 'len(result) > 0 && result[0] < 0.5' },
      ['latency', 'most', 500],
    ],
  ])('%s is drawn in its figure', (_, { query, ...conditions }, bound) => {
    const provider = { prometheus: { address: 'http://prometheus', query } };
    const template = errorsTemplate({ successCondition: undefined, provider, ...conditions });
    watch(canaryScene({ steps: [{ setWeight: 20 }, { analysis: { templates: [{ templateName: 'mine' }] } }] }));
    scene.create({ ...template, metadata: { name: 'mine', namespace: 'shop' } });
    expect(outlook().thresholds.map(({ figure, bound, value }) => [figure, bound, value])).toEqual([bound]);
    expect(Object.keys(book.of(serviceNamed('shop')).charts)).toContain(bound[0]);
  });

  test('what is not drawn has none', () => {
    const provider = { prometheus: { address: 'http://prometheus', query: 'vector(1)' } };
    watch(canaryScene({ steps: [{ analysis: { templates: [{ templateName: 'errors' }] } }] }));
    scene.store.delete('AnalysisTemplate', 'shop', 'errors');
    scene.create(errorsTemplate({ provider }));
    expect(outlook().thresholds).toEqual([]);
    expect(Object.keys(book.of(serviceNamed('shop')).charts)).toEqual(['requests', 'errors', 'latency']);
  });

  test('without a template, or without one that can be read, there are none', () => {
    watch(canaryScene());
    expect(outlook().thresholds).toEqual([]);
    watch(canaryScene({ steps: [{ analysis: { templates: [{ templateName: 'nobody' }] } }] }));
    expect(outlook().thresholds).toEqual([]);
  });
});

test('figures are the same whether somebody looked all the time or looks for the first time', () => {
  watch(canaryScene());
  setImage(scene, 'shop', '2.0.0-slow300');
  for (let looks = 0; looks < 12; looks++) {
    scene.seconds(7);
    book.of(serviceNamed('shop'));
  }
  breakIt('2.0.0-slow300', 'errors');
  scene.seconds(150);
  const { charts, until, everyMs } = book.of(serviceNamed('shop'));
  expect(charts).toEqual(new FigureBook().of(serviceNamed('shop')).charts);
  expect(until).toBeGreaterThan(scene.time.now() - everyMs);
  expect(charts.errors?.map(({ values }) => values.length)).toEqual([61, 61]);
});

describe('a version that breaks while it runs', () => {
  test('fails from now on, is seen to, and is healed', () => {
    watch(canaryScene());
    setImage(scene, 'shop', '2.0.0');
    scene.seconds(20);
    breakIt('2.0.0', 'errors');
    scene.seconds(30);
    expect(ways()).toEqual([['shop.example.com/', ['shop-stable', '1.0.0', 160, 0], ['shop-canary', '2.0.0', 40, 12]]]);
    expect(outlook().revisions.map(({ breaks }) => breaks)).toEqual([['errors'], []]);
    const last = (tag: string) => {
      const { hash } = outlook().revisions.find((each) => each.tag === tag) ?? {};
      return book
        .of(serviceNamed('shop'))
        .charts.errors?.find((line) => line.hash === hash)
        ?.values.at(-1);
    };
    expect(last('2.0.0')).toBeCloseTo(0.3, 1);
    expect(last('1.0.0')).toBe(0);
    faults.cause({ do: 'heal', cluster: 'home' });
    scene.seconds(30);
    expect(outlook().revisions.flatMap(({ breaks }) => breaks)).toEqual([]);
    expect(last('2.0.0')).toBe(0);
  });

  test('takes slowness and crashes as well, each by itself', () => {
    watch(canaryScene());
    breakIt('1.0.0', 'slow');
    breakIt('1.0.0', 'crash');
    expect(outlook().revisions[0]?.breaks).toEqual(['slow', 'crash']);
    expect(outlook().revisions[0]?.pods.map(({ state }) => state)).toEqual(Array(5).fill('crashing'));
    expect(ways()).toEqual([['shop.example.com/', ['shop-stable', null, 200, 200]]]);
    breakIt('1.0.0', 'crash', false);
    expect(outlook().revisions[0]?.breaks).toEqual(['slow']);
    expect(outlook().revisions[0]?.pods.map(({ state }) => state)).toEqual(Array(5).fill('ready'));
    scene.seconds(20);
    const [line] = book.of(serviceNamed('shop')).charts.latency ?? [];
    expect(line?.values.at(-1)).toBeGreaterThan(500);
  });

  test('stays broken when it gets more pods', () => {
    watch(canaryScene());
    breakIt('1.0.0', 'crash');
    const [pod] = outlook().revisions[0]?.pods ?? [];
    faults.cause({ do: 'kill', service: 'home/shop/shop', pod: pod?.name ?? '' });
    scene.seconds(10);
    const pods = outlook().revisions[0]?.pods ?? [];
    expect(pods.map(({ name }) => name)).not.toContain(pod?.name);
    expect(pods.map(({ state }) => state)).toEqual(Array(5).fill('crashing'));
  });
});

describe('a cluster that breaks', () => {
  const of = () => faults.inForce(cluster);

  test('the API server is cut off, slow or in trouble until it is mended', () => {
    watch(canaryScene());
    const asked = { verb: 'get', path: '/api' } as Parameters<Faults['take']>[0];
    faults.cause({ do: 'api', cluster: 'home', fault: 'refuse', on: true });
    expect([cut, cluster.faults.refusing]).toEqual([1, true]);
    faults.cause({ do: 'api', cluster: 'home', fault: 'errors', on: true });
    expect(cluster.faults.take(asked)).toEqual({ status: 500 });
    faults.cause({ do: 'api', cluster: 'home', fault: 'errors', on: true });
    expect(of().api).toEqual(['refuse', 'errors']);
    faults.cause({ do: 'api', cluster: 'home', fault: 'errors', on: false });
    expect(cluster.faults.take(asked)).toBeNull();
    faults.cause({ do: 'api', cluster: 'home', fault: 'refuse', on: false });
    expect([of().api, cluster.faults.refusing]).toEqual([[], false]);
  });

  test('without its controller no step is taken, and then all of them are', () => {
    watch(canaryScene());
    faults.cause({ do: 'controller', cluster: 'home', fault: 'stopped', on: true });
    setImage(scene, 'shop', '2.0.0');
    scene.seconds(10);
    expect(outlook().revisions.map(({ tag }) => tag)).toEqual(['1.0.0']);
    expect(of().controller).toEqual(['stopped']);
    faults.cause({ do: 'controller', cluster: 'home', fault: 'stopped', on: false });
    scene.seconds(10);
    expect(outlook().revisions.map(({ tag }) => tag)).toEqual(['2.0.0', '1.0.0']);
  });

  test('healing ends all of it, and who watches is told of every act', () => {
    watch(canaryScene());
    let told = 0;
    const stop = faults.onChange(() => {
      told += 1;
    });
    for (const fault of ['refuse', 'slow', 'errors', 'throttle'] as const) {
      faults.cause({ do: 'api', cluster: 'home', fault, on: true });
    }
    for (const fault of ['stopped', 'lostWakeUps', 'flapping'] as const) {
      faults.cause({ do: 'controller', cluster: 'home', fault, on: true });
    }
    expect(of().api).toHaveLength(4);
    expect(of().controller).toHaveLength(3);
    faults.cause({ do: 'heal', cluster: 'home' });
    expect(of()).toEqual({ api: [], controller: [] });
    expect(told).toBe(8);
    stop();
    faults.cause({ do: 'cutWatches', cluster: 'home' });
    expect(told).toBe(8);
  });

  test('what is not there cannot be broken, and says so', () => {
    watch(canaryScene());
    expect(() => faults.cause({ do: 'heal', cluster: 'away' })).toThrow('There is no cluster away.');
    const service = 'home/shop/shop';
    expect(() => faults.cause({ do: 'kill', service, pod: 'x' })).toThrow('The pod x is gone already.');
    expect(() => faults.cause({ do: 'kill', service: 'home/shop/x', pod: 'x' })).toThrow('no service home/shop/x');
    expect(() => faults.cause({ do: 'break', service, hash: 'x', how: 'slow', on: true })).toThrow(
      'not there any more',
    );
    expect(actSchema.safeParse({ do: 'api', cluster: 'home', fault: 'burn', on: true }).success).toBe(false);
    expect(actSchema.safeParse({ do: 'heal', cluster: 'home' }).success).toBe(true);
  });
});

test('looks are kept apart, and the last one is never lost', async () => {
  watch(canaryScene());
  let looks = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const pace = paced(() => {
    looks += 1;
    if (looks === 2) resolve();
  }, 30);
  for (let asked = 0; asked < 50; asked++) pace.look();
  expect(looks).toBe(1);
  await promise;
  pace.look();
  pace.stop();
  expect(looks).toBe(2);
});
