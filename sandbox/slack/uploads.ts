/** The bytes of files on their way in and out, beside the Web API. */
import { has } from './api-call.ts';
import type { Answer } from './call-desk.ts';
import type { Workspace } from './workspace.ts';

/** Takes the bytes of a file that was announced before, as they are or in a form. */
export async function receiveUpload(
  workspace: Workspace,
  id: string,
  { headers, body }: { headers: NodeJS.Dict<string | string[]>; body: Buffer },
): Promise<Answer> {
  const file = workspace.files.get(id);
  if (!file || file.bytes !== null) return { status: 404, body: 'no such upload' };
  const type = String(headers['content-type'] ?? '');
  const bytes = type.startsWith('multipart/form-data') ? await firstPart(type, body) : body;
  if (bytes?.length !== file.length) return { status: 400, body: `${file.length} bytes were announced` };
  file.bytes = bytes;
  workspace.changed();
  return { status: 200, body: `OK - ${bytes.length}` };
}

/** A file's own address tells its bytes to whoever shows the bot's token; reading asks for its own scope. */
export function downloadOf(
  workspace: Workspace,
  { id, authorization }: { id: string; authorization: string | undefined },
): { status: number; bytes: Buffer | null } {
  if (authorization !== `Bearer ${workspace.seed.bot.token}`) return { status: 401, bytes: null };
  if (!has(workspace, 'files:read')) return { status: 403, bytes: null };
  const file = workspace.files.get(id);
  return file?.completed && file.bytes ? { status: 200, bytes: file.bytes } : { status: 404, bytes: null };
}

async function firstPart(type: string, body: Buffer): Promise<Buffer | undefined> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const [part] = form.values();
  if (part === undefined) return undefined;
  return typeof part === 'string' ? Buffer.from(part) : Buffer.from(await part.arrayBuffer());
}
