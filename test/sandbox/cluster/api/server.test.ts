/** What only a sandbox's API server can show: faults, the past that is forgotten, logs and answers of pods, its kubeconfig. */

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import type { LogLine, Pods } from '../../../../sandbox/cluster/api/pods.ts';
import { type Cluster, type Clusters, startClusters } from '../../../../sandbox/cluster/index.ts';
import type { AnyObject } from '../../../../sandbox/cluster/objects.ts';
import { ClusterConnection } from '../../../../src/kubernetes/connection.ts';
import { ListWatch } from '../../../../src/kubernetes/list-watch.ts';
import type { K8sList } from '../../../../src/kubernetes/objects.ts';
import { configMap, namespace, pod } from '../objects.ts';

const CONFIG_MAPS = '/api/v1/namespaces/shop/configmaps';

let clusters: Clusters;
let home: Cluster;
let connection: ClusterConnection;

beforeEach(async () => {
  clusters = await startClusters({ names: ['home', 'eu'] });
  home = clusters.cluster('home');
  home.store.create(namespace('shop'));
  connection = connectionTo('home');
});

afterEach(async () => {
  await connection.close();
  await clusters.close();
});

/** As the program reaches it. */
function connectionTo(context: string): ClusterConnection {
  const config = new KubeConfig();
  config.loadFromString(clusters.kubeconfig);
  config.setCurrentContext(context);
  return new ClusterConnection(config);
}

async function until(holds: () => boolean, what: string): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 400) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('one kubeconfig', () => {
  test('leads to every cluster, and each has objects of its own', async () => {
    const other = connectionTo('eu');
    try {
      expect(await connection.request('GET', `${CONFIG_MAPS}/kube-root-ca.crt`)).toMatchObject({ kind: 'ConfigMap' });
      await expect(other.request('GET', '/api/v1/namespaces/shop')).rejects.toMatchObject({ status: 404 });
    } finally {
      await other.close();
    }
  });

  test('names the first cluster as the current one, and no cluster by a name that there is not', () => {
    expect(clusters.kubeconfig).toContain('current-context: home');
    expect(() => clusters.cluster('us')).toThrow('there is no cluster us');
  });
});

describe('faults', () => {
  const read = () => connection.request('GET', CONFIG_MAPS);

  test.each([
    [500, 'InternalError'],
    [429, 'TooManyRequests'],
    [503, 'ServiceUnavailable'],
  ] as const)('answers with %i as often as it is told to', async (status, reason) => {
    const fault = home.faults.add({ status, path: /configmaps/, times: 1 });
    await expect(read()).rejects.toMatchObject({ status, reason });
    await expect(read()).resolves.toBeDefined();
    expect(fault.struck()).toBe(1);
  });

  test('is slow on what it is told to be slow on', async () => {
    home.faults.add({ delayMs: 200, verb: 'list' });
    const patience = { timeoutMs: 50 };
    await expect(connection.request('GET', CONFIG_MAPS, patience)).rejects.toThrow('no answer');
    await expect(connection.request('GET', `${CONFIG_MAPS}/kube-root-ca.crt`)).resolves.toBeDefined();
  });

  test('cuts a request off before it is carried out, or after', async () => {
    const post = (name: string) => connection.request('POST', CONFIG_MAPS, { body: configMap(name) });
    home.faults.add({ cut: 'before', verb: 'create', times: 1 });
    await expect(post('a')).rejects.toThrow('no answer');
    home.faults.add({ cut: 'after', verb: 'create', times: 1 });
    await expect(post('b')).rejects.toThrow('no answer');
    expect(home.store.get('ConfigMap', 'shop', 'a')).toBeNull();
    expect(home.store.get('ConfigMap', 'shop', 'b')).not.toBeNull();
  });

  test('is away until it is mended', async () => {
    await read();
    home.faults.refuse();
    await expect(read()).rejects.toThrow('no answer');
    home.faults.mend();
    await expect(read()).resolves.toBeDefined();
  });
});

describe('a watch of the program', () => {
  const seen = new Map<string, unknown>();
  const errors: unknown[] = [];
  let watch: ListWatch<string, AnyObject>;

  beforeEach(async () => {
    seen.clear();
    errors.length = 0;
    watch = new ListWatch<string, AnyObject>(connection, {
      path: CONFIG_MAPS,
      summarise: ({ metadata }) => metadata.name,
      changed: (key, next) => (next === null ? seen.delete(key) : seen.set(key, next)),
      onError: (error) => errors.push(error),
    });
    await watch.start();
  });

  afterEach(() => watch.stop());

  test('sees what comes and goes', async () => {
    home.store.create(configMap('a'));
    await until(() => seen.has('shop/a'), 'a to come');
    home.store.delete('ConfigMap', 'shop', 'a');
    await until(() => !seen.has('shop/a'), 'a to go');
  });

  test('goes on after it was cut', async () => {
    await until(() => home.faults.cutWatches() === 1, 'the watch to be open');
    home.store.create(configMap('a'));
    await until(() => seen.has('shop/a'), 'a to come');
  });

  test('finds what it missed while the server was away, although the past is forgotten', async () => {
    home.faults.refuse();
    home.store.create(configMap('a'));
    home.compact();
    home.faults.mend();
    await until(() => seen.has('shop/a'), 'a to come');
  });
});

