/** The file that keeps the sandbox between runs: read at the start, written soon after each change and at the end. */
import { access, constants, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { AnyObject } from './cluster/objects.ts';
import { SandboxProblem } from './problem.ts';
import { keptWorkspace } from './slack/index.ts';

/** Rises when an older sandbox could not go on from what a newer one wrote, or the other way round. */
const FORMAT = 1;

const isObject = (value: unknown) => z.looseObject({ kind: z.string(), metadata: z.looseObject({}) }).safeParse(value);

const keptStore = z.object({
  version: z.number(),
  objects: z.array(z.custom<AnyObject>((value) => isObject(value).success)),
});

const keptState = z.object({
  /** Null where a real workspace was used. */
  slack: z.object({ workspace: keptWorkspace, marks: z.record(z.string(), z.string()) }).nullable(),
  /** Null where a real cluster was used. */
  clusters: z
    .object({
      /** Simulated time, in milliseconds since 1970. */
      now: z.number(),
      stores: z.record(z.string(), keptStore),
    })
    .nullable(),
});

export type KeptState = z.infer<typeof keptState>;
export type KeptClusters = NonNullable<KeptState['clusters']>;

/**
 * Null when there is no such file. Throws SandboxProblem for one that cannot be gone on from, and for a folder that
 * cannot hold one: later the program makes folders for evidence beside it.
 */
export async function readState(path: string): Promise<KeptState | null> {
  const text = await textOf(path);
  if (text === null) {
    await access(dirname(path), constants.W_OK).catch((error: unknown) => Promise.reject(notKept(path, error)));
    return null;
  }
  const read = parsed(text);
  const format = z.looseObject({ format: z.number() }).safeParse(read).data?.format;
  if (format !== undefined && format > FORMAT) {
    throw new SandboxProblem(
      `The state in ${path} was written by a newer sandbox (format ${format}, this one knows ${FORMAT}): update this one, or name another file.`,
    );
  }
  const state = keptState.safeParse(read);
  if (state.success && format === FORMAT) return state.data;
  throw new SandboxProblem(`${path} holds no state of a sandbox, or a broken one: delete it, or name another file.`);
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new SandboxProblem(`The state in ${path} cannot be read: ${messageOf(error)}`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Changes that come together are written together. */
const TOGETHER_MS = 300;

export interface StateFileOptions {
  readonly path: string;
  /** What is to be kept, at this moment. */
  readonly look: () => KeptState;
  /** Hears why it could not be written. */
  readonly failed: (why: string) => void;
}

/** Nothing is written before it begins. */
export class StateFile {
  readonly #options: StateFileOptions;
  #hasBegun = false;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: StateFileOptions) {
    this.#options = options;
  }

  /** Writes at once, so that who cannot write there hears of it now. Throws SandboxProblem. */
  async begin(): Promise<void> {
    this.#hasBegun = true;
    const first = this.#write();
    this.#writing = first.catch(() => undefined);
    try {
      await first;
    } catch (error) {
      this.#hasBegun = false;
      throw notKept(this.#options.path, error);
    }
  }

  changed(): void {
    if (!this.#hasBegun) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#writeNext();
    }, TOGETHER_MS);
  }

  /** Writes what has changed last. */
  async close(): Promise<void> {
    if (!this.#hasBegun) return;
    clearTimeout(this.#timer);
    this.#writeNext();
    await this.#writing;
  }

  #writeNext(): void {
    this.#writing = this.#writing
      .then(() => this.#write())
      .catch((error: unknown) => {
        this.#options.failed(`The state could not be kept in ${this.#options.path}: ${messageOf(error)}`);
      });
  }

  /** Beside it first: whenever the process ends, the file is whole. */
  async #write(): Promise<void> {
    const { path, look } = this.#options;
    const beside = `${path}.${process.pid}.new`;
    try {
      await writeFile(beside, JSON.stringify({ format: FORMAT, ...look() }), { flush: true, mode: 0o600 });
      await rename(beside, path);
    } catch (error) {
      await rm(beside, { force: true });
      throw error;
    }
  }
}

function notKept(path: string, error: unknown): SandboxProblem {
  return new SandboxProblem(`The state cannot be kept in ${path}: ${messageOf(error)}`);
}

/** In one line. */
function messageOf(error: unknown): string {
  return String((error as Error).message).split('\n')[0] ?? '';
}
