/** What a Web API method is given and how it refuses. Arguments come as text (form) or as JSON values: both are read here. */
import { isRecord, type Refusal, refuseBlocks } from './block-kit/index.ts';
import type { Channel } from './channel.ts';
import type { Json } from './message.ts';
import type { Workspace } from './workspace.ts';

/** An answer `{ok: false, error}`, with whatever Slack adds to it. */
export class ApiRefusal extends Error {
  readonly more: Json;

  constructor(error: string, more: Json = {}) {
    super(error);
    this.more = more;
  }
}

export interface ApiCall {
  readonly workspace: Workspace;
  readonly args: Json;
  /** Where the server listens, for addresses in answers. */
  readonly origin: string;
}

/** Answers what goes beside `ok: true`. Throws ApiRefusal. */
export type ApiMethod = (call: ApiCall) => Json;

export function textOf(args: Json, name: string): string {
  const value = args[name];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

export function isSet(args: Json, name: string): boolean {
  return ['true', '1', 1, true].includes(args[name] as string);
}

/** An argument that is JSON, as such or in a string; undefined if it was not given. */
export function jsonOf(args: Json, name: string, error: string): unknown {
  const value = args[name];
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    throw new ApiRefusal(error);
  }
}

export function blocksOf(args: Json): readonly Json[] | undefined {
  const blocks = jsonOf(args, 'blocks', 'invalid_blocks_format');
  if (blocks === undefined) return undefined;
  const refusal = refuseBlocks(blocks);
  if (refusal) throw refused(refusal);
  return Array.isArray(blocks) ? blocks.filter(isRecord) : [];
}

export function refused({ error, messages }: Refusal): ApiRefusal {
  const metadata = { response_metadata: { messages: messages.map((message) => `[ERROR] ${message}`) } };
  return new ApiRefusal(error, error === 'invalid_blocks' ? { errors: messages, ...metadata } : metadata);
}

export function metadataOf(args: Json): Json | undefined {
  const metadata = jsonOf(args, 'metadata', 'invalid_metadata_format');
  if (metadata === undefined) return undefined;
  if (!isRecord(metadata)) throw new ApiRefusal('invalid_metadata_format');
  if (Object.keys(metadata).length === 0) return metadata;
  if (typeof metadata.event_type !== 'string' || !isRecord(metadata.event_payload)) {
    throw new ApiRefusal('invalid_metadata_schema');
  }
  return metadata;
}

/** The channel meant, which the bot can see: of a private one that it is not in, Slack does not admit that it exists. */
export function channelOf({ workspace, args }: ApiCall): Channel {
  const channel = workspace.channel(textOf(args, 'channel'));
  if (!channel || !workspace.canSee(workspace.seed.bot.userId, channel)) throw new ApiRefusal('channel_not_found');
  return channel;
}

export function liveChannelOf(call: ApiCall): Channel {
  const channel = channelOf(call);
  if (channel.archived) throw new ApiRefusal('is_archived');
  return channel;
}

/** A live channel with the bot in it. */
export function joinedChannelOf(call: ApiCall): Channel {
  const channel = liveChannelOf(call);
  if (!botIsIn(call.workspace, channel)) throw new ApiRefusal('not_in_channel');
  return channel;
}

/** Where a reply hangs: on the message that the thread began with, even if it was sent to another reply. */
export function threadOf({ workspace, args }: ApiCall, channel: Channel): string | null {
  const ts = textOf(args, 'thread_ts');
  if (ts === '') return null;
  const parent = workspace.messages.find(channel.id, ts);
  if (!parent) throw new ApiRefusal('thread_not_found');
  return parent.threadTs ?? parent.ts;
}

export function botIsIn(workspace: Workspace, channel: Channel): boolean {
  return channel.members.has(workspace.seed.bot.userId);
}

export function has(workspace: Workspace, scope: string): boolean {
  return workspace.grants === null || workspace.grants.scopes.has(scope);
}

const PAGE = 100;

/** One page of a list and the cursor of the next, as Slack's paginated methods answer. */
export function page<Item>(
  args: Json,
  items: readonly Item[],
): { items: readonly Item[]; more: Json; hasMore: boolean } {
  const limit = Math.min(Number(textOf(args, 'limit')) || PAGE, 1000);
  const cursor = textOf(args, 'cursor');
  const start = cursor === '' ? 0 : Number(Buffer.from(cursor, 'base64').toString().replace('at:', ''));
  if (!Number.isInteger(start)) throw new ApiRefusal('invalid_cursor');
  const hasMore = start + limit < items.length;
  const next = hasMore ? Buffer.from(`at:${start + limit}`).toString('base64') : '';
  return { items: items.slice(start, start + limit), more: { response_metadata: { next_cursor: next } }, hasMore };
}
