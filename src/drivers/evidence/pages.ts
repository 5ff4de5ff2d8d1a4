/** What the pages of a capture are made from, read from its folder: what was redacted when it was written. */
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { wants } from '../../report/evidence/contents.ts';

/** Path to text. What cannot be read is left out: the pages do without. */
export async function readWanted(
  folder: string,
  files: readonly { readonly path: string }[],
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const { path, newest } of wants(files.map((file) => file.path))) {
    const file = join(folder, path);
    const text = await (newest === null ? readFile(file, 'utf8') : endOf(file, newest)).catch(() => null);
    if (text !== null) texts.set(path, text);
  }
  return texts;
}

/** From the beginning of a line. */
async function endOf(file: string, newest: number): Promise<string> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - newest);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(size, newest)), { position: from });
    const end = buffer.subarray(0, bytesRead);
    return from === 0 ? end.toString() : end.subarray(end.indexOf('\n') + 1).toString();
  } finally {
    await handle.close();
  }
}
