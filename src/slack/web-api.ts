/** The seams over Slack's own client. Retries are the outbox's business, so the client makes none. */
import type { KnownBlock, ModalView } from '@slack/types';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import {
  type FileApi,
  type FormApi,
  type GroupApi,
  type Identity,
  type IdentityApi,
  keyText,
  type MessageApi,
  type MessageKey,
  type Outgoing,
  type OutgoingFile,
  type Where,
  type WhisperApi,
} from './api.ts';
import { type ClientLog, logAdapter } from './log-adapter.ts';

/** The first page has it nearly always; a channel in which nothing is ours is not read to its beginning. */
const MOST_PAGES = 25;

export function clientOptions(slackApiUrl: string | null, log: ClientLog): WebClientOptions {
  return {
    ...(slackApiUrl === null ? {} : { slackApiUrl }),
    timeout: 10_000,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: logAdapter(log),
  };
}

/** Megabytes need more time than messages. */
const UPLOAD_MS = 60_000;

interface Listed {
  readonly ts?: string;
  readonly bot_id?: string;
  readonly user?: string;
  readonly files?: readonly { readonly id?: string; readonly name?: string | null }[];
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: object };
}

/** Metadata may carry anybody's words: only what the bot itself has posted is ours. */
function isBy({ botId, userId }: Identity, { bot_id, user }: Listed): boolean {
  return bot_id === undefined || botId === null ? user === userId : bot_id === botId;
}

export class WebApi implements MessageApi, FileApi, GroupApi, IdentityApi, FormApi, WhisperApi {
  readonly #client: WebClient;
  readonly #uploads: WebClient;
  #identity: Identity | null = null;

  constructor(token: string, slackApiUrl: string | null, log: ClientLog) {
    this.#client = new WebClient(token, clientOptions(slackApiUrl, log));
    this.#uploads = new WebClient(token, { ...clientOptions(slackApiUrl, log), timeout: UPLOAD_MS });
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

  /** The oldest of several with the same key: the others are mistakes. */
  async keys(channel: string, where: Where): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for await (const { ts, metadata } of this.#own(channel, where)) {
      if (ts === undefined || metadata?.event_type === undefined) continue;
      const payload = (metadata.event_payload ?? {}) as MessageKey['payload'];
      const key = keyText({ event: metadata.event_type, payload });
      const other = found.get(key);
      if (other === undefined || Number(ts) < Number(other)) found.set(key, ts);
    }
    return found;
  }

  async share(channel: string, threadTs: string, { name, title, comment, bytes }: OutgoingFile): Promise<string> {
    const answer = await this.#uploads.filesUploadV2({
      channel_id: channel,
      thread_ts: threadTs,
      filename: name,
      title,
      initial_comment: comment,
      file: Buffer.from(bytes),
    });
    const id = answer.files[0]?.files?.[0]?.id;
    if (id === undefined) throw new Error('Slack named no id for a file');
    return id;
  }

  async shared(channel: string, threadTs: string): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for await (const { files = [] } of this.#own(channel, { threadTs }))
      for (const { id, name } of files) if (id !== undefined && name) found.set(name, id);
    return found;
  }

  async open(trigger: string, form: ModalView): Promise<void> {
    await this.#client.views.open({ trigger_id: trigger, view: form });
  }

  async redraw({ id, hash }: { id: string; hash: string | null }, form: ModalView): Promise<void> {
    await this.#client.views.update({ view_id: id, view: form, ...(hash === null ? {} : { hash }) });
  }

  async whisper(channel: string, user: string, { text, blocks }: Outgoing): Promise<void> {
    await this.#client.chat.postEphemeral({ channel, user, text, blocks: blocks as KnownBlock[] });
  }

  async tell(user: string, { text, blocks }: Outgoing): Promise<void> {
    await this.#client.chat.postMessage({ channel: user, text, blocks: blocks as KnownBlock[] });
  }

  async groups(): Promise<ReadonlyMap<string, string>> {
    const { usergroups = [] } = await this.#client.usergroups.list();
    return new Map(usergroups.flatMap(({ handle, id }) => (handle && id ? [[handle.toLowerCase(), id] as const] : [])));
  }

  async membersOf(groupId: string): Promise<ReadonlySet<string>> {
    const { users = [] } = await this.#client.usergroups.users.list({ usergroup: groupId });
    return new Set(users);
  }

  async identity(): Promise<Identity> {
    if (this.#identity !== null) return this.#identity;
    const { team_id, enterprise_id, bot_id, user_id, url } = await this.#client.auth.test();
    if (team_id === undefined) throw new Error('Slack did not say which workspace the bot token belongs to');
    this.#identity = {
      teamId: team_id,
      enterpriseId: enterprise_id ?? null,
      botId: bot_id ?? null,
      userId: user_id ?? null,
      address: url ?? null,
    };
    return this.#identity;
  }

  /** What the bot itself has written there. */
  async *#own(channel: string, where: Where): AsyncIterable<Listed> {
    const own = await this.identity();
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const { messages, next } = await this.#page(channel, where, cursor);
      for (const message of messages) if (isBy(own, message)) yield message;
      if (next === undefined) break;
      cursor = next;
    }
  }

  async #page(channel: string, where: Where, cursor: string | undefined) {
    const page = { channel, include_all_metadata: true, limit: 200, ...(cursor === undefined ? {} : { cursor }) };
    const answer =
      'threadTs' in where
        ? await this.#client.conversations.replies({ ...page, ts: where.threadTs })
        : await this.#client.conversations.history({ ...page, oldest: String(where.oldest.getTime() / 1_000) });
    return {
      messages: (answer.messages ?? []) as readonly Listed[],
      next: answer.response_metadata?.next_cursor || undefined,
    };
  }
}
