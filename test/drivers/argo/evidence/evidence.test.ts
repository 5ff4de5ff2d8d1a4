/** What is collected of a cluster: everything that belongs to the Rollout, dying logs first, and what is missing by name. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { configMapsIn, digestOf } from '../../../../src/drivers/argo/evidence/config-maps.ts';
import { cutOf, planLogs, type WholePod } from '../../../../src/drivers/argo/evidence/logs.ts';
import { namedBy } from '../../../../src/drivers/argo/evidence/related.ts';
import { ArgoEvidence } from '../../../../src/drivers/argo/evidence/source.ts';
import type { RememberedPod } from '../../../../src/drivers/argo/namespace-view.ts';
import type { Occasion } from '../../../../src/engine/evidence/ports.ts';
import type { RecordedFile, Recording } from '../../../../src/engine/evidence/recorder-ports.ts';
import { ApiError } from '../../../../src/kubernetes/errors.ts';
import { FakeBundle, FakeCluster } from './fake-cluster.ts';

const HASH = 'rollouts-pod-template-hash';
const OCCASION: Occasion = {
  why: 'rollback',
  service: 'shop',
  environment: 'production',
  target: { region: 'eu', cluster: 'home', namespace: 'ns', kind: 'Rollout', name: 'shop', container: 'app' },
  asOf: new Date('2026-11-21T10:00:00Z'),
  since: null,
  again: false,
  bad: 'bad',
  good: 'good',
};

const running = { restartCount: 0, state: {} };
const crashed = { restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated: {} } };
const pulling = { restartCount: 0, state: { waiting: { reason: 'ErrImagePull', message: 'no such tag' } } };

function pod(name: string, hash: string, status: object | null = running, metadata: object = {}): WholePod {
  return {
    metadata: {
      name,
      labels: { [HASH]: hash },
      ownerReferences: [{ uid: `rs-${hash}`, kind: 'ReplicaSet', name: `shop-${hash}` }],
      ...metadata,
    },
    spec: { containers: [{ name: 'app' }] },
    status: status === null ? {} : { containerStatuses: [{ name: 'app', ...status }] },
  };
}

describe('the logs', () => {
  test('of pods that are going come first, then of those that crash, then of the others of the bad version', () => {
    const pods = [
      pod('stays', 'good'),
      pod('bad', 'bad'),
      pod('crashes', 'bad', crashed),
      pod('goes', 'good', running, { deletionTimestamp: '2026-11-21T10:00:00Z' }),
    ];
    expect(planLogs(pods, 'bad').wanted.map(({ file }) => file)).toEqual([
      'logs/goes/app.log',
      'logs/crashes/app.previous.log',
      'logs/crashes/app.log',
      'logs/bad/app.log',
      'logs/stays/app.log',
    ]);
  });

  test.each([
    ['has no image', pod('p', 'bad', pulling), 'it never started: ErrImagePull: no such tag'],
    [
      'has no place',
      {
        ...pod('p', 'bad', null),
        status: {
          phase: 'Pending',
          conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated', message: 'gated' }],
        },
      },
      'it never started: SchedulingGated: gated',
    ],
    ['is only pending', { ...pod('p', 'bad', null), status: { phase: 'Pending' } }, 'it never started: Pending'],
    ['says nothing', pod('p', 'bad', null), 'it never started: the cluster does not say why'],
  ])('of a container that %s are not asked for, and it is said why', (_, each, why) => {
    expect(planLogs([each], 'bad')).toEqual({ wanted: [], missing: [{ file: 'logs/p/app.log', why }] });
  });

  test('are those of every container, those that run before the others included', () => {
    const two: WholePod = {
      ...pod('p', 'bad'),
      spec: { initContainers: [{ name: 'init' }], containers: [{ name: 'app' }, { name: 'proxy' }] },
      status: {
        initContainerStatuses: [{ name: 'init', restartCount: 0, state: {} }],
        containerStatuses: [
          { name: 'app', ...crashed },
          { name: 'proxy', ...running },
        ],
      },
    };
    expect(planLogs([two], 'bad').wanted.map(({ file }) => file)).toEqual([
      'logs/p/init.log',
      'logs/p/app.previous.log',
      'logs/p/app.log',
      'logs/p/proxy.log',
    ]);
  });

  test.each([
    ['short', 'a\nb\n', null],
    ['empty', '', null],
    ['as many lines as were asked for', 'x\n'.repeat(2_000), 'the newest 2000 lines'],
    ['as many bytes as were asked for', 'x'.repeat(2 * 1024 * 1024), 'what came after 2 MiB is missing'],
  ])('that are %s say what may be missing of them', (_, log, cut) => {
    expect(cutOf(log)).toBe(cut);
  });
});

describe('what belongs to a Rollout', () => {
  const files = (strategy: object, spec: object = {}) =>
    namedBy({ metadata: { name: 'shop' }, spec: { strategy, ...spec } } as never, 'ns').map(({ file, path }) => [
      file,
      path,
    ]);

  test('behind an nginx Ingress: Services, both Ingresses, and the templates of its analyses', () => {
    expect(
      files({
        canary: {
          stableService: 'shop-stable',
          canaryService: 'shop-canary',
          trafficRouting: { nginx: { stableIngress: 'web' } },
          analysis: { templates: [{ templateName: 'errors' }] },
          steps: [{ analysis: { templates: [{ templateName: 'latency', clusterScope: true }] } }],
        },
      }),
    ).toEqual([
      ['services/shop-stable.json', '/api/v1/namespaces/ns/services/shop-stable'],
      ['services/shop-canary.json', '/api/v1/namespaces/ns/services/shop-canary'],
      ['ingresses/web.json', '/apis/networking.k8s.io/v1/namespaces/ns/ingresses/web'],
      ['ingresses/shop-web-canary.json', '/apis/networking.k8s.io/v1/namespaces/ns/ingresses/shop-web-canary'],
      ['analysistemplates/errors.json', '/apis/argoproj.io/v1alpha1/namespaces/ns/analysistemplates/errors'],
      ['clusteranalysistemplates/latency.json', '/apis/argoproj.io/v1alpha1/clusteranalysistemplates/latency'],
    ]);
  });

  test('behind a gateway: the routes that the plugin is given, one or several, in its namespace', () => {
    const routes = (plugin: object) =>
      files({ canary: { trafficRouting: { plugins: { 'argoproj-labs/gatewayAPI': plugin } } } });
    expect(routes({ httpRoute: 'web', namespace: 'edge' })).toEqual([
      ['httproutes/web.json', '/apis/gateway.networking.k8s.io/v1/namespaces/edge/httproutes/web'],
    ]);
    expect(routes({ httpRoutes: [{ name: 'a' }, { name: 'b' }], grpcRoute: 'c', tcpRoutes: [{ name: 'd' }] })).toEqual([
      ['httproutes/a.json', '/apis/gateway.networking.k8s.io/v1/namespaces/ns/httproutes/a'],
      ['httproutes/b.json', '/apis/gateway.networking.k8s.io/v1/namespaces/ns/httproutes/b'],
      ['grpcroutes/c.json', '/apis/gateway.networking.k8s.io/v1/namespaces/ns/grpcroutes/c'],
      ['tcproutes/d.json', '/apis/gateway.networking.k8s.io/v1alpha2/namespaces/ns/tcproutes/d'],
    ]);
  });

  test('ConfigMaps that a version was given, wherever they are named, and no Secret', () => {
    const ref = (name: string) => ({ name });
    const template = {
      spec: {
        initContainers: [{ env: [{ valueFrom: { configMapKeyRef: { name: 'keys', key: 'a' } } }] }],
        containers: [{ envFrom: [{ configMapRef: ref('all') }, { secretRef: ref('secret-1') }] }],
        volumes: [
          { name: 'a', configMap: ref('files') },
          { name: 'b', projected: { sources: [{ configMap: ref('projected') }, { secret: ref('secret-2') }] } },
          { name: 'c', secret: { secretName: 'secret-3' } },
          { name: 'd', configMap: ref('files') },
        ],
      },
    };
    expect(configMapsIn(template)).toEqual(['all', 'files', 'keys', 'projected']);
    expect(configMapsIn(undefined)).toEqual([]);
  });

  test('the digest of a ConfigMap tells other values apart, and none of them', () => {
    const of = (data: Record<string, string>, binaryData = {}) => {
      const managedFields = [
        { manager: 'helm', operation: 'Update', time: '2026-11-21T09:00:00Z', fieldsV1: { f: 1 } },
      ];
      return digestOf({ metadata: { name: 'all', managedFields }, data, binaryData }) as { readonly sha256: string };
    };
    const digest = of({ b: 'hunter2', a: '1' });
    expect(digest).toMatchObject({
      keys: ['a', 'b'],
      changes: [{ manager: 'helm', operation: 'Update', time: '2026-11-21T09:00:00Z' }],
    });
    expect(JSON.stringify(digest)).not.toMatch(/hunter2|fieldsV1/);
    expect(of({ a: '1', b: 'hunter2' }).sha256).toBe(digest.sha256);
    expect(of({ a: '1', b: 'hunter3' }).sha256).not.toBe(digest.sha256);
    expect(of({ a: '1' }, { b: 'hunter2' }).sha256).toBe(digest.sha256);
    expect(digestOf({ metadata: { name: 'empty' } })).toMatchObject({ keys: [], changes: [] });
  });

  test('behind Istio: virtual services, also of another namespace, and the destination rule', () => {
    const istio = { virtualServices: [{ name: 'shop' }, { name: 'web.mesh' }], destinationRule: { name: 'shop' } };
    expect(files({ canary: { trafficRouting: { istio } } })).toEqual([
      ['virtualservices/shop.json', '/apis/networking.istio.io/v1beta1/namespaces/ns/virtualservices/shop'],
      ['virtualservices/web.json', '/apis/networking.istio.io/v1beta1/namespaces/mesh/virtualservices/web'],
      ['destinationrules/shop.json', '/apis/networking.istio.io/v1beta1/namespaces/ns/destinationrules/shop'],
    ]);
  });

  test('blue-green with its template in a Deployment', () => {
    const blueGreen = { activeService: 'shop', previewService: 'shop-preview' };
    expect(files({ blueGreen }, { workloadRef: { kind: 'Deployment', name: 'shop' } }).map(([file]) => file)).toEqual([
      'services/shop.json',
      'services/shop-preview.json',
      'deployments/shop.json',
    ]);
  });
});

describe('a capture', () => {
  const NS = '/api/v1/namespaces/ns';
  let cluster: FakeCluster;
  let bundle: FakeBundle;
  let remembered: RememberedPod[] | null;
  let recording: Recording | null;
  const NEVER = new AbortController().signal;

  beforeEach(() => {
    cluster = new FakeCluster();
    bundle = new FakeBundle();
    remembered = [];
    recording = null;
  });

  const begin = (occasion = OCCASION) =>
    new ArgoEvidence({
      connections: { home: cluster },
      remembered: () => remembered,
      recordings: { find: () => recording },
    }).begin(occasion);
  const collect = (signal = NEVER) => begin()(bundle, signal);

  /** Ten stable pods, and ten bad ones of which three crash, three never start, and two go while we look. */
  function twenty(): void {
    const name = (hash: string, n: number) => `shop-${hash}-${n}`;
    const bad = (n: number) => pod(name('bad', n), 'bad', n < 3 ? crashed : n < 6 ? pulling : running);
    const pods = [
      ...Array.from({ length: 10 }, (_, n) => pod(name('good', n), 'good')),
      ...Array.from({ length: 9 }, (_, n) => bad(n)),
    ];
    remembered = [...pods.map(({ metadata }) => metadata.name), name('bad', 9)].map((each) => ({
      name: each,
      hash: each.split('-')[1] ?? '',
      createdAt: '',
      ready: true,
      containers: [],
      trouble: null,
    }));
    for (const { metadata } of pods) {
      cluster.logs.set(`${metadata.name}/app`, `level=error pod=${metadata.name} password=hunter2\n`);
      cluster.logs.set(`${metadata.name}/app?previous`, 'panic\n');
    }
    cluster.logs.delete(`${name('bad', 8)}/app`);
    cluster.list(`${NS}/pods`, 'Pod', [
      ...pods,
      pod('stranger', 'bad', running, { ownerReferences: [{ uid: 'x', kind: 'ReplicaSet' }] }),
    ]);
    const owner = [{ uid: 'u', kind: 'Rollout', name: 'shop' }];
    cluster.list('/apis/apps/v1/namespaces/ns/replicasets', 'ReplicaSet', [
      { metadata: { name: 'shop-good', uid: 'rs-good', ownerReferences: owner } },
      { metadata: { name: 'shop-bad', uid: 'rs-bad', ownerReferences: owner } },
      { metadata: { name: 'other', uid: 'rs-x', ownerReferences: [{ uid: 'o', kind: 'Rollout', name: 'other' }] } },
    ]);
    cluster.objects.set('/apis/argoproj.io/v1alpha1/namespaces/ns/rollouts/shop', {
      kind: 'Rollout',
      metadata: { name: 'shop' },
      spec: {
        selector: { matchLabels: { app: 'shop' } },
        strategy: { canary: { stableService: 'shop-stable', canaryService: 'gone' } },
      },
    });
    cluster.objects.set(`${NS}/services/shop-stable`, { kind: 'Service', metadata: { name: 'shop-stable' } });
    cluster.list('/apis/argoproj.io/v1alpha1/namespaces/ns/analysisruns', 'AnalysisRun', [
      { metadata: { name: 'run-1', ownerReferences: owner } },
      { metadata: { name: 'run-of-other', ownerReferences: [{ uid: 'o', kind: 'Rollout', name: 'other' }] } },
    ]);
    cluster.list('/apis/autoscaling/v2/namespaces/ns/horizontalpodautoscalers', 'HorizontalPodAutoscaler', [
      { metadata: { name: 'hpa' }, spec: { scaleTargetRef: { kind: 'Rollout', name: 'shop' } } },
      { metadata: { name: 'hpa-other' }, spec: { scaleTargetRef: { kind: 'Rollout', name: 'other' } } },
    ]);
    cluster.objects.set(
      '/apis/policy/v1/namespaces/ns/poddisruptionbudgets',
      new ApiError(
        403,
        'Forbidden',
        'pdbs is forbidden: User "bot" cannot list resource "pdbs" in API group',
        'GET',
        '',
      ),
    );
    const event = (involved: string, at: string) => ({
      metadata: { name: `e-${at}` },
      involvedObject: { name: involved },
      lastTimestamp: at,
    });
    cluster.objects.set(`${NS}/events`, {
      kind: 'EventList',
      metadata: { continue: 'two' },
      items: [event('shop', '2'), event('somebody-else', '1')],
    });
    cluster.list(`${NS}/events?continue=two`, 'Event', [event(name('bad', 9), '1')]);
  }

  test('has everything of twenty pods of which some crash, some never start and some go, and names the rest', async () => {
    twenty();
    await collect();
    const some = (kind: string, from: number, to: number, ending: string) =>
      Array.from({ length: to - from }, (_, n) => `logs/shop-${kind}-${from + n}/app${ending}`);
    expect(bundle.paths.filter((path) => path.startsWith('logs/'))).toEqual(
      [
        ...some('bad', 0, 3, '.log'),
        ...some('bad', 0, 3, '.previous.log'),
        ...some('bad', 6, 8, '.log'),
        ...some('good', 0, 10, '.log'),
      ].sort(),
    );
    expect(bundle.paths.filter((path) => path.startsWith('pods/'))).toHaveLength(19);
    expect(bundle.paths.filter((path) => !/^(logs|pods)\//.test(path))).toEqual([
      'analysisruns/run-1.json',
      'as-of/pods.json',
      'events.json',
      'horizontalpodautoscalers/hpa.json',
      'replicasets/shop-bad.json',
      'replicasets/shop-good.json',
      'rollout.json',
      'services/shop-stable.json',
    ]);
    const gone = 'the pod was there at that moment and gone before it could be read';
    expect(Object.fromEntries(bundle.missing)).toEqual({
      'logs/shop-bad-3/app.log': 'it never started: ErrImagePull: no such tag',
      'logs/shop-bad-4/app.log': 'it never started: ErrImagePull: no such tag',
      'logs/shop-bad-5/app.log': 'it never started: ErrImagePull: no such tag',
      'logs/shop-bad-8/app.log': 'it was gone before it could be read',
      'pods/shop-bad-9.json': gone,
      'logs/shop-bad-9': gone,
      'services/gone.json': 'it was gone before it could be read',
      poddisruptionbudgets: 'Rollbridge lacks the right to list pdbs',
    });
    expect(bundle.object('events.json')).toMatchObject([
      { involvedObject: { name: 'shop-bad-9' } },
      { involvedObject: { name: 'shop' } },
    ]);
    expect(bundle.object('as-of/pods.json')).toHaveLength(20);
    expect(bundle.object('pods/shop-bad-0.json')).toMatchObject({ apiVersion: 'v1', kind: 'Pod' });
  });

  test('has digests of the ConfigMaps of both versions, and none of others', async () => {
    const owner = [{ uid: 'u', kind: 'Rollout', name: 'shop' }];
    const set = (hash: string, config: string) => ({
      metadata: { name: `shop-${hash}`, uid: `rs-${hash}`, labels: { [HASH]: hash }, ownerReferences: owner },
      spec: { template: { spec: { containers: [{ name: 'app', envFrom: [{ configMapRef: { name: config } }] }] } } },
    });
    cluster.list('/apis/apps/v1/namespaces/ns/replicasets', 'ReplicaSet', [
      set('bad', 'new'),
      set('good', 'old'),
      set('older', 'ancient'),
    ]);
    cluster.objects.set(`${NS}/configmaps/new`, { metadata: { name: 'new' }, data: { url: 'hunter2' } });
    await collect();
    expect(bundle.object('configmaps/new.json')).toMatchObject({ metadata: { name: 'new' }, keys: ['url'] });
    expect(JSON.stringify(bundle.object('configmaps/new.json'))).not.toContain('hunter2');
    expect(bundle.missing.get('configmaps/old.json')).toMatch(/gone/);
    expect(cluster.asked).not.toContain(`${NS}/configmaps/ancient`);
  });

  test('reads many logs at once, and no more', async () => {
    twenty();
    await collect();
    expect(cluster.most).toBeGreaterThan(10);
    expect(cluster.most).toBeLessThanOrEqual(16);
  });

  test('reads nothing but what it must: no Secret, no ConfigMap that no version was given, and nothing is written', async () => {
    twenty();
    await collect();
    expect(cluster.asked.filter((path) => /secrets|configmaps/.test(path))).toEqual([]);
  });

  test('ends when its time is over, with what it has by then', async () => {
    twenty();
    const time = new AbortController();
    const stuck = new Promise<void>((resolve) => time.signal.addEventListener('abort', () => resolve()));
    cluster.beforeLog = (log) => (log.startsWith('shop-good') ? stuck : Promise.resolve());
    const collected = collect(time.signal);
    await new Promise((resolve) => setImmediate(resolve));
    time.abort(new Error('the time for the capture was over'));
    await collected;
    expect(bundle.pieces.has('logs/shop-bad-6/app.log')).toBe(true);
    expect(bundle.missing.get('logs/shop-good-0/app.log')).toBe('the time for the capture was over');
    expect(bundle.missing.get('logs/shop-good-9/app.log')).toBe('the time for the capture was over');
  });

  test('names logs of a node that is away for one reason, whatever pods they are of', async () => {
    twenty();
    for (const name of ['shop-bad-0', 'shop-bad-1']) {
      const said = `Get "https://10.0.0.7:10250/containerLogs/ns/${name}/app": dial tcp 10.0.0.7:10250: connection refused`;
      cluster.logs.set(`${name}/app`, new ApiError(500, 'InternalError', said, 'GET', ''));
    }
    await collect();
    const why = 'the cluster refused: dial tcp 10.0.0.7:10250: connection refused';
    for (const name of ['shop-bad-0', 'shop-bad-1']) expect(bundle.missing.get(`logs/${name}/app.log`)).toBe(why);
    expect(bundle.pieces.has('logs/shop-bad-2/app.log')).toBe(true);
  });

  test('goes on where memory knows nothing and lists cannot be read', async () => {
    twenty();
    remembered = null;
    const refused = new ApiError(403, 'Forbidden', 'no right', 'GET', '');
    for (const path of [
      '/apis/apps/v1/namespaces/ns/replicasets',
      `${NS}/events`,
      '/apis/argoproj.io/v1alpha1/namespaces/ns/analysisruns',
    ])
      cluster.objects.set(path, refused);
    await collect();
    expect(bundle.missing.get('as-of/pods.json')).toBe('memory did not know the target');
    for (const what of ['replicasets', 'events.json', 'analysisruns'])
      expect(bundle.missing.get(what)).toBe('the cluster refused: no right');
    // Whose pods they are cannot be told then: the label alone says it.
    expect(bundle.paths.filter((path) => path.startsWith('pods/'))).toHaveLength(20);
  });

  test('has the pods of the moment, however long the capture waits for its turn', async () => {
    twenty();
    const collector = begin();
    remembered = [];
    await collector(bundle, NEVER);
    expect(bundle.object('as-of/pods.json')).toHaveLength(20);
    expect(bundle.missing.get('pods/shop-bad-9.json')).toMatch(/gone before it could be read/);
  });

  test('calls nothing the state of the moment that was remembered after a restart', async () => {
    twenty();
    await begin({ ...OCCASION, again: true })(bundle, NEVER);
    expect(bundle.has('as-of/pods.json')).toBe(false);
    expect(bundle.missing.get('as-of/pods.json')).toMatch(/restarted since/);
  });

  describe('with a recorder', () => {
    const file = (path: string, lines: readonly string[], truncated: string | null = null): RecordedFile => ({
      path,
      from: lines[0]?.split(' ')[0] ?? '',
      to: lines.at(-1)?.split(' ')[0] ?? '',
      truncated,
      text: () => lines.map((line) => `${line}\n`).join(''),
    });
    const at = (second: number) => `2026-11-21T09:59:0${second}.000000000Z`;
    const textOf = (path: string) => bundle.pieces.get(path)?.content;

    test('has the words of pods that are gone, and says whose they are and from when to when', async () => {
      twenty();
      recording = {
        files: [
          file('logs/shop-bad-8/app.log', [`${at(1)} one`, `${at(2)} two`], 'the oldest 7 lines made room'),
          file('logs/shop-bad-9/app.log', [`${at(3)} last words`]),
        ],
        lacking: [],
      };
      await collect();
      expect(bundle.pieces.get('logs/shop-bad-8/app.log')).toEqual({
        path: 'logs/shop-bad-8/app.log',
        content: { text: `${at(1)} one\n${at(2)} two\n`, newest: 256 * 1024 },
        source: `recorder, from ${at(1)} to ${at(2)}`,
        truncated: 'the oldest 7 lines made room',
      });
      expect(textOf('logs/shop-bad-9/app.log')).toMatchObject({ text: `${at(3)} last words\n` });
      const missing = [...bundle.missing.keys()];
      expect(missing).not.toContain('logs/shop-bad-8/app.log');
      expect(missing).not.toContain('logs/shop-bad-9');
      // The object is gone all the same, and what was not recorded either.
      expect(missing).toEqual(expect.arrayContaining(['pods/shop-bad-9.json', 'logs/shop-bad-3/app.log']));
    });

    test('takes from it nothing that the cluster has, but what was said before that', async () => {
      twenty();
      cluster.logs.set('shop-bad-0/app', `${at(5)} new\n`);
      cluster.logs.set('shop-bad-0/app?previous', `${at(3)} before\n`);
      cluster.logs.set('shop-bad-1/app', `${at(1)} all\n`);
      cluster.logs.set('shop-bad-1/app?previous', '');
      const lines = [1, 2, 3, 5].map((second) => `${at(second)} ${second}`);
      recording = {
        files: [file('logs/shop-bad-0/app.log', lines), file('logs/shop-bad-1/app.log', lines)],
        lacking: [],
      };
      await collect();
      expect(textOf('logs/shop-bad-0/app.log')).toMatchObject({ text: `${at(5)} new\n` });
      expect(textOf('logs/shop-bad-0/app.earlier.log')).toMatchObject({ text: `${at(1)} 1\n${at(2)} 2\n` });
      expect(bundle.pieces.get('logs/shop-bad-0/app.earlier.log')?.source).toBe(`recorder, from ${at(1)} to ${at(3)}`);
      expect(textOf('logs/shop-bad-1/app.log')).toMatchObject({ text: `${at(1)} all\n` });
      expect(bundle.has('logs/shop-bad-1/app.earlier.log')).toBe(false);
    });

    test('has events where they cannot be listed, and those that the cluster has forgotten', async () => {
      twenty();
      const event = (uid: string, count: number) => JSON.stringify({ metadata: { name: uid, uid }, count });
      const events = file('events.json', [
        `2026-11-21T08:00:00Z ${event('a', 1)}`,
        `2026-11-21T08:01:00Z ${event('a', 2)}`,
        '2026-11-21T08:02:00Z {broken',
        `2026-11-21T09:59:00Z ${event('b', 1)}`,
      ]);
      recording = { files: [events], lacking: [] };
      await collect();
      expect(bundle.object('events.json')).toHaveLength(2);
      expect(bundle.object('events.earlier.json')).toMatchObject([{ count: 2 }, { metadata: { uid: 'b' } }]);

      bundle = new FakeBundle();
      cluster.objects.set(`${NS}/events`, new ApiError(403, 'Forbidden', 'no right', 'GET', ''));
      await collect();
      expect(bundle.object('events.json')).toMatchObject([{ count: 2 }, { metadata: { uid: 'b' } }]);
      expect([...bundle.missing.keys()]).not.toContain('events.json');
    });

    test('keeps what was read before a restart, and says what the recorder could not hear', async () => {
      twenty();
      await bundle.put({ path: 'logs/shop-bad-9/app.log', content: { text: 'read' }, source: 'read before a restart' });
      recording = {
        files: [file('logs/shop-bad-9/app.log', [`${at(1)} recorded`])],
        lacking: [{ what: 'logs', why: 'Rollbridge lacks the right to get pods/log' }],
      };
      await collect();
      expect(textOf('logs/shop-bad-9/app.log')).toEqual({ text: 'read' });
      expect(bundle.missing.get('logs (recorder)')).toBe('Rollbridge lacks the right to get pods/log');
    });
  });
});
