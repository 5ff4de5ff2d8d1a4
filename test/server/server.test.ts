import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Metrics } from '../../src/server/metrics.ts';
import { listener, type RoutesOptions, routes } from '../../src/server/server.ts';

let server: Server | null = null;

afterEach(() => {
  server?.close();
  server = null;
});

async function ask(path: string, options: Partial<RoutesOptions> = {}, method = 'GET') {
  server = createServer(listener(routes({ metrics: new Metrics(), checks: {}, ...options })));
  const listening = server.listen(0, '127.0.0.1');
  await new Promise((resolve) => listening.once('listening', resolve));
  const { port } = listening.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
}

describe('the program', () => {
  test('lives as long as it answers, ready or not', async () => {
    expect(await ask('/healthz', { checks: { releases: () => false } })).toMatchObject({
      status: 200,
      text: '{"alive":true}',
    });
  });

  test.each([
    { path: '/healthz?verbose', method: 'GET', status: 200 },
    { path: '/healthz', method: 'POST', status: 404 },
    { path: '/healthz/more', method: 'GET', status: 404 },
    { path: '/', method: 'GET', status: 404 },
  ])('answers $method $path with $status', async ({ path, method, status }) => {
    expect((await ask(path, {}, method)).status).toBe(status);
  });

  const broken = () => {
    throw new Error('not yet');
  };
  const cases: [string, RoutesOptions['checks'], number, object][] = [
    ['every part is', { releases: () => true, slack: () => true }, 200, { ready: true, failing: [] }],
    ['nothing is asked of it', {}, 200, { ready: true, failing: [] }],
    [
      'not while a part is not, and names it',
      { releases: () => true, slack: () => false },
      503,
      { ready: false, failing: ['slack'] },
    ],
    [
      'not while several are not, and names all',
      { a: () => false, b: () => true, c: () => false },
      503,
      { ready: false, failing: ['a', 'c'] },
    ],
    ['not while a part cannot say', { releases: broken }, 503, { ready: false, failing: ['releases'] }],
  ];
  test.each(cases)('is ready when %s', async (_, checks, status, body) => {
    const answer = await ask('/readyz', { checks });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([status, body]);
  });

  test('tells its metrics to Prometheus', async () => {
    const metrics = new Metrics();
    metrics.watchLive('releases', true);
    const { status, type, text } = await ask('/metrics', { metrics });
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(text).toContain('rollbridge_watch_live{watch="releases"} 1');
    expect(text).toContain('process_resident_memory_bytes');
  });

  test('says so when the metrics cannot be collected', async () => {
    const registry = {
      contentType: 'text/plain; version=0.0.4; charset=utf-8' as const,
      metrics: () => Promise.reject(new Error('no')),
    };
    expect(await ask('/metrics', { metrics: { registry } })).toMatchObject({ status: 500 });
  });
});
