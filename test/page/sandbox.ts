/** The sandbox as its users start it: a process of its own, which says where its page is. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export class Sandbox {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#child = child;
  }

  /** Resolves when it has said where its page is; rejects with what it said instead. */
  static async start(words: readonly string[]): Promise<Sandbox> {
    const child = spawn(process.execPath, ['sandbox/start.mjs', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const url = await new Promise<string>((resolve, reject) => {
      const hear = (chunk: Buffer) => {
        said += chunk.toString();
        const address = /Open (http\S+)/.exec(said)?.[1];
        if (address) resolve(address);
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('exit', () => reject(new Error(said)));
    });
    return new Sandbox(url, child);
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await once(this.#child, 'exit');
  }
}
