/** The shipped program as a process of its own: started, asked whether it is ready, killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { until } from './cluster.ts';

export interface ProgramOptions {
  readonly env: Readonly<Record<string, string>>;
}

export class Program {
  readonly #env: Readonly<Record<string, string>>;
  #child: ChildProcess | null = null;
  #output = '';
  #exit: Promise<number | null> = Promise.resolve(null);

  constructor({ env }: ProgramOptions) {
    this.#env = env;
  }

  /** Another one in the same place, with more in its environment. */
  with(env: Readonly<Record<string, string>>): Program {
    return new Program({ env: { ...this.#env, ...env } });
  }

  get output(): string {
    return this.#output;
  }

  get exited(): Promise<number | null> {
    return this.#exit;
  }

  /** Structured log lines; lines that are not JSON are left out. */
  get logs(): readonly Record<string, unknown>[] {
    return this.#output.split('\n').flatMap((line) => {
      try {
        return [JSON.parse(line) as Record<string, unknown>];
      } catch {
        return [];
      }
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#env.PORT}`;
  }

  launch(): void {
    const child = spawn(process.execPath, ['dist/rollbridge.cjs'], {
      env: { PATH: process.env.PATH ?? '', ...this.#env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const hear = (chunk: Buffer) => {
      this.#output += chunk.toString();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    // After its end, and after everything it said was heard.
    this.#exit = once(child, 'close').then(([code]) => code as number | null);
  }

  async start(): Promise<void> {
    this.launch();
    let gone = false;
    void this.#exit.then(() => {
      gone = true;
    });
    const ready = async () => {
      if (gone) return 'gone';
      return (await fetch(`${this.url}/readyz`)).ok ? 'ready' : null;
    };
    const came = await until(ready, { what: 'the program to be ready' }).catch((error: Error) => {
      throw new Error(`${error.message}\n${this.#output}`);
    });
    if (came === 'gone') throw new Error(`the program ended at once:\n${this.#output}`);
  }

  /** SIGKILL: no chance to tidy up. */
  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#exit;
  }

  /** SIGTERM: resolves with the exit code. */
  async stop(): Promise<number | null> {
    this.#child?.kill('SIGTERM');
    return await this.#exit;
  }

  /** SIGHUP: to read the catalog again. */
  hangUp(): void {
    this.#child?.kill('SIGHUP');
  }

  async metrics(): Promise<string> {
    return await (await fetch(`${this.url}/metrics`)).text();
  }
}
