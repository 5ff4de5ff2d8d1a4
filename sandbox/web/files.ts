/** Files of messages for the people who may see them. Whatever a file says it is, a browser never runs anything of it. */
import type { SlackWorkspace } from '../slack/index.ts';

const PICTURES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
};

/** Pages are shown as they look, and can neither run a script nor load anything, nor pass for the page of the sandbox. */
const PAGE = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
};

/** Null if there is no such file, or it is in no conversation that the person sees. */
export function fileFor({ workspace }: SlackWorkspace, person: string, id: string): Response | null {
  const file = workspace.files.get(id);
  const isSeen = file?.shares.some((share) => {
    const channel = workspace.channels.get(share.channel);
    return channel !== undefined && workspace.canSee(person, channel);
  });
  if (!file?.bytes || !file.completed || !isSeen) return null;
  const ending = file.name.split('.').at(-1)?.toLowerCase() ?? '';
  const headers = {
    ...(ending === 'html' ? PAGE : { 'content-type': PICTURES[ending] ?? 'text/plain; charset=utf-8' }),
    'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    'x-content-type-options': 'nosniff',
  };
  return new Response(new Uint8Array(file.bytes), { headers });
}
