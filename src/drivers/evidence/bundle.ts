/**
 * One capture on its way: a folder that is called `….partial` until it is whole. Everything in it has passed the redactor,
 * here and nowhere else, and nobody but us may read it.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { OpenBundle, Piece, Sealed } from '../../engine/evidence/ports.ts';
import type { CaptureAbout } from '../../model/capture.ts';
import type { Redactor } from '../../model/redactor.ts';
import type { Gap } from '../../model/story.ts';
import { PAGES } from '../../report/evidence/index.ts';
import { MANIFEST } from './manifest.ts';
import { readWanted } from './pages.ts';
import { redactedTail } from './tail.ts';
import { wordsOf, writingFailed } from './words.ts';

/** Of one bundle, so that a disk and a Slack thread can take it. */
const MOST_BYTES = 32 * 1024 * 1024;
const UNFINISHED = '.tmp~';
const FROM_BEFORE = 'read before a restart';
const MADE_HERE = 'made of the other files';
/** After so much redacting at a stretch everything else has its turn. */
const TURN_MS = 5;
/** So many reasons are told; the manifest has them all. */
const MOST_GAPS = 4;

interface Listed {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly source: string;
  readonly truncated?: string;
}

interface Redacted {
  readonly text: string;
  readonly truncated: string | null;
}

export interface BundlePlace {
  /** The partial folder, and what it is called when it is whole. */
  readonly partial: string;
  readonly whole: string;
  readonly name: string;
}

export class FolderBundle implements OpenBundle {
  readonly #place: BundlePlace;
  readonly #redactor: Redactor;
  readonly #files = new Map<string, Listed>();
  readonly #missing: { readonly what: string; readonly why: string }[] = [];
  #bytes = 0;
  readonly #folders = new Set<string>();
  /** How long redacting has kept everything else waiting since others had their turn. */
  #busyMs = 0;
  #sealed = false;

  private constructor(place: BundlePlace, redactor: Redactor) {
    this.#place = place;
    this.#redactor = redactor;
  }

  /** With the files that an earlier process left behind: what is read again replaces them. */
  static async open(place: BundlePlace, redactor: Redactor): Promise<FolderBundle> {
    const bundle = new FolderBundle(place, redactor);
    await mkdir(place.partial, { recursive: true, mode: 0o700 });
    await bundle.#takeOver();
    return bundle;
  }

  /** Left out once the bundle is full. What comes after it was sealed came too late. */
  async put(piece: Piece): Promise<void> {
    const { path, source } = piece;
    if (!isPath(path)) throw new Error(`not a path: ${path}`);
    await this.#turn();
    if (this.#sealed) return;
    const { text, truncated } = this.#redacted(piece);
    const bytes = Buffer.byteLength(text);
    if (!this.#reserve(path, bytes)) return;
    this.#files.set(path, { path, bytes, sha256: sha256(text), source, ...(truncated !== null && { truncated }) });
    try {
      await this.#write(path, text);
    } catch (error) {
      this.#bytes -= bytes;
      this.#files.delete(path);
      this.lacks(path, `it could not be written: ${wordsOf(error)}`);
    }
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  lacks(what: string, why: string): void {
    if (this.#sealed || this.#files.has(what)) return;
    this.#missing.push({ what, why: this.#redactor.text(why) });
  }

  async seal(about: CaptureAbout): Promise<Sealed> {
    this.#sealed = true;
    const { partial, whole, name } = this.#place;
    await this.#writePages(about);
    const files = this.#listed();
    const text = jsonOf({ ...about, files, missing: this.#missing });
    try {
      await this.#write(MANIFEST, text);
      await rename(partial, whole);
    } catch (error) {
      throw writingFailed(partial, error);
    }
    const gaps = gapsOf(this.#missing);
    return { folder: name, files: files.length + 1, missing: this.#missing.length, gaps, manifest: sha256(text) };
  }

  /** However full the bundle is: they are small. One that cannot be made is missing, and no more. */
  async #writePages(about: CaptureAbout): Promise<void> {
    const pages = new Set(PAGES.map(({ path }) => path));
    const files = this.#listed().filter(({ path }) => !pages.has(path));
    const texts = await readWanted(this.#place.partial, files);
    for (const { path, write } of PAGES) {
      try {
        const parts: string[] = [];
        for (const part of write({ about, files, missing: this.#missing, texts })) {
          parts.push(part);
          await nextTurn();
        }
        const text = parts.join('');
        await this.#write(path, text);
        this.#files.set(path, { path, bytes: Buffer.byteLength(text), sha256: sha256(text), source: MADE_HERE });
      } catch (error) {
        this.#files.delete(path);
        this.#missing.push({ what: path, why: `it could not be written: ${wordsOf(error)}` });
      }
    }
  }

  #listed(): readonly Listed[] {
    return [...this.#files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** As long as others are due. */
  async #turn(): Promise<void> {
    while (this.#busyMs >= TURN_MS) await nextTurn();
  }

  #redacted(piece: Piece): Redacted {
    if (this.#busyMs === 0)
      setImmediate(() => {
        this.#busyMs = 0;
      });
    const from = performance.now();
    const done = redacted(piece, this.#redactor);
    this.#busyMs += performance.now() - from;
    return done;
  }

  /** False when there is no room for it. */
  #reserve(path: string, bytes: number): boolean {
    const before = this.#files.get(path)?.bytes ?? 0;
    if (this.#bytes - before + bytes > MOST_BYTES) {
      this.lacks(path, `the bundle is full: ${MOST_BYTES / 1024 / 1024} MiB`);
      return false;
    }
    this.#bytes += bytes - before;
    return true;
  }

  async #write(path: string, text: string): Promise<void> {
    const file = join(this.#place.partial, path);
    await this.#makeFolder(dirname(file));
    try {
      await writeFile(file + UNFINISHED, text, { mode: 0o600 });
      await rename(file + UNFINISHED, file);
    } catch (error) {
      await rm(file + UNFINISHED, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  async #makeFolder(path: string): Promise<void> {
    if (this.#folders.has(path)) return;
    await mkdir(path, { recursive: true, mode: 0o700 });
    this.#folders.add(path);
  }

  async #takeOver(): Promise<void> {
    const { partial } = this.#place;
    for (const entry of await readdir(partial, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      // A manifest is of a process that died before the folder had its name: it is written again.
      if (file.endsWith(UNFINISHED) || file === join(partial, MANIFEST)) await rm(file);
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

function isPath(path: string): boolean {
  return /^[\w.-]+(\/[\w.-]+)*$/.test(path) && !/(^|\/)\.+(\/|$)/.test(path);
}

function redacted({ content, ...piece }: Piece, redactor: Redactor): Redacted {
  const truncated = piece.truncated ?? null;
  if (!('text' in content)) return { text: jsonOf(redactor.object(content.object)), truncated };
  if (content.newest === undefined) return { text: redactor.text(content.text), truncated };
  const { text, isWhole } = redactedTail(content.text, content.newest, redactor.text);
  if (isWhole) return { text, truncated };
  const kept = `the newest ${content.newest / 1024} KiB`;
  return { text, truncated: truncated === null ? kept : `${kept}; ${truncated}` };
}

function gapsOf(missing: readonly { readonly why: string }[]): readonly Gap[] {
  const counts = new Map<string, number>();
  for (const { why } of missing) counts.set(why, (counts.get(why) ?? 0) + 1);
  const gaps = [...counts].map(([why, count]) => ({ why, count }));
  return gaps.toSorted((a, b) => b.count - a.count).slice(0, MOST_GAPS);
}

function jsonOf(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
