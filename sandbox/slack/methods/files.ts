/** files.*: a file is announced, its bytes are sent to an address of their own, then it is completed and shared. */
import { z } from 'zod';
import {
  type ApiCall,
  type ApiMethod,
  ApiRefusal,
  blocksOf,
  joinedChannelOf,
  jsonOf,
  textOf,
  threadOf,
} from '../api-call.ts';
import type { Channel } from '../channel.ts';
import type { Message } from '../message.ts';
import type { StoredFile } from '../stored-file.ts';
import { wireFile } from '../wire-file.ts';

const getUploadUrl: ApiMethod = ({ workspace, args, origin }) => {
  const name = textOf(args, 'filename');
  const length = Number(textOf(args, 'length'));
  if (name === '' || !Number.isInteger(length) || length <= 0) throw new ApiRefusal('invalid_arguments');
  const id = `F${String(workspace.files.size + 1).padStart(8, '0')}`;
  const createdAt = workspace.now();
  workspace.files.set(id, { id, name, title: name, length, createdAt, bytes: null, completed: false, shares: [] });
  return { file_id: id, upload_url: `${origin}/upload/${id}` };
};

const filesSchema = z.array(z.object({ id: z.string(), title: z.string().optional() })).min(1);

/** Everything is looked at before anything changes: who is refused may correct the call and complete the same files. */
const completeUpload: ApiMethod = (call) => {
  const { workspace, args, origin } = call;
  const parsed = filesSchema.safeParse(jsonOf(args, 'files', 'invalid_arguments'));
  if (!parsed.success) throw new ApiRefusal('invalid_arguments');
  const files = parsed.data.map(({ id }) => sentFile(call, id));
  if (new Set(files).size < files.length) throw new ApiRefusal('invalid_arguments');
  const channel = target(call);
  const prepared = channel && { channel, thread: threadOf(call, channel), ...said(call) };

  for (const [place, file] of files.entries()) {
    file.title = parsed.data[place]?.title ?? file.name;
    file.completed = true;
  }
  if (prepared) share(call, files, prepared);
  return { files: files.map((file) => wireFile(workspace, file, origin)) };
};

function sentFile({ workspace }: ApiCall, id: string): StoredFile {
  const file = workspace.files.get(id);
  if (!file || file.bytes === null || file.completed) throw new ApiRefusal('file_not_found');
  return file;
}

/** Where the files are shown; without a channel they belong to the bot alone. */
function target({ workspace, args, origin }: ApiCall): Channel | null {
  const id = textOf(args, 'channel_id');
  if (id === '') return null;
  return joinedChannelOf({ workspace, args: { channel: id }, origin });
}

/** A comment wins over blocks. */
function said({ args }: ApiCall): Pick<Message, 'text' | 'blocks'> {
  const text = textOf(args, 'initial_comment');
  return { text, blocks: text === '' ? (blocksOf(args) ?? []) : [] };
}

interface Prepared extends Pick<Message, 'text' | 'blocks'> {
  readonly channel: Channel;
  readonly thread: string | null;
}

function share({ workspace, origin }: ApiCall, files: readonly StoredFile[], prepared: Prepared): void {
  const { channel, thread, text, blocks } = prepared;
  const message = workspace.messages.add({
    channel: channel.id,
    author: workspace.seed.bot.userId,
    text,
    blocks,
    threadTs: thread,
    files: files.map((file) => wireFile(workspace, file, origin)),
  });
  const { id, kind } = channel;
  for (const file of files) file.shares.push({ channel: id, kind, ts: message.ts, threadTs: thread });
}

const info: ApiMethod = ({ workspace, args, origin }) => {
  const file = workspace.files.get(textOf(args, 'file'));
  if (!file?.completed) throw new ApiRefusal('file_not_found');
  return { file: wireFile(workspace, file, origin), comments: [], response_metadata: { next_cursor: '' } };
};

export const files: Readonly<Record<string, ApiMethod>> = {
  'files.getUploadURLExternal': getUploadUrl,
  'files.completeUploadExternal': completeUpload,
  'files.info': info,
};
