/** The seam over Slack's own client. Retries are the outbox's business, so the client makes none. */

import type { KnownBlock } from '@slack/types';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import { keyText, type MessageKey, type Outgoing, type SlackApi } from './api.ts';

export function clientOptions(slackApiUrl: string | null): WebClientOptions {
  return {
    ...(slackApiUrl === null ? {} : { slackApiUrl }),
    timeout: 10_000,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  };
}

interface Listed {
  readonly ts?: string;
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: object };
}

export class WebApi implements SlackApi {
  readonly #client: WebClient;

  constructor(token: string, slackApiUrl: string | null) {
    this.#client = new WebClient(token, clientOptions(slackApiUrl));
  }

  get client(): WebClient {
    return this.#client;
  }

  async post(channel: string, threadTs: string | null, message: Outgoing, key: MessageKey): Promise<string> {
    const answer = await this.#client.chat.postMessage({
      channel,
      text: message.text,
      blocks: message.blocks as KnownBlock[],
      metadata: { event_type: key.event, event_payload: key.payload },
      unfurl_links: false,
      unfurl_media: false,
      ...(threadTs === null ? {} : { thread_ts: threadTs }),
    });
    if (answer.ts === undefined) throw new Error('Slack named no ts for a posted message');
    return answer.ts;
  }

  async update(channel: string, ts: string, message: Outgoing): Promise<void> {
    await this.#client.chat.update({ channel, ts, text: message.text, blocks: message.blocks as KnownBlock[] });
  }

  async keys(
    channel: string,
    where: { readonly threadTs: string } | { readonly oldest: Date },
  ): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    let cursor: string | undefined;
    do {
      const page = { channel, include_all_metadata: true, limit: 200, ...(cursor === undefined ? {} : { cursor }) };
      const answer =
        'threadTs' in where
          ? await this.#client.conversations.replies({ ...page, ts: where.threadTs })
          : await this.#client.conversations.history({ ...page, oldest: String(where.oldest.getTime() / 1_000) });
      for (const { ts, metadata } of (answer.messages ?? []) as Listed[]) {
        if (ts === undefined || metadata?.event_type === undefined) continue;
        const payload = (metadata.event_payload ?? {}) as MessageKey['payload'];
        found.set(keyText({ event: metadata.event_type, payload }), ts);
      }
      cursor = answer.response_metadata?.next_cursor || undefined;
    } while (cursor !== undefined);
    return found;
  }
}
