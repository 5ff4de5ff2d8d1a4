/** The built program as its users start it: a process of its own, told everything by its environment. */
import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { SandboxProblem } from './problem.ts';
import type { ProgramState } from './web/shape.ts';
import type { ProgramControls } from './web/troubles.ts';

const LINES_KEPT = 1000;
const READY_WITHIN_MS = 20_000;
/** A program that hangs must not outlast the sandbox. */
const ENDED_WITHIN_MS = 10_000;

/** Where it lies, as package.json says. */
export function programFile(): string {
  const { bin } = JSON.parse(readFileSync('package.json', 'utf8')) as { bin: { rollbridge: string } };
  return bin.rollbridge;
}

export class Program implements ProgramControls {
  readonly log: string[] = [];
  readonly #env: Readonly<Record<string, string>>;
  readonly #changes = new EventEmitter();
  readonly #port: number;
  #child: ChildProcess | null = null;
  #state: ProgramState = { state: 'ended', starts: 0 };

  private constructor(env: Readonly<Record<string, string>>, port: number) {
    this.#env = env;
    this.#port = port;
    this.#changes.setMaxListeners(0);
  }

  /** Not yet started. */
  static async prepare(env: Readonly<Record<string, string>>): Promise<Program> {
    return new Program(env, await freePort());
  }

  /** Resolves when it is ready. Throws SandboxProblem with its last words if it ends before. */
  async start(): Promise<void> {
    await this.#launch();
  }

  get state(): ProgramState {
    return this.#state;
  }

  onChange(look: () => void): () => void {
    this.#changes.on('change', look);
    return () => this.#changes.off('change', look);
  }

  freeze(on: boolean): void {
    this.#child?.kill(on ? 'SIGSTOP' : 'SIGCONT');
    this.#now(on ? 'frozen' : 'ready');
  }

  async restart(): Promise<void> {
    await this.#end('SIGKILL');
    await this.#launch();
  }

  /** With time to tidy up. */
  async stop(): Promise<void> {
    this.#child?.kill('SIGCONT');
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    const impatience = setTimeout(() => child.kill('SIGKILL'), ENDED_WITHIN_MS);
    await once(child, 'exit');
    clearTimeout(impatience);
  }

  async #launch(): Promise<void> {
    this.#state = { state: 'starting', starts: this.#state.starts + 1 };
    const child = spawn(process.execPath, ['--max-semi-space-size=4', programFile()], {
      env: { ...inherited(), ...this.#env, PORT: String(this.#port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stdout.on('data', (chunk: Buffer) => this.#hear(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => this.#hear(chunk.toString()));
    child.on('exit', () => this.#now('ended'));
    await this.#ready(child);
    this.#now('ready');
  }

  async #ready(child: ChildProcess): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (!(await answers(`http://127.0.0.1:${this.#port}/readyz`))) {
      const ended = child.exitCode !== null || child.signalCode !== null;
      if (ended || Date.now() > deadline) {
        const words = this.log.slice(-5).join('\n');
        throw new SandboxProblem(`Rollbridge ${ended ? 'ended at once' : 'is not ready'}:\n${words}`);
      }
      await pause(25);
    }
  }

  #hear(text: string): void {
    this.log.push(...text.split('\n').filter((line) => line !== ''));
    this.log.splice(0, this.log.length - LINES_KEPT);
    this.#changes.emit('change');
  }

  #now(state: ProgramState['state']): void {
    this.#state = { ...this.#state, state };
    this.#changes.emit('change');
  }
}

function inherited(): Readonly<Record<string, string>> {
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env;
  return { PATH, ...(NODE_COMPILE_CACHE !== '' && { NODE_COMPILE_CACHE }) };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
