/**
 * One capture on its way: a folder that is called `….partial` until it is whole. Everything in it has passed the redactor,
 * here and nowhere else, and nobody but us may read it.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { OpenBundle, Piece, Sealed } from '../../engine/evidence-ports.ts';
import { redactText } from '../../model/redact.ts';
import { redactObject } from '../../model/redact-object.ts';

/** Of one bundle, so that a disk and a Slack thread can take it. */
const MOST_BYTES = 32 * 1024 * 1024;
const MANIFEST = 'manifest.json';
const UNFINISHED = '.tmp~';
const FROM_BEFORE = 'read before a restart';

interface Listed {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly source: string;
  readonly truncated?: string;
}

export interface BundlePlace {
  /** The partial folder, and what it is called when it is whole. */
  readonly partial: string;
  readonly whole: string;
  readonly name: string;
}

export class FolderBundle implements OpenBundle {
  readonly #place: BundlePlace;
  readonly #files = new Map<string, Listed>();
  readonly #missing: { readonly what: string; readonly why: string }[] = [];
  #bytes = 0;
  #sealed = false;

  private constructor(place: BundlePlace) {
    this.#place = place;
  }

  /** With the files that an earlier process left behind: what is read again replaces them. */
  static async open(place: BundlePlace): Promise<FolderBundle> {
    const bundle = new FolderBundle(place);
    await mkdir(place.partial, { recursive: true, mode: 0o700 });
    await bundle.#takeOver();
    return bundle;
  }

  /** Left out once the bundle is full. What comes after it was sealed came too late. */
  async put({ path, content, source, truncated }: Piece): Promise<void> {
    if (this.#sealed) return;
    const text = 'text' in content ? redactText(content.text) : jsonOf(redactObject(content.object));
    const bytes = Buffer.byteLength(text);
    const before = this.#files.get(path)?.bytes ?? 0;
    if (this.#bytes - before + bytes > MOST_BYTES) {
      this.lacks(path, `the bundle is full: ${MOST_BYTES / 1024 / 1024} MiB`);
      return;
    }
    this.#bytes += bytes - before;
    this.#files.set(path, { path, bytes, sha256: sha256(text), source, ...(truncated !== undefined && { truncated }) });
    await this.#write(path, text);
  }

  lacks(what: string, why: string): void {
    if (this.#sealed || this.#files.has(what)) return;
    this.#missing.push({ what, why: redactText(why) });
  }

  async seal(about: Readonly<Record<string, unknown>>): Promise<Sealed> {
    this.#sealed = true;
    const files = [...this.#files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    await this.#write(MANIFEST, jsonOf({ ...about, files, missing: this.#missing }));
    await rename(this.#place.partial, this.#place.whole);
    return { folder: this.#place.name, files: files.length + 1, missing: this.#missing.length };
  }

  async #write(path: string, text: string): Promise<void> {
    if (!/^[\w.-]+(\/[\w.-]+)*$/.test(path) || /(^|\/)\.+(\/|$)/.test(path)) throw new Error(`not a path: ${path}`);
    const file = join(this.#place.partial, path);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file + UNFINISHED, text, { mode: 0o600 });
    await rename(file + UNFINISHED, file);
  }

  async #takeOver(): Promise<void> {
    const { partial } = this.#place;
    for (const entry of await readdir(partial, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      if (file.endsWith(UNFINISHED)) await rm(file);
      else {
        const text = await readFile(file, 'utf8');
        const path = relative(partial, file);
        const bytes = Buffer.byteLength(text);
        this.#bytes += bytes;
        this.#files.set(path, { path, bytes, sha256: sha256(text), source: FROM_BEFORE });
      }
    }
  }
}

function jsonOf(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
