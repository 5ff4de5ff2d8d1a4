/** Which scope each method asks for. */
import { ApiRefusal, has, isSet, textOf } from './api-call.ts';
import type { Channel } from './channel.ts';
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
  'users.lookupByEmail': 'users:read.email',
  'reactions.add': 'reactions:write',
  'pins.add': 'pins:write',
  'pins.list': 'pins:read',
  'bookmarks.add': 'bookmarks:write',
  'bookmarks.list': 'bookmarks:read',
  'files.getUploadURLExternal': 'files:write',
  'files.completeUploadExternal': 'files:write',
  'files.info': 'files:read',
};

const SCOPE_OF = {
  read: { public: 'channels:read', private: 'groups:read', im: 'im:read' },
  history: { public: 'channels:history', private: 'groups:history', im: 'im:history' },
  change: { public: 'channels:manage', private: 'groups:write', im: 'im:write' },
} as const;

/** Methods whose scope depends on the kind of channel they are about. */
const BY_KIND: Readonly<Record<string, keyof typeof SCOPE_OF>> = {
  'conversations.info': 'read',
  'conversations.members': 'read',
  'conversations.history': 'history',
  'conversations.replies': 'history',
  'conversations.create': 'change',
  'conversations.invite': 'change',
  'conversations.setTopic': 'change',
  'conversations.setPurpose': 'change',
  'conversations.archive': 'change',
};

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
  const deed = BY_KIND[method];
  return deed === undefined ? [] : [SCOPE_OF[deed][kindMeant(workspace, args)]];
}

/** The kind of the channel that is there, or is to be. */
function kindMeant(workspace: Workspace, args: Json): Channel['kind'] {
  const asked = isSet(args, 'is_private') ? 'private' : 'public';
  return workspace.channel(textOf(args, 'channel'))?.kind ?? asked;
}
