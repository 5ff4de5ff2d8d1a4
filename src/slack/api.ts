/** The few calls of Slack's Web API that are made, as a seam: what is above it knows no client and no HTTP. */

import type { KnownBlock } from '@slack/types';

export interface MessageKey {
  readonly event: string;
  readonly payload: Readonly<Record<string, string | number>>;
}

export interface Outgoing {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

export interface SlackApi {
  /** Returns the message's `ts`. */
  post(channel: string, threadTs: string | null, message: Outgoing, key: MessageKey): Promise<string>;
  update(channel: string, ts: string, message: Outgoing): Promise<void>;
  /** `ts` of each message of ours in the channel since `oldest`, or in the thread, by its key. */
  keys(
    channel: string,
    where: { readonly threadTs: string } | { readonly oldest: Date },
  ): Promise<ReadonlyMap<string, string>>;
}

/** One string per key, the same for what is posted and for what is found. */
export function keyText({ event, payload }: MessageKey): string {
  return `${event} ${Object.entries(payload)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')}`;
}
