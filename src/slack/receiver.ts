/** Signed HTTP from Slack, up to the point where a request is known to be Slack's own and new. */
import type { IncomingMessage, RequestListener } from 'node:http';
import { type CustomRoute, HTTPReceiver } from '@slack/bolt';
import type { ReceiverProcessEventErrorHandlerArgs } from '@slack/bolt/dist/receivers/HTTPModuleFunctions.js';
import type { Logger } from 'pino';
import { type Arrival, Doubtful } from './arrival.ts';
import { logAdapter } from './log-adapter.ts';
import { Replays } from './replays.ts';
import { refusalOf } from './unreadable.ts';

export interface ReceiverOptions {
  readonly signingSecret: string;
  readonly routes: CustomRoute[];
  readonly log: Logger;
  /** Hears of requests that did not prove to be Slack's own and new. */
  readonly unverified: () => void;
}

const ENDPOINT = '/slack/events';
/** More than any payload of Slack's. */
const LARGEST_BODY = 1024 * 1024;

export function createReceiver({ signingSecret, routes, log, unverified }: ReceiverOptions): HTTPReceiver {
  const replays = new Replays();
  const arrivals = new WeakMap<IncomingMessage, Date>();
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: [ENDPOINT],
    customRoutes: routes,
    logger: logAdapter(log),
    bodyLimit: LARGEST_BODY,
    customPropertiesExtractor: (request) => {
      const receivedAt = arrivals.get(request) ?? new Date();
      const arrival: Arrival = { receivedAt, doubt: replays.doubt(request.headers, receivedAt.getTime()) };
      return { arrival };
    },
    dispatchErrorHandler: ({ response }) => void response.writeHead(404).end(),
    processEventErrorHandler: (args) => Promise.resolve(refuse(args, log)),
  });
  const listener: RequestListener = receiver.requestListener;
  receiver.requestListener = (request, response) => {
    arrivals.set(request, new Date());
    if (!isForBolt(request)) return listener(request, response);
    response.once('finish', () => {
      if (isUnverified(response.statusCode)) unverified();
    });
    void refusalOf(request, { signingSecret, bodyLimit: LARGEST_BODY }).then((status) => {
      if (status === null) return listener(request, response);
      log.warn({ from: request.socket.remoteAddress, status }, 'a request could not be read');
      response.writeHead(status).end();
    });
  };
  return receiver;
}

function isForBolt({ method, url = '' }: IncomingMessage): boolean {
  return method === 'POST' && new URL(url, 'http://localhost').pathname === ENDPOINT;
}

const UNSIGNED = 401;
const DOUBTFUL = 409;

function isUnverified(status: number): boolean {
  return status === UNSIGNED || status === DOUBTFUL;
}

/** True: the answer was given here, and nobody waits for an acknowledgement any more. */
function refuse({ error, response, request }: ReceiverProcessEventErrorHandlerArgs, log: Logger): boolean {
  const original = (error as { original?: unknown }).original ?? error;
  const isDoubtful = original instanceof Doubtful;
  if (isDoubtful) log.warn({ from: request.socket.remoteAddress, reason: original.message }, 'a request was refused');
  else log.error({ err: original }, 'a request could not be handled');
  if (!response.headersSent) response.writeHead(isDoubtful ? DOUBTFUL : 500).end();
  return true;
}
