/**
 * Sees to it that every capture is in the bucket, too: beside the capture, never in its way, and later when the bucket is
 * away. What was put there is remembered by an empty file, so that a capture which somebody removed there stays removed.
 */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UserProblem } from '../../model/problem.ts';
import type { Bucket } from './bucket.ts';
import { Passing } from './bucket-problem.ts';
import { captureNamesIn } from './shelf.ts';

const MARKS = '.in-bucket';
const PARTIAL = '.partial';
const HOUR_MS = 60 * 60_000;
/** Between one try and the next; after the last it is tried when something else is captured, and every hour. */
const PAUSES_MS = [1_000, 3_000, 10_000, 30_000, 60_000];

export interface CopyParts {
  /** Asked each time: it may be reloaded. */
  readonly directory: () => string;
  /** Null when there is none. Throws UserProblem when it cannot be used for what the environment lacks. */
  readonly bucket: () => Bucket | null;
  readonly archive: (capture: string) => Promise<Uint8Array | null>;
  readonly onStored: (capture: string) => void;
  readonly onProblem: (capture: string, problem: unknown) => void;
  readonly pausesMs?: readonly number[];
}

export class BucketCopies {
  readonly #parts: CopyParts;
  readonly #stop = new AbortController();
  #looking: NodeJS.Timeout | undefined;
  #round: Promise<void> | null = null;
  #again = false;

  constructor(parts: CopyParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#looking = setInterval(() => this.wake(), HOUR_MS).unref();
    this.wake();
  }

  /** What is under way is given up; the next start goes on. */
  async stop(): Promise<void> {
    clearInterval(this.#looking);
    this.#stop.abort();
    await this.#round;
  }

  /** Something may have to be put there. */
  wake(): void {
    this.#again = true;
    this.#round ??= this.#rounds().finally(() => {
      this.#round = null;
    });
  }

  async #rounds(): Promise<void> {
    while (this.#again && !this.#stop.signal.aborted) {
      this.#again = false;
      const names = await this.#due().catch((error: unknown) => this.#parts.onProblem('', error));
      for (const name of names ?? []) if (!(await this.#store(name))) break;
    }
  }

  /** Whole captures without a mark, oldest first; marks without a capture are removed. */
  async #due(): Promise<readonly string[]> {
    if (this.#parts.bucket() === null) return [];
    const directory = this.#parts.directory();
    const names = (await captureNamesIn(directory)).filter((name) => !name.endsWith(PARTIAL));
    const marks = await readdir(join(directory, MARKS)).catch((): string[] => []);
    const gone = marks.filter((mark) => !names.includes(mark));
    await Promise.all(gone.map((mark) => rm(join(directory, MARKS, mark), { force: true })));
    return names.filter((name) => !marks.includes(name));
  }

  /** False when it makes no sense to go on with others now. */
  async #store(name: string): Promise<boolean> {
    for (const pauseMs of [...(this.#parts.pausesMs ?? PAUSES_MS), null]) {
      try {
        await this.#put(name);
        return true;
      } catch (error) {
        const isPassing = error instanceof Passing && pauseMs !== null;
        if (!isPassing) this.#parts.onProblem(name, error);
        // What is wrong with one file only must not keep the others.
        if (!isPassing) return !(error instanceof UserProblem);
        await pause(pauseMs, undefined, { signal: this.#stop.signal, ref: false }).catch(() => undefined);
        if (this.#stop.signal.aborted) return false;
      }
    }
    return false;
  }

  async #put(name: string): Promise<void> {
    const bucket = this.#parts.bucket();
    const archive = await this.#parts.archive(name);
    if (bucket === null || archive === null) return;
    await bucket.put(name, archive);
    const marks = join(this.#parts.directory(), MARKS);
    await mkdir(marks, { recursive: true, mode: 0o700 });
    await writeFile(join(marks, name), '', { mode: 0o600 });
    this.#parts.onStored(name);
  }
}