describe('what is too old', () => {
  test('is said in the stream of a watch', async () => {
    home.store.create(configMap('a'));
    home.compact();
    const signal = new AbortController().signal;
    const lines: string[] = [];
    const query = { watch: 'true', resourceVersion: '1' };
    for await (const line of connection.lines(CONFIG_MAPS, query, signal)) lines.push(line);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        type: 'ERROR',
        object: {
          kind: 'Status',
          apiVersion: 'v1',
          metadata: {},
          status: 'Failure',
          message: expect.stringMatching(/^too old resource version: 1 \(\d+\)$/),
          reason: 'Expired',
          code: 410,
        },
      },
    ]);
  });

  test('is said of the next page', async () => {
    for (const name of ['a', 'b', 'c']) home.store.create(configMap(name));
    const query = { limit: '2' };
    const { metadata } = await connection.request<K8sList<AnyObject>>('GET', CONFIG_MAPS, { query });
    home.compact();
    const next = { ...query, continue: metadata.continue ?? '' };
    await expect(connection.request('GET', CONFIG_MAPS, { query: next })).rejects.toMatchObject({
      status: 410,
      reason: 'Expired',
      message: expect.stringContaining('The provided continue parameter is too old'),
    });
  });
});

describe('pods', () => {
  const started = Date.parse('2026-11-21T12:00:00.125Z');
  const lines: readonly LogLine[] = ['one', 'two', 'three'].map((text, index) => ({
    at: started + index * 1_000,
    text,
  }));
  const LOG = '/api/v1/namespaces/shop/pods/web/log';
  let tell: (line: LogLine) => void;
  let hangUp: () => void;

  const pods: Pods = {
    log: ({ previous }) => (previous ? [{ at: started, text: 'before' }] : lines),
    follow: (_, { line, end }) => {
      tell = line;
      hangUp = end;
      return () => undefined;
    },
    respond: (to, { method, path, body, headers }) => {
      if (to.service === 'empty') return Promise.resolve(null);
      const seen = { to, method, path, body, authorization: headers.get('authorization') };
      return Promise.resolve({
        status: 201,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(seen),
      });
    },
  };

  function web(state: object, more: object = {}): void {
    const made = home.store.create(pod('web', { nodeName: 'node-1' }));
    const containerStatuses = [{ name: 'app', ready: true, restartCount: 0, state, ...more }];
    home.store.update({ ...made, status: { phase: 'Running', containerStatuses } }, { subresource: 'status' });
  }

  beforeEach(() => home.connect(pods));

  test('have logs that are cut as the reader wishes', async () => {
    web({ running: {} });
    expect(await connection.text(LOG)).toBe('one\ntwo\nthree\n');
    expect(await connection.text(LOG, { query: { tailLines: '1', timestamps: 'true' } })).toBe(
      '2026-11-21T12:00:02.125000000Z three\n',
    );
    expect(await connection.text(LOG, { query: { limitBytes: '5' } })).toBe('one\nt');
    expect(await connection.text(LOG, { query: { tailLines: '0' } })).toBe('');
  });

  test('have logs that go on as long as they are followed', async () => {
    web({ running: {} });
    const heard: string[] = [];
    const reading = (async () => {
      const signal = new AbortController().signal;
      for await (const line of connection.lines(LOG, { follow: 'true', tailLines: '1' }, signal)) heard.push(line);
    })();
    await until(() => heard.length === 1, 'the first line');
    tell({ at: started, text: 'four' });
    await until(() => heard.length === 2, 'the next line');
    hangUp();
    await reading;
    expect(heard).toEqual(['three', 'four']);
  });

  test.each<[string, object, object, Record<string, string>, string]>([
    ['another container', { running: {} }, {}, { container: 'x' }, 'container x is not valid for pod web'],
    [
      'a run before the first',
      { running: {} },
      {},
      { previous: 'true' },
      'previous terminated container "app" in pod "web" not found\n',
    ],
    [
      'a container that has not begun',
      { waiting: { reason: 'ContainerCreating' } },
      {},
      {},
      'container "app" in pod "web" is waiting to start: ContainerCreating',
    ],
    [
      'a container without an image',
      { waiting: { reason: 'ErrImagePull' } },
      {},
      {},
      'container "app" in pod "web" is waiting to start: trying and failing to pull image',
    ],
  ])('have no log of %s', async (_, state, more, query, message) => {
    web(state, more);
    await expect(connection.text(LOG, { query })).rejects.toMatchObject({ status: 400, message });
  });

  test('have the log of the run before a restart', async () => {
    web({ waiting: { reason: 'CrashLoopBackOff' } }, { restartCount: 1, lastState: { terminated: { exitCode: 1 } } });
    expect(await connection.text(LOG, { query: { previous: 'true' } })).toBe('before\n');
    expect(await connection.text(LOG)).toBe('one\ntwo\nthree\n');
  });

  test('answer behind their Service, and never see who asked the API server', async () => {
    const spec = { selector: { app: 'shop' }, ports: [{ port: 80, name: 'http' }] };
    for (const name of ['shop', 'empty']) {
      home.store.create({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name, namespace: 'shop' },
        spec,
      } as AnyObject);
    }
    const through = (service: string, path: string) => `/api/v1/namespaces/shop/services/${service}/proxy/${path}`;
    const body = { username: 'a' };
    expect(await connection.request('POST', through('shop:http', 'login'), { body, query: { x: '1' } })).toEqual({
      to: { namespace: 'shop', service: 'shop', port: 'http' },
      method: 'POST',
      path: '/login?x=1',
      body: JSON.stringify(body),
      authorization: null,
    });
    await expect(connection.request('GET', through('empty:80', ''))).rejects.toMatchObject({
      status: 503,
      message: 'no endpoints available for service "empty"',
    });
  });
});
