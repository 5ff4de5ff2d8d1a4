/** A stage of an image as a folder of this machine: what the Dockerfile says of absolute paths holds in there. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

type Variables = Readonly<Record<string, string>>;

export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class Stage {
  readonly root: string;
  readonly base: string;
  readonly env: Record<string, string> = {};
  workdir = '/';
  user: number | null = null;
  entrypoint: readonly string[] = [];

  private constructor(root: string, base: string) {
    this.root = root;
    this.base = base;
  }

  /** Holds the Node that runs this, whatever the base is. Everybody may look into it, as into an image. */
  static async from(base: string): Promise<Stage> {
    const stage = new Stage(await mkdtemp(join(tmpdir(), 'rollbridge-image-')), base);
    await chmod(stage.root, 0o755);
    await mkdir(stage.path('/usr/local/bin'), { recursive: true });
    await copyFile(process.execPath, stage.path('/usr/local/bin/node'));
    return stage;
  }

  /** Where a path of the image is on this machine. */
  path(path: string): string {
    return join(this.root, resolve(this.workdir, path));
  }

  launch(
    [program = '', ...args]: readonly string[],
    env: Variables = {},
  ): ChildProcessByStdio<null, Readable, Readable> {
    const own = Object.entries(this.env).map(([name, value]) => [name, this.#here(value)]);
    const path = `${this.path('/usr/local/bin')}:/usr/bin:/bin`;
    return spawn(
      program,
      args.map((arg) => this.#here(arg)),
      {
        cwd: this.path('.'),
        env: { PATH: path, ...Object.fromEntries(own), ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
        // Whoever may not change the user stays who they are.
        ...(this.user === null || process.getuid?.() !== 0 ? {} : { uid: this.user, gid: this.user }),
      },
    );
  }

  async run(command: readonly string[], env: Variables = {}): Promise<Said> {
    const child = this.launch(command, env);
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { code, stdout, stderr };
  }

  #here(word: string): string {
    return word.startsWith('/app') ? this.path(word) : word;
  }
}
