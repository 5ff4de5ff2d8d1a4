/** A Slack workspace on this machine: an HTTP server for the bot and a driver for whoever plays the people. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Acts } from './acts.ts';
import { isRecord } from './block-kit/index.ts';
import { CallDesk, type CallRecord, type Reply } from './call-desk.ts';
import { Courier } from './courier.ts';
import type { DeliveryRecord } from './delivery.ts';
import { Dispatch } from './dispatch.ts';
import { Driver } from './driver.ts';
import { Faults } from './faults.ts';
import { type KeptWorkspace, restore } from './kept.ts';
import { Ledger } from './ledger.ts';
import { Line } from './line.ts';
import { type RateLimitOptions, RateLimits } from './rate-limits.ts';
import { ResponseUrls } from './response-urls.ts';
import type { Seed } from './seed.ts';
import { Sockets } from './sockets.ts';
import { downloadOf, receiveUpload } from './uploads.ts';
import { WebApi } from './web-api.ts';
import { Workspace } from './workspace.ts';

export interface WorkspaceOptions {
  readonly seed: Seed;
  /** Where the bot listens; may be told later with `driver.connect`, and need not be if it opens sockets. */
  readonly botUrl?: string;
  /** The app's manifest as an object or as the path of a file; without it everything is granted. */
  readonly manifest?: unknown;
  /** Random unless given. */
  readonly port?: number;
  /** Milliseconds; the real time unless given. */
  readonly now?: () => number;
  /** Off unless given. */
  readonly rateLimits?: RateLimitOptions;
  /** How long the bot may take to acknowledge: 3,000 ms as at Slack unless given. */
  readonly ackTimeoutMs?: number;
  /** How many calls, deliveries, and versions of each message are kept: all unless given. */
  readonly history?: number;
  /** Of a workspace that was there before; it goes on from there. */
  readonly kept?: KeptWorkspace;
}

export interface SlackWorkspace {
  readonly url: string;
  /** For the bot's `SLACK_API_URL`. */
  readonly apiUrl: string;
  readonly driver: Driver;
  /** The state behind the driver, for a page that shows it. */
  readonly workspace: Workspace;
  /** What went between Slack and the bot. */
  readonly record: TrafficRecord;
  close(): Promise<void>;
}

export interface TrafficRecord {
  readonly calls: Ledger<CallRecord>;
  readonly deliveries: Ledger<DeliveryRecord>;
  /** Null when no limits are kept. */
  readonly limits: RateLimits | null;
}

/** Listens on 127.0.0.1. Rejects if the port is taken or the manifest cannot be read. */
export async function startWorkspace(options: WorkspaceOptions): Promise<SlackWorkspace> {
  const now = options.now ?? Date.now;
  const workspace = new Workspace(options.seed, { now, manifest: options.manifest, history: options.history });
  const faults = new Faults();
  const limits = options.rateLimits ? new RateLimits(now, options.rateLimits) : null;
  const record = {
    calls: new Ledger<CallRecord>(options.history),
    deliveries: new Ledger<DeliveryRecord>(options.history),
    limits,
  };
  const desk = new CallDesk({ now, faults, log: record.calls, changed: () => workspace.changed() });
  const responseUrls = new ResponseUrls(workspace);
  const line = new Line(createServer());
  line.onCut = () => workspace.changed();
  const origin = () => line.url;
  const api = new WebApi({ workspace, desk, limits, origin });
  line.serve(router({ workspace, api, desk, responseUrls }));
  const ackTimeoutMs = options.ackTimeoutMs ?? 3000;
  const sockets = new Sockets({ workspace, ackTimeoutMs });
  line.upgrade((...request) => sockets.accept(...request));
  await line.listen(options.port ?? 0);
  if (options.kept) restore(workspace, options.kept, line.url);

  const dispatch = new Dispatch({ signingSecret: options.seed.signingSecret, ackTimeoutMs });
  dispatch.botUrl = options.botUrl ?? null;
  const courier = new Courier({ workspace, dispatch, sockets, log: record.deliveries });
  const acts = new Acts({ workspace, courier, responseUrls, origin });
  const driver = new Driver({ workspace, acts, courier, dispatch, sockets, desk, faults, line });
  return { url: line.url, apiUrl: `${line.url}/api/`, driver, workspace, record, close: () => line.close() };
}

interface Routed {
  readonly workspace: Workspace;
  readonly api: WebApi;
  readonly desk: CallDesk;
  readonly responseUrls: ResponseUrls;
}

function router({ workspace, api, desk, responseUrls }: Routed) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readAll(request);
    const [, area, name = ''] = new URL(request.url ?? '/', 'http://localhost').pathname.split('/');
    const { headers } = request;
    switch (area) {
      case 'api':
        return reply(response, await api.handle(name, { headers, body }));
      case 'hook': {
        const json = parsed(body);
        return reply(response, await desk.take('response_url', json, () => responseUrls.answer(name, json)));
      }
      case 'upload':
        return reply(response, await receiveUpload(workspace, name, { headers, body }));
      case 'files':
        return sendFile(response, workspace, { id: name, authorization: headers.authorization });
      default:
        return reply(response, { status: 404, body: 'There is nothing here.' });
    }
  };
}

function sendFile(
  response: ServerResponse,
  workspace: Workspace,
  asked: { id: string; authorization: string | undefined },
): void {
  const { status, bytes } = downloadOf(workspace, asked);
  response.writeHead(status).end(bytes);
}

function parsed(body: Buffer): Record<string, unknown> {
  const value: unknown = JSON.parse(body.toString('utf8'));
  return isRecord(value) ? value : {};
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function reply(response: ServerResponse, answer: Reply): void {
  if (answer === 'hang') return;
  if (answer === 'cut') {
    response.destroy();
    return;
  }
  const isText = typeof answer.body === 'string';
  const type = isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  response.writeHead(answer.status, { 'content-type': type, ...answer.headers });
  response.end(isText ? answer.body : JSON.stringify(answer.body));
}
