/** What a pod answers over HTTP. Pure, but for the luck of a request. */
import type { PodAnswer, PodRequest } from '../../api/pods.ts';
import type { App } from './app.ts';

/** Not `Authorization`: the API server's proxy keeps that for itself. */
const TOKEN_HEADER = 'x-access-token';
const TOKEN = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJzbW9rZSJ9.x';
const HEALTH = /^\/(health|ready|live)/;

/** `luck` from 0 to 1 decides whether this is one of the requests that fail. */
export function answer({ behaviour, name }: App, request: PodRequest, luck: number): PodAnswer {
  const { version, errorShare, unhealthy } = behaviour;
  const [path = '/'] = request.path.split('?');
  if (luck < errorShare) return reply(500, { error: 'injected', version });
  if (HEALTH.test(path)) {
    return unhealthy ? reply(503, { status: 'unhealthy', version }) : reply(200, { status: 'ok', version });
  }
  if (path.endsWith('/login') && request.method === 'POST') return login(request.body);
  if (path.includes('/private')) {
    if (request.headers.get(TOKEN_HEADER) !== TOKEN) return reply(401, { error: 'no or wrong X-Access-Token' });
    return reply(200, { user: 'smoke', version });
  }
  return reply(200, { version, pod: name, items: ['a', 'b'], database: 'ready' });
}

function login(body: string): PodAnswer {
  try {
    const { username, password } = JSON.parse(body) as { username?: unknown; password?: unknown };
    if (username && password) return reply(200, { token: TOKEN });
  } catch {
    // Not JSON: no credentials either.
  }
  return reply(401, { error: 'bad credentials' });
}

function reply(status: number, body: object): PodAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(body)}\n` };
}
