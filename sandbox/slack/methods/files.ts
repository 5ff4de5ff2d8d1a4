/** files.* and reactions.add. A file is announced, its bytes are sent to an address of their own, then it is shared. */
import { z } from 'zod';
import { type ApiCall, type ApiMethod, ApiRefusal, botIsIn, channelOf, jsonOf, textOf } from '../api-call.ts';
import type { Json } from '../message.ts';
import type { StoredFile } from '../workspace.ts';

const getUploadUrl: ApiMethod = ({ workspace, args, origin }) => {
  const name = textOf(args, 'filename');
  const length = Number(textOf(args, 'length'));
  if (name === '' || !(length > 0)) throw new ApiRefusal('invalid_arguments');
  const id = `F${String(workspace.files.size + 1).padStart(8, '0')}`;
  workspace.files.set(id, { id, name, length, bytes: null, shared: false });
  return { file_id: id, upload_url: `${origin}/upload/${id}` };
};

const filesSchema = z.array(z.object({ id: z.string(), title: z.string().optional() })).min(1);

const completeUpload: ApiMethod = (call) => {
  const { workspace, args, origin } = call;
  const parsed = filesSchema.safeParse(jsonOf(args, 'files', 'invalid_arguments'));
  if (!parsed.success) throw new ApiRefusal('invalid_arguments');
  const wired = parsed.data.map(({ id, title }) => {
    const file = workspace.files.get(id);
    if (!file || file.bytes === null || file.shared) throw new ApiRefusal('file_not_found');
    return { file, wire: wireFile(file, title ?? file.name, origin) };
  });
  const files = wired.map(({ wire }) => wire);
  share(call, files);
  for (const { file } of wired) file.shared = true;
  return { files };
};

function share({ workspace, args, origin }: ApiCall, files: readonly Json[]): void {
  const id = textOf(args, 'channel_id');
  if (id === '') return;
  const channel = channelOf({ workspace, args: { channel: id }, origin });
  if (!botIsIn(workspace, channel)) throw new ApiRefusal('not_in_channel');
  const thread = textOf(args, 'thread_ts');
  if (thread !== '' && !workspace.messages.find(channel.id, thread)) throw new ApiRefusal('thread_not_found');
  workspace.messages.add({
    channel: channel.id,
    author: workspace.seed.bot.userId,
    text: textOf(args, 'initial_comment'),
    threadTs: thread === '' ? null : thread,
    files,
  });
}

function wireFile(file: StoredFile, title: string, origin: string): Json {
  return { id: file.id, name: file.name, title, size: file.bytes?.length, url_private: `${origin}/files/${file.id}` };
}

const addReaction: ApiMethod = (call) => {
  const { workspace, args } = call;
  const { userId } = workspace.seed.bot;
  const message = workspace.messages.find(channelOf(call).id, textOf(args, 'timestamp'));
  const name = textOf(args, 'name').replaceAll(':', '');
  if (!message || message.ephemeralTo !== null) throw new ApiRefusal('message_not_found');
  if (name === '') throw new ApiRefusal('no_reaction');
  const same = message.reactions.find((reaction) => reaction.name === name);
  if (same?.users.includes(userId)) throw new ApiRefusal('already_reacted');
  const others = message.reactions.filter((reaction) => reaction !== same);
  workspace.messages.change(message, { reactions: [...others, { name, users: [...(same?.users ?? []), userId] }] });
  return {};
};

export const files: Readonly<Record<string, ApiMethod>> = {
  'files.getUploadURLExternal': getUploadUrl,
  'files.completeUploadExternal': completeUpload,
  'reactions.add': addReaction,
};
