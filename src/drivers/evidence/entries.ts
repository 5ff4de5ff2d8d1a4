/** The files of a capture wherever it is: a folder, or an archive as people download it. Nothing is unpacked to the disk. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Readable } from 'node:stream';
import { list } from 'tar';
import { UserProblem } from '../../model/problem.ts';
import { MANIFEST } from './manifest.ts';
import { readingFailed } from './words.ts';

export interface Entry {
  readonly bytes: number;
  readonly sha256: string;
}

export interface Entries {
  /** By path within the capture. */
  readonly files: ReadonlyMap<string, Entry>;
  /** Null when there is none. */
  readonly manifest: string | null;
}

/** No manifest is longer; more of it is not kept. */
const MOST_MANIFEST = 16 * 1024 * 1024;

/** Throws UserProblem when it is neither, or cannot be read. */
export async function entriesOf(path: string): Promise<Entries> {
  const reading = new Reading();
  try {
    const found = await stat(path);
    if (found.isDirectory()) await readFolder(path, reading);
    else await readArchive(path, reading);
  } catch (error) {
    if (error instanceof UserProblem) throw error;
    throw readingFailed(path, error);
  }
  return reading;
}

class Reading implements Entries {
  readonly files = new Map<string, Entry>();
  manifest: string | null = null;

  async take(path: string, content: AsyncIterable<Buffer>): Promise<void> {
    const hash = createHash('sha256');
    const kept: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of content) {
      hash.update(chunk);
      bytes += chunk.length;
      if (path === MANIFEST && bytes <= MOST_MANIFEST) kept.push(chunk);
    }
    if (path === MANIFEST) this.manifest = Buffer.concat(kept).toString();
    this.files.set(path, { bytes, sha256: hash.digest('hex') });
  }
}

async function readFolder(folder: string, reading: Reading): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const file = join(entry.parentPath, entry.name);
    await reading.take(relative(folder, file), createReadStream(file));
  }
}

/** What lies in it is under one folder with the name of the capture. */
async function readArchive(file: string, reading: Reading): Promise<void> {
  const taken: Promise<void>[] = [];
  await list({
    file,
    strict: true,
    onReadEntry: (entry) => {
      if (entry.type === 'Directory') return;
      const path = entry.path.slice(entry.path.indexOf('/') + 1);
      taken.push(reading.take(path, entry as unknown as Readable));
    },
  });
  await Promise.all(taken);
}
