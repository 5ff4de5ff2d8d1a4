/**
 * What of a workspace outlasts its server, as JSON: channels, what was said in them, and files. People and groups come
 * from the seed; open forms, Home tabs and messages for one person alone are gone, as when Slack is started anew.
 */
import { z } from 'zod';
import type { Channel } from './channel.ts';
import type { Message } from './message.ts';
import { wireFile } from './wire-file.ts';
import type { Workspace } from './workspace.ts';

const note = z.object({ text: z.string(), by: z.string(), at: z.number() });
const json = z.record(z.string(), z.unknown());

const channelSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['public', 'private', 'im']),
  members: z.array(z.string()),
  creator: z.string(),
  createdAt: z.number(),
  topic: note,
  purpose: note,
  archived: z.boolean(),
  pins: z.array(z.object({ ts: z.string(), by: z.string(), at: z.number() })),
  bookmarks: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      link: z.string(),
      emoji: z.string(),
      by: z.string(),
      at: z.number(),
    }),
  ),
});

const messageSchema = z.object({
  ts: z.string(),
  channel: z.string(),
  threadTs: z.string().nullable(),
  broadcast: z.boolean(),
  author: z.string(),
  text: z.string(),
  blocks: z.array(json),
  metadata: json.nullable(),
  /** Their ids. */
  files: z.array(z.string()),
  reactions: z.array(z.object({ name: z.string(), users: z.array(z.string()) })),
  editedTs: z.string().nullable(),
  version: z.number(),
});

const fileSchema = z.object({
  id: z.string(),
  name: z.string(),
  title: z.string(),
  length: z.number(),
  createdAt: z.number(),
  /** In base64. */
  bytes: z.string().nullable(),
  completed: z.boolean(),
  shares: z.array(
    z.object({
      channel: z.string(),
      kind: channelSchema.shape.kind,
      ts: z.string(),
      threadTs: z.string().nullable(),
    }),
  ),
});

export const keptWorkspace = z.object({
  channels: z.array(channelSchema),
  messages: z.array(messageSchema),
  files: z.array(fileSchema),
});

export type KeptWorkspace = z.infer<typeof keptWorkspace>;

export function keptOf({ channels, messages, files }: Workspace): KeptWorkspace {
  return {
    channels: [...channels.values()].map((channel) => ({ ...keptChannel(channel), members: [...channel.members] })),
    messages: messages
      .all()
      .filter(({ ephemeralTo }) => ephemeralTo === null)
      .map(keptMessage),
    files: [...files.values()].map((file) => ({
      ...file,
      bytes: file.bytes?.toString('base64') ?? null,
      shares: [...file.shares],
    })),
  };
}

function keptChannel({ members: _, pins, bookmarks, ...channel }: Channel) {
  return { ...channel, pins: [...pins], bookmarks: [...bookmarks] };
}

function keptMessage({ ephemeralTo: _, deleted: __, ...message }: Message): KeptWorkspace['messages'][number] {
  return {
    ...message,
    blocks: [...message.blocks],
    files: message.files.map(({ id }) => String(id)),
    reactions: message.reactions.map(({ name, users }) => ({ name, users: [...users] })),
  };
}

/** Into a new workspace, over what the seed made. `origin` is where its server listens now: files have their addresses there. */
export function restore(workspace: Workspace, kept: KeptWorkspace, origin: string): void {
  for (const channel of kept.channels) {
    workspace.channels.set(channel.id, { ...channel, members: new Set(channel.members) });
  }
  for (const file of kept.files) {
    const bytes = file.bytes === null ? null : Buffer.from(file.bytes, 'base64');
    workspace.files.set(file.id, { ...file, bytes });
  }
  const files = (ids: readonly string[]) =>
    ids.flatMap((id) => workspace.files.get(id) ?? []).map((file) => wireFile(workspace, file, origin));
  workspace.messages.restore(
    kept.messages.map((message) => ({ ...message, files: files(message.files), ephemeralTo: null, deleted: false })),
  );
}
