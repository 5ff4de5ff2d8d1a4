/** The seams over Slack's own client. Retries are the outbox's business, so the client makes none. */
import type { KnownBlock, ModalView } from '@slack/types';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { Said } from '../engine/incidents/intents.ts';
import {
  type ChannelApi,
  type FileApi,
  type FormApi,
  type FurnishApi,
  type GroupApi,
  type Identity,
  type IdentityApi,
  keyText,
  type Looked,
  type MessageApi,
  type MessageKey,
  type Outgoing,
  type OutgoingFile,
  type PeopleApi,
  type ReadingApi,
  type Where,
  type WhisperApi,
} from './api.ts';
import { failureOf } from './failures.ts';
import { messageIn } from './form/payloads.ts';
import { type ClientLog, logAdapter } from './log-adapter.ts';

/** The first page has it nearly always; a channel in which nothing is ours is not read to its beginning. */
const MOST_PAGES = 25;
/** As many as Slack lists at once. */
const MOST_CHANNELS = 999;

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

interface NotInvited {
  readonly user: string;
  readonly error: string;
}

/** Slack names each person who cannot be invited; whoever is in already has got what was wanted. */
function notInvited(errors: unknown): NotInvited[] {
  const all = Array.isArray(errors) ? (errors as readonly Partial<NotInvited>[]) : [];
  return all.flatMap(({ user, error }) =>
    user === undefined || error === undefined || error === 'already_in_channel' ? [] : [{ user, error }],
  );
}

function isRefusal(error: unknown, word: string): boolean {
  return (error as { readonly data?: { readonly error?: unknown } }).data?.error === word;
}

/** It is done when Slack says that it was done before. */
async function unless(word: string, call: Promise<unknown>): Promise<void> {
  await call.catch((error: unknown) => {
    if (!isRefusal(error, word)) throw error;
  });
}

export class WebApi
  implements
    MessageApi,
    FileApi,
    GroupApi,
    IdentityApi,
    PeopleApi,
    FormApi,
    WhisperApi,
    ChannelApi,
    FurnishApi,
    ReadingApi
{
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

  async said(channel: string, ts: string): Promise<Said | null> {
    // Of a message in a thread, too: https://docs.slack.dev/reference/methods/conversations.replies
    const only = { oldest: ts, latest: ts, inclusive: true, limit: 1 };
    const { messages = [] } = await this.#client.conversations.replies({ channel, ts, ...only });
    const found = messageIn(messages.find((message) => message.ts === ts));
    return found === null ? null : { author: found.author, text: found.text };
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

  async personWith(email: string): Promise<string | null> {
    try {
      const { user } = await this.#client.users.lookupByEmail({ email });
      return user?.deleted === true ? null : (user?.id ?? null);
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === 'permanent' && failure.error === 'users_not_found') return null;
      throw error;
    }
  }

  async nameOf(id: string): Promise<string | null> {
    const { user } = await this.#client.users.info({ user: id });
    const { profile, real_name, name } = user ?? {};
    return profile?.display_name || profile?.real_name || real_name || name || null;
  }

  async found(name: string): Promise<string> {
    const { channel } = await this.#client.conversations.create({ name });
    if (channel?.id === undefined) throw new Error('Slack named no id for a channel');
    return channel.id;
  }

  async foundEarlier(name: string, since: Date, page: string | null): Promise<Looked> {
    const { userId } = await this.identity();
    const cursor = page === null ? {} : { cursor: page };
    const answer = await this.#client.conversations.list({ limit: MOST_CHANNELS, exclude_archived: true, ...cursor });
    const ours = answer.channels?.find(
      // Slack tells whole seconds.
      ({ name: listed, creator, created = 0 }) =>
        listed === name && creator === userId && created >= Math.floor(since.getTime() / 1_000),
    );
    return { found: ours?.id ?? null, next: answer.response_metadata?.next_cursor || null };
  }

  async describe(channel: string, what: 'topic' | 'purpose', text: string): Promise<void> {
    if (what === 'topic') await this.#client.conversations.setTopic({ channel, topic: text });
    else await this.#client.conversations.setPurpose({ channel, purpose: text });
  }

  async archive(channel: string): Promise<void> {
    await unless('already_archived', this.#client.conversations.archive({ channel }));
  }

  async invite(channel: string, users: readonly string[]): Promise<readonly NotInvited[]> {
    try {
      const answer = await this.#client.conversations.invite({ channel, users: users.join(','), force: true });
      return notInvited((answer as { readonly errors?: unknown }).errors);
    } catch (error) {
      const { data } = error as { readonly data?: { readonly errors?: unknown } };
      const named = notInvited(data?.errors);
      if (named.length === 0 && !isRefusal(error, 'already_in_channel')) throw error;
      return named;
    }
  }

  async pin(channel: string, ts: string): Promise<void> {
    await unless('already_pinned', this.#client.pins.add({ channel, timestamp: ts }));
  }

  async bookmark(channel: string, title: string, link: string): Promise<void> {
    const { bookmarks = [] } = await this.#client.bookmarks.list({ channel_id: channel });
    if (bookmarks.some((each) => each.link === link)) return;
    await this.#client.bookmarks.add({ channel_id: channel, title, type: 'link', link });
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
