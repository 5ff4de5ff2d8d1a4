/** What a cluster asks of the program: does it live, is it ready, and how does it do. Whoever listens serves these. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';

/** In the shape of Bolt's `customRoutes`. */
export interface Route {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
}

/** True when this part is ready. One that throws is not. */
export type ReadyCheck = () => boolean;

export interface RoutesOptions {
  readonly metrics: { readonly registry: Pick<Registry, 'metrics' | 'contentType'> };
  readonly checks: Readonly<Record<string, ReadyCheck>>;
}

export function routes({ metrics, checks }: RoutesOptions): Route[] {
  return [
    { path: '/healthz', method: 'GET', handler: (_, response) => answer(response, 200, { alive: true }) },
    { path: '/readyz', method: 'GET', handler: (_, response) => answerReady(response, checks) },
    { path: '/metrics', method: 'GET', handler: (_, response) => void answerMetrics(response, metrics.registry) },
  ];
}

/** Serves these routes and nothing else. */
export function listener(routes: readonly Route[]): RequestListener {
  return (request, response) => {
    const path = request.url?.split('?')[0];
    const route = routes.find((each) => each.path === path && each.method === request.method);
    if (route === undefined) answer(response, 404, { error: 'there is nothing here' });
    else route.handler(request, response);
  };
}

function answerReady(response: ServerResponse, checks: RoutesOptions['checks']): void {
  const failing = Object.keys(checks).filter((name) => !holds(checks[name]));
  answer(response, failing.length === 0 ? 200 : 503, { ready: failing.length === 0, failing });
}

function holds(check: ReadyCheck | undefined): boolean {
  try {
    return check?.() ?? false;
  } catch {
    return false;
  }
}

async function answerMetrics(response: ServerResponse, registry: RoutesOptions['metrics']['registry']): Promise<void> {
  try {
    const text = await registry.metrics();
    response.writeHead(200, { 'content-type': registry.contentType }).end(text);
  } catch {
    answer(response, 500, { error: 'the metrics could not be collected' });
  }
}

export function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
