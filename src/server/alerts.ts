/**
 * Alertmanager's webhook (payload version 4). What it takes an answer for (Alertmanager 0.25, notify/util.go): 2xx is taken; 5xx
 * is tried again, with growing pauses until the group's interval is over; anything else is given up, until the group is sent next.
 */

import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import * as z from 'zod';
import type { Alert } from '../model/alert.ts';
import { clip } from '../model/clip.ts';
import { answer, type Route } from './server.ts';

export interface AlertsOptions {
  /** What has to be shown, as a bearer token or as the password of basic authentication. */
  readonly token: string;
  /** False while it is not known what was released: then nothing can be said about an alert. */
  readonly ready: () => boolean;
  /** Rejects when the alerts are to be sent again. */
  readonly take: (alerts: readonly Alert[]) => Promise<void>;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** An alert is about 1 KiB, and a storm has hundreds. */
const LARGEST_BODY = 4 * 1024 * 1024;
const LONGEST_NAME = 120;
const LONGEST_WORDS = 300;
const SAYING = ['summary', 'description', 'message'];

const words = z.record(z.string(), z.string());

const payload = z.object({
  version: z.literal('4'),
  groupKey: z.string(),
  truncatedAlerts: z.number().int().min(0).default(0),
  alerts: z.array(
    z.object({
      status: z.enum(['firing', 'resolved']),
      labels: words,
      annotations: words.default({}),
      startsAt: z.iso.datetime({ offset: true }),
      fingerprint: z.string().min(1).max(64),
    }),
  ),
});

export function alertsRoute(options: AlertsOptions): Route {
  return { path: '/alerts', method: 'POST', handler: (request, response) => void answered(request, response, options) };
}

async function answered(request: IncomingMessage, response: ServerResponse, options: AlertsOptions): Promise<void> {
  const { log } = options;
  try {
    const { status, said } = await taken(request, options);
    if (status === 401) response.setHeader('www-authenticate', 'Bearer realm="alerts"');
    // What is left of a body that nobody reads would stand before the next request.
    if (status !== 200) response.setHeader('connection', 'close');
    answer(response, status, status === 200 ? { taken: said } : { error: said });
    if (status !== 200) log.warn({ from: request.socket.remoteAddress, status, said }, 'alerts were refused');
  } catch (error) {
    log.error({ err: error }, 'alerts could not be taken');
    answer(response, 503, { error: 'the alerts could not be taken; send them again' });
  }
}

async function taken(
  request: IncomingMessage,
  { token, ready, take, log }: AlertsOptions,
): Promise<{ status: number; said: string }> {
  if (!shows(request.headers.authorization ?? '', token)) {
    return { status: 401, said: 'show the token of ROLLBRIDGE_ALERTS_TOKEN, as a bearer token or as the password' };
  }
  if (!ready()) return { status: 503, said: 'it is not known yet what was released; send them again' };
  const body = await bodyOf(request);
  if (body === null) return { status: 413, said: `more than ${LARGEST_BODY} bytes; set max_alerts of the webhook` };
  const parsed = payload.safeParse(parsedJson(body));
  if (!parsed.success) return { status: 400, said: mistakes(parsed.error) };
  const { alerts, groupKey, truncatedAlerts } = parsed.data;
  if (truncatedAlerts > 0) log.info({ groupKey: groupKey.slice(0, 200), truncatedAlerts }, 'not all alerts were sent');
  await take(alerts.map(alertOf));
  return { status: 200, said: `${alerts.length} alerts` };
}

/** Digests are as long as each other, so the time that it takes tells nothing about the token. */
function shows(authorization: string, token: string): boolean {
  const [scheme = '', shown = ''] = authorization.split(/ +/, 2);
  return timingSafeEqual(digest(secretOf(scheme.toLowerCase(), shown)), digest(token));
}

function secretOf(scheme: string, shown: string): string {
  if (scheme === 'bearer') return shown;
  if (scheme !== 'basic') return '';
  const both = Buffer.from(shown, 'base64').toString();
  return both.includes(':') ? both.slice(both.indexOf(':') + 1) : '';
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Null when it is too long. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_BODY) return null;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST_BODY) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Undefined is no JSON. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function mistakes({ issues }: z.ZodError): string {
  const all = issues.slice(0, 3).map(({ path, message }) => `${path.join('.') || 'the body'}: ${message}`);
  return `this is no payload of Alertmanager, version 4: ${all.join('; ')}`;
}

function alertOf({
  status,
  labels,
  annotations,
  startsAt,
  fingerprint,
}: z.infer<typeof payload>['alerts'][number]): Alert {
  const says = SAYING.map((name) => annotations[name]?.trim() ?? '').find((text) => text !== '');
  return {
    state: status,
    name: clip(labels.alertname ?? '', LONGEST_NAME) || 'without a name',
    labels,
    says: says === undefined ? null : clip(says, LONGEST_WORDS),
    startsAt,
    fingerprint,
  };
}
