/** Which scope each method asks for. */
import { ApiRefusal, has, textOf } from './api-call.ts';
import type { Json } from './message.ts';
import type { Workspace } from './workspace.ts';

const PLAIN: Readonly<Record<string, string>> = {
  'chat.postMessage': 'chat:write',
  'chat.postEphemeral': 'chat:write',
  'chat.update': 'chat:write',
  'chat.delete': 'chat:write',
  'conversations.join': 'channels:join',
  'conversations.open': 'im:write',
  'users.info': 'users:read',
  'users.list': 'users:read',
  'usergroups.list': 'usergroups:read',
  'usergroups.users.list': 'usergroups:read',
  'reactions.add': 'reactions:write',
  'files.getUploadURLExternal': 'files:write',
  'files.completeUploadExternal': 'files:write',
  'files.info': 'files:read',
};

/** Methods whose scope depends on the kind of channel they are about. */
const BY_KIND: Readonly<Record<string, 'read' | 'history'>> = {
  'conversations.info': 'read',
  'conversations.members': 'read',
  'conversations.history': 'history',
  'conversations.replies': 'history',
};
const FAMILY = { public: 'channels', private: 'groups', im: 'im' } as const;

export function checkScope(workspace: Workspace, method: string, args: Json): void {
  for (const needed of neededFor(workspace, method, args)) {
    if (!has(workspace, needed)) {
      throw new ApiRefusal('missing_scope', { needed, provided: [...(workspace.grants?.scopes ?? [])].join(',') });
    }
  }
}

function neededFor(workspace: Workspace, method: string, args: Json): string[] {
  const plain = PLAIN[method];
  if (plain !== undefined) return [plain];
  if (method === 'conversations.list') {
    const types = textOf(args, 'types') || 'public_channel';
    return [
      ...(types.includes('public_channel') ? ['channels:read'] : []),
      ...(types.includes('private_channel') ? ['groups:read'] : []),
      ...(/\bim\b/.test(types) ? ['im:read'] : []),
    ];
  }
  const suffix = BY_KIND[method];
  const kind = workspace.channel(textOf(args, 'channel'))?.kind ?? 'public';
  return suffix === undefined ? [] : [`${FAMILY[kind]}:${suffix}`];
}
