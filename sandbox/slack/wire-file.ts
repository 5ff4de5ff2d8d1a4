/** Files as the Web API spells them. */
import type { Json } from './message.ts';
import type { FileShare, StoredFile } from './stored-file.ts';
import type { Workspace } from './workspace.ts';

/** `origin`: where the workspace's server listens, for the address of the bytes. */
export function wireFile(workspace: Workspace, file: StoredFile, origin: string): Json {
  const created = Math.floor(file.createdAt / 1000);
  const address = `${origin}/files/${file.id}/${encodeURIComponent(file.name)}`;
  const open = file.shares.filter(({ kind }) => kind === 'public');
  const closed = file.shares.filter(({ kind }) => kind !== 'public');
  const among = (kind: FileShare['kind']) => file.shares.flatMap((one) => (one.kind === kind ? [one.channel] : []));
  return {
    id: file.id,
    created,
    timestamp: created,
    name: file.name,
    title: file.title,
    user: workspace.seed.bot.userId,
    size: file.length,
    is_public: open.length > 0,
    url_private: address,
    url_private_download: address,
    permalink: `https://${workspace.team.domain}.slack.com/files/${workspace.seed.bot.userId}/${file.id}`,
    channels: among('public'),
    groups: among('private'),
    ims: among('im'),
    shares: {
      ...(open.length > 0 && { public: byChannel(open) }),
      ...(closed.length > 0 && { private: byChannel(closed) }),
    },
  };
}

function byChannel(shares: readonly FileShare[]): Json {
  const entries = shares.map(({ channel, ts, threadTs }) => [
    channel,
    [{ ts, ...(threadTs !== null && { thread_ts: threadTs }) }],
  ]);
  return Object.fromEntries(entries) as Json;
}
