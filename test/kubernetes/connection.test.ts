/** Requests over real sockets to a server of our own: what is sent, and what becomes of credentials that change. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { RequestOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { ClusterConnection } from '../../src/kubernetes/connection.ts';
import { Unreachable } from '../../src/kubernetes/errors.ts';

/** A kubeconfig whose plugin answers when the test lets it. */
class PluginConfig extends KubeConfig {
  token = 'first';
  asked = 0;
  answer: () => Promise<void> = () => Promise.resolve();

  override async applyToHTTPSOptions(options: RequestOptions): Promise<void> {
    this.asked++;
    await this.answer();
    options.headers = { authorization: `Bearer ${this.token}` };
  }
}

let server: Server;
let config: PluginConfig;
let connection: ClusterConnection;
let seen: (string | undefined)[];
let accepts: (request: IncomingMessage) => boolean;

beforeEach(async () => {
  seen = [];
  accepts = () => true;
  server = createServer((request: IncomingMessage, response: ServerResponse) => {
    seen.push(request.headers.authorization);
    response.writeHead(accepts(request) ? 200 : 401, { 'content-type': 'application/json' });
    response.end('{"kind":"Status","code":401,"reason":"Unauthorized","message":"Unauthorized"}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  config = new PluginConfig();
  config.loadFromClusterAndUser(
    { name: 'home', server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, skipTLSVerify: true },
    { name: 'bot' },
  );
  connection = new ClusterConnection(config);
});

afterEach(async () => {
  jest.restoreAllMocks();
  await connection.close();
  server.close();
});

const later = (ms: number) => {
  const now = Date.now();
  jest.spyOn(Date, 'now').mockReturnValue(now + ms);
};

test('credentials are asked for once, also by requests that go out together', async () => {
  await Promise.all([connection.request('GET', '/a'), connection.request('GET', '/b')]);
  await connection.request('GET', '/c');
  expect([config.asked, seen]).toEqual([1, Array(3).fill('Bearer first')]);
});

test('old credentials are renewed beside a request, which does not wait for that', async () => {
  await connection.request('GET', '/a');
  const plugin = Promise.withResolvers<void>();
  config.answer = () => plugin.promise;
  config.token = 'second';
  later(60_000);
  await connection.request('GET', '/urgent');
  await connection.request('GET', '/urgent');
  expect([config.asked, seen.at(-1)]).toEqual([2, 'Bearer first']);
  plugin.resolve();
  await plugin.promise;
  await new Promise((resolve) => setImmediate(resolve));
  await connection.request('GET', '/b');
  expect(seen.at(-1)).toBe('Bearer second');
});

test('a renewal that fails leaves the old ones, and is tried again', async () => {
  await connection.request('GET', '/a');
  config.answer = () => Promise.reject(new Error('the plugin is gone'));
  later(60_000);
  await connection.request('GET', '/b');
  await new Promise((resolve) => setImmediate(resolve));
  await connection.request('GET', '/c');
  expect([config.asked, seen]).toEqual([3, Array(3).fill('Bearer first')]);
});

test('a request that is refused for an old token goes out once more with the new one', async () => {
  await connection.request('GET', '/a');
  config.token = 'second';
  accepts = ({ headers }) => headers.authorization === 'Bearer second';
  await connection.request('PATCH', '/b', { body: {} });
  expect(seen).toEqual(['Bearer first', 'Bearer first', 'Bearer second']);
});

test('one that is refused for a good token is refused, and asked once', async () => {
  accepts = () => false;
  await expect(connection.request('GET', '/a')).rejects.toMatchObject({ status: 401 });
  expect(seen).toHaveLength(1);
});

test.each([
  ['a read on it is asked once more', 'GET', 2, 'resolved'],
  ['a write is not, for it may have been carried out', 'PATCH', 1, 'rejected'],
] as const)('a connection is closed in the moment it is used again: %s', async (_, method, times, came) => {
  let cuts = 1;
  accepts = ({ socket }) => {
    if (cuts-- > 0) socket.destroy();
    return true;
  };
  const [settled] = await Promise.allSettled([connection.request(method, '/a')]);
  expect([seen.length, settled?.status.replace('fulfilled', 'resolved')]).toEqual([times, came]);
});

test('one that is always closed is reported', async () => {
  accepts = ({ socket }) => {
    socket.destroy();
    return true;
  };
  await expect(connection.request('GET', '/a')).rejects.toThrow(Unreachable);
  expect(seen).toHaveLength(2);
});

test('without any credentials the request fails, and says so', async () => {
  config.answer = () => Promise.reject(new Error('the plugin is gone'));
  await expect(connection.request('GET', '/a')).rejects.toThrow('the plugin is gone');
  expect(seen).toEqual([]);
});

test('what goes on without end is heard as it comes, as text, and a refusal is thrown', async () => {
  const accepted: (string | undefined)[] = [];
  let rest: () => void = () => undefined;
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    accepted.push(request.headers.accept);
    if (request.url === '/refused') response.writeHead(403).end('{"kind":"Status","message":"no right"}');
    else {
      response.write('one\ntw');
      rest = () => response.end('o\n');
    }
  });
  const heard: string[] = [];
  for await (const piece of connection.bytes('/log', { follow: 'true' }, new AbortController().signal)) {
    heard.push(piece.toString());
    rest();
  }
  expect(heard).toEqual(['one\ntw', 'o\n']);
  expect(accepted).toEqual(['application/json, */*']);
  const refused = async () => {
    for await (const piece of connection.bytes('/refused', {}, new AbortController().signal)) heard.push(String(piece));
  };
  await expect(refused()).rejects.toMatchObject({ status: 403, message: 'no right' });
});
