/** How Slack's requests come in: by sockets that we open, or by signed HTTP. */
import type { Receiver } from '@slack/bolt';
import type { Logger } from 'pino';
import type { Settings } from '../config/environment.ts';
import type { Route } from '../server/server.ts';
import { createReceiver } from './receiver.ts';
import { SocketReceiver } from './socket-receiver.ts';

export interface Entrance {
  readonly receiver: Receiver;
  /** Asked once the receiver is started. True while requests can come in. */
  readonly isOpen: () => boolean;
  /** Resolves when they can. Throws when Slack refuses what we ask in with. */
  readonly opened: () => Promise<void>;
}

export interface EntranceOptions {
  readonly settings: Pick<Settings, 'slackEntrance' | 'slackApiUrl'>;
  readonly routes: Route[];
  readonly log: Logger;
  /** Hears of requests that did not prove to be Slack's own and new. */
  readonly unverified: () => void;
}

export function createEntrance({ settings, routes, log, unverified }: EntranceOptions): Entrance {
  const { slackEntrance, slackApiUrl } = settings;
  if (slackEntrance.by === 'http') {
    const receiver = createReceiver({ signingSecret: slackEntrance.signingSecret, routes, log, unverified });
    return { receiver, isOpen: () => true, opened: () => Promise.resolve() };
  }
  const receiver = new SocketReceiver({ appToken: slackEntrance.appToken, slackApiUrl, routes, log });
  return { receiver, isOpen: () => receiver.sockets.isOpen, opened: () => receiver.sockets.opened };
}
