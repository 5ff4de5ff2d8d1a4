/** What captures there are in a directory, by what their manifests say. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MANIFEST, type Manifest, parseManifest } from './manifest.ts';
import { readingFailed } from './words.ts';

export interface Shelved {
  readonly name: string;
  /** Null while it is on its way, and when its manifest cannot be read. */
  readonly manifest: Manifest | null;
  /** Of all files but the manifest. */
  readonly bytes: number;
}

const CAPTURE = /^[a-z0-9-]+_\d{4}-\d\d-\d\dT/;

/** Throws UserProblem when the directory cannot be read; one that is not there yet is empty. */
export async function captureNamesIn(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw readingFailed(directory, error);
  });
  return names.filter((name) => CAPTURE.test(name));
}

/** Oldest first. Throws as `captureNamesIn` does. */
export async function capturesIn(directory: string): Promise<readonly Shelved[]> {
  const names = await captureNamesIn(directory);
  const all = await Promise.all(names.map((name) => shelved(directory, name)));
  return all.toSorted((a, b) => (timeOf(a.name) < timeOf(b.name) ? -1 : 1));
}

async function shelved(directory: string, name: string): Promise<Shelved> {
  const text = await readFile(join(directory, name, MANIFEST), 'utf8').catch(() => null);
  const manifest = text === null ? null : parseManifest(text);
  const bytes = manifest?.files.reduce((sum, file) => sum + file.bytes, 0) ?? 0;
  return { name, manifest, bytes };
}

function timeOf(name: string): string {
  return name.slice(name.indexOf('_'));
}
