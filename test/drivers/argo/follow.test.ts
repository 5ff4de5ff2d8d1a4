/** Which namespaces the driver watches, as targets come and go. */
import { ArgoDriver } from '../../../src/drivers/argo/driver.ts';
import type { Connection } from '../../../src/kubernetes/connection.ts';
import type { Target } from '../../../src/model/catalog.ts';

class EmptyCluster implements Connection {
  /** The paths that are watched at this moment. */
  readonly watched = new Set<string>();

  request<T>(): Promise<T> {
    return Promise.resolve({ metadata: { resourceVersion: '1' }, items: [] } as T);
  }

  async *lines(path: string, _query: object, signal: AbortSignal): AsyncIterable<string> {
    this.watched.add(path);
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    this.watched.delete(path);
  }

  namespaces(): string[] {
    return [...new Set([...this.watched].map((path) => /namespaces\/([^/]+)/.exec(path)?.[1] ?? ''))].sort();
  }
}

const target = (namespace: string, name = 'shop'): Target => ({
  region: 'eu',
  cluster: 'home',
  namespace,
  kind: 'Rollout',
  name,
  container: 'app',
});

const soon = () => new Promise((resolve) => setImmediate(resolve));

test('namespaces are watched from the first target on and until the last one is gone', async () => {
  const cluster = new EmptyCluster();
  const driver = new ArgoDriver({ connections: { home: cluster }, onError: () => undefined });
  await driver.start([target('a'), target('a', 'cart'), target('b')]);
  await soon();
  expect(cluster.namespaces()).toEqual(['a', 'b']);
  const each = cluster.watched.size / 2;

  await driver.start([target('a'), target('c')]);
  await soon();
  expect([cluster.namespaces(), cluster.watched.size]).toEqual([['a', 'b', 'c'], 3 * each]);

  driver.keepTo([target('a', 'cart'), target('c')]);
  await soon();
  expect([cluster.namespaces(), cluster.watched.size]).toEqual([['a', 'c'], 2 * each]);

  driver.stop();
  await soon();
  expect(cluster.namespaces()).toEqual([]);
});

test('of a target that is not followed any more nothing is known, which is no error', async () => {
  const driver = new ArgoDriver({ connections: { home: new EmptyCluster() }, onError: () => undefined });
  await driver.start([target('a')]);
  driver.keepTo([]);
  expect([driver.latest(target('a')), driver.revisions(target('a'))]).toEqual([null, []]);
});
