/** The way of the contract to an API server: plain HTTPS, with nothing in between. */
import { request } from 'node:https';
import { createInterface } from 'node:readline';
import { type Asking, type Came, type Event, type MetCluster, TYPES, type Watching } from './met.ts';

export interface Server {
  readonly url: string;
  readonly token: string;
}

/** In a namespace of its own, which goes at the end. */
export async function meet(server: Server): Promise<MetCluster> {
  const namespace = `contract-${Math.random().toString(36).slice(2, 10)}`;
  const ask = (method: string, path: string, asking: Asking = {}) => asked(server, { method, path, asking });
  await ask('POST', '/api/v1/namespaces', {
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  });
  return {
    namespace,
    ask,
    watch: (path) => watching(server, path),
    close: async () => {
      await ask('DELETE', `/api/v1/namespaces/${namespace}`);
    },
  };
}

interface Question {
  readonly method: string;
  readonly path: string;
  readonly asking: Asking;
}

function asked(server: Server, { method, path, asking }: Question): Promise<Came> {
  const { body, type = 'json', token = server.token, headers } = asking;
  const text = body === undefined ? '' : JSON.stringify(body);
  const sent = {
    'user-agent': 'contract',
    ...(token !== '' && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && { 'content-type': TYPES[type], 'content-length': String(Buffer.byteLength(text)) }),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const call = request(`${server.url}${path}`, { method, headers: sent, rejectUnauthorized: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('error', reject);
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const warning = answer.headers.warning ?? null;
        resolve({ status: answer.statusCode ?? 0, body: parsed(Buffer.concat(chunks).toString()), warning });
      });
    });
    call.on('error', reject);
    call.end(text);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const PATIENCE_MS = 10_000;

function watching(server: Server, path: string): Promise<Watching> {
  const events: Event[] = [];
  let heard: () => void = () => undefined;
  const headers = { authorization: `Bearer ${server.token}`, 'user-agent': 'contract' };
  return new Promise((resolve, reject) => {
    const call = request(`${server.url}${path}&watch=true`, { headers, rejectUnauthorized: false }, (answer) => {
      const lines = createInterface({ input: answer });
      // It is cut in the middle when it is stopped.
      for (const each of [answer, lines]) each.on('error', () => undefined);
      lines.on('line', (line) => {
        const event = JSON.parse(line) as Event;
        if (event.type !== 'BOOKMARK') events.push(event);
        heard();
      });
      resolve({ next, stop: () => call.destroy() });
    });
    call.on('error', reject);
    call.end();
  });

  async function next(count: number): Promise<readonly Event[]> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    heard = () => (events.length >= count ? resolve() : undefined);
    heard();
    const patience = setTimeout(() => reject(new Error(`only ${events.length} of ${count} events came`)), PATIENCE_MS);
    await promise.finally(() => clearTimeout(patience));
    return events.splice(0, count);
  }
}
