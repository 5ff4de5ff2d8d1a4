/** Whether a capture is what its manifest says: every file, no other, each with its digest. */
import { entriesOf } from './entries.ts';
import { MANIFEST, parseManifest } from './manifest.ts';

export interface Fault {
  readonly path: string;
  readonly what: 'differs' | 'is missing' | 'is not in the manifest' | 'cannot be read';
}

export interface Verdict {
  /** How many files are as they were written. */
  readonly good: number;
  readonly faults: readonly Fault[];
  /** SHA-256 of the manifest; null when there is none. */
  readonly manifest: string | null;
}

/**
 * Of a folder or a `.tar.gz`. With the digest of the manifest, as the log has it, a manifest that was changed with its
 * files is found out, too. Throws UserProblem when it cannot be read at all.
 */
export async function verifyCapture(path: string, digest: string | null): Promise<Verdict> {
  const { files, manifest: text } = await entriesOf(path);
  const own = files.get(MANIFEST)?.sha256 ?? null;
  const manifest = text === null ? null : parseManifest(text);
  if (manifest === null) {
    const what = text === null ? 'is missing' : 'cannot be read';
    return { good: 0, faults: [{ path: MANIFEST, what }], manifest: own };
  }
  const listed = new Map(manifest.files.map((file) => [file.path, file]));
  const faults: Fault[] = digest === null || digest === own ? [] : [{ path: MANIFEST, what: 'differs' }];
  for (const [path, { bytes, sha256 }] of listed) {
    const found = files.get(path);
    if (found === undefined) faults.push({ path, what: 'is missing' });
    else if (found.sha256 !== sha256 || found.bytes !== bytes) faults.push({ path, what: 'differs' });
  }
  const good = listed.size - faults.filter(({ path }) => path !== MANIFEST).length;
  for (const path of files.keys())
    if (path !== MANIFEST && !listed.has(path)) faults.push({ path, what: 'is not in the manifest' });
  return { good, faults, manifest: own };
}
