/** What is put on messages: reactions. */
import { type ApiMethod, ApiRefusal, channelOf, textOf } from '../api-call.ts';

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

export const marks: Readonly<Record<string, ApiMethod>> = {
  'reactions.add': addReaction,
};
